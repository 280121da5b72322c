package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The largest or smallest element over axes, which are dropped; floating or INT64; NaN if any is
/// NaN.
///
/// Where several elements are extreme the derivative does not exist; they share the cotangent
/// equally.
public record Extremum(boolean smallest, SortedSet<Integer> axes) implements Op {
  /// Copies the axes.
  public Extremum {
    axes = Axes.copy(axes);
  }

  /// The largest element over axes, over all if none is given.
  public static Expr max(Expr x, int... axes) {
    return new Extremum(false, Axes.of("max", x, axes)).of(x);
  }

  /// The smallest element over axes, over all if none is given.
  public static Expr min(Expr x, int... axes) {
    return new Extremum(true, Axes.of("min", x, axes)).of(x);
  }

  @Override
  public String name() {
    return smallest ? "min" : "max";
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    for (int axis : axes) {
      if (x.shape().size(axis) == 0) {
        throw new ShapeException("axis " + axis + " of " + x.shape() + " is empty");
      }
    }
    return new TensorType(x.dtype(), x.shape().without(axes));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    Expr winners = Sum.over(extreme(x, y).cast(x.dtype()), axes);
    return List.of(Optional.of(Axes.restore(yBar.dividedBy(winners), x.shape(), axes)));
  }

  /// The mean of the tangents of the winners.
  @Override
  public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    Expr winners = extreme(operands.getFirst(), y);
    Expr sum = Sum.over(Where.where(winners, tangents.getFirst().orElseThrow(), 0), axes);
    return Optional.of(sum.dividedBy(Sum.over(winners.cast(y.dtype()), axes)));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return Optional.of(extreme(operands.getFirst(), y));
  }

  /// True at the winners; at every element if the extremum is NaN.
  private Expr extreme(Expr x, Expr y) {
    Expr all = Axes.restore(y, x.shape(), axes);
    return Not.not(smallest ? Compare.less(all, x) : Compare.less(x, all));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Reduction(
        smallest ? Lowering.Reduction.Kind.MIN : Lowering.Reduction.Kind.MAX, axes);
  }

  @Override
  public List<Kink> kinks() {
    return List.of(
        Kink.ofEqual("at ties", "shared equally", axes, 3, StrictMath.scalb(1.0, -axes.size())));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(name(), "\\" + name(), List.of("axes=" + axes));
  }
}
