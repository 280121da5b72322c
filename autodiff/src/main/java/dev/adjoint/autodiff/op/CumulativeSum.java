package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// Running sums along an axis: `y[i] = x[0] + … + x[i]`, or from `i` to the end if reverse;
/// floating or INT64. The derivative runs the other way.
public record CumulativeSum(int axis, boolean reverse) implements Op {
  /// Running sums from the front.
  public static Expr cumulativeSum(Expr x, int axis) {
    return new CumulativeSum(Axes.of("cumulativeSum", x, axis).first(), false).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    return x;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(new CumulativeSum(axis, !reverse).of(yBar)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Scan(axis, reverse);
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "cumulativeSum", "\\operatorname{cumsum}", List.of("axis=" + axis, "reverse=" + reverse));
  }
}
