package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The first index of the largest or smallest element along an axis, which is dropped; INT64; the
/// first NaN if there is one. No gradient flows.
public record ArgExtremum(boolean smallest, int axis) implements Op {
  /// The index of the largest element.
  public static Expr argMax(Expr x, int axis) {
    return new ArgExtremum(false, Axes.of("argMax", x, axis).first()).of(x);
  }

  /// The index of the smallest element.
  public static Expr argMin(Expr x, int axis) {
    return new ArgExtremum(true, Axes.of("argMin", x, axis).first()).of(x);
  }

  @Override
  public String name() {
    return smallest ? "argMin" : "argMax";
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    if (x.shape().size(axis) == 0) {
      throw new ShapeException("axis " + axis + " of " + x.shape() + " is empty");
    }
    return new TensorType(DType.INT64, x.shape().without(Set.of(axis)));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Reduction(
        smallest ? Lowering.Reduction.Kind.ARGMIN : Lowering.Reduction.Kind.ARGMAX,
        new TreeSet<>(Set.of(axis)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        name(), smallest ? "\\arg\\min" : "\\arg\\max", List.of("axis=" + axis));
  }
}
