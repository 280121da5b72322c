package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// `y = ln Σᵢ e^xᵢ` along an axis, which is dropped. x̄ = ȳ·softmax(x).
///
/// Computed as M + log1p(Σ e^(xᵢ − M) − 1) with M the largest element, whose own term e⁰ − 1 is
/// taken by expm1 and so is exactly 0: then ln(1 + e^−40) is not rounded to 0. M is held constant,
/// which changes no value and makes every derivative right at ties. All −∞ gives −∞.
public record LogSumExp(int axis) implements Op {
  /// The logarithm of the sum of exponentials along an axis.
  public static Expr logSumExp(Expr x, int axis) {
    return new LogSumExp(Axes.of("logSumExp", x, axis).first()).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = operand(operands, axis);
    return new TensorType(x.dtype(), x.shape().without(Set.of(axis)));
  }

  /// The type rule that the softmax family shares.
  static TensorType operand(List<TensorType> operands, int axis) {
    TensorType x = Arity.unary(operands);
    if (!x.dtype().isFloating()) {
      throw new DTypeException("needs floating numbers, not " + x.dtype());
    }
    if (x.shape().size(axis) == 0) {
      throw new ShapeException("axis " + axis + " of " + x.shape() + " is empty");
    }
    return x;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    Expr all = Axes.restore(yBar, x.shape(), Set.of(axis));
    return List.of(Optional.of(all.times(Softmax.softmax(x, axis))));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new LogSumExp(axis + 1));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        x -> largest(x.getFirst(), axis).plus(excess(x.getFirst(), axis)));
  }

  /// The largest element, held constant.
  static Expr largest(Expr x, int axis) {
    return StopGradient.stopGradient(Extremum.max(x, axis));
  }

  /// `x − M`; 0 for an element that is ∞ itself, and as for M = 0 where M is −∞: both would be ∞ −
  /// ∞.
  static Expr shifted(Expr x, int axis) {
    Expr m = largest(x, axis);
    Expr subtracted = Where.where(Compare.equal(m, Double.NEGATIVE_INFINITY), 0, m);
    Expr s = x.minus(Axes.restore(subtracted, x.shape(), Set.of(axis)));
    return Where.where(Compare.equal(x, Double.POSITIVE_INFINITY), 0, s);
  }

  /// `ln Σ e^(x − M)`, accurate also where it is tiny.
  static Expr excess(Expr x, int axis) {
    Expr s = shifted(x, axis);
    Expr first = Axes.restore(ArgExtremum.argMax(x, axis), x.shape(), Set.of(axis));
    Expr isFirst = Compare.equal(Iota.iota(x.shape(), axis), first);
    Expr rest = Where.where(isFirst, Expm1.expm1(s), s.exp());
    return Log1p.log1p(Sum.sum(rest, axis));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(
        Kink.ofEqual(
            "all elements −∞", "0", new TreeSet<>(List.of(axis)), Double.NEGATIVE_INFINITY, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("logSumExp", "\\operatorname{logSumExp}", List.of("axis=" + axis));
  }
}
