package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `y = x`, floating, whose cotangent is brought into an interval on its way back, element by
/// element: `x̄ = clamp(ȳ, low, high)`, `low ≤ 0 ≤ high`. NaN stays NaN: clipping must not hide it.
///
/// The rule is not the derivative of the identity ([Op#redefinesDerivative]) and not linear in ȳ:
/// gradients of two losses, each clipped, do not add up to the gradient of their sum. Forward mode
/// passes tangents on unchanged. A second derivative in reverse mode is clipped again; the tangent
/// of a gradient, and so a Hessian-vector product, is that of the clipped gradient.
///
/// Zero lies in the interval so that a cotangent of zero, such as that of a branch which was not
/// taken, stays zero.
public record ClipGradient(double low, double high) implements Op {
  /// Refuses an interval without zero.
  public ClipGradient {
    if (!(low <= 0 && 0 <= high)) {
      throw new AdjointException(
          "[clipGradient] zero must lie within the bounds: low = " + low + ", high = " + high);
    }
  }

  /// `x`, with each element of its gradient brought into the interval.
  public static Expr clipGradient(Expr x, double low, double high) {
    return new ClipGradient(low, high).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return ScaleGradient.same(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(Clamp.clamp(yBar, low, high)));
  }

  /// The tangent as it is: what is clipped is a gradient on its way back.
  @Override
  public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    return tangents.getFirst();
  }

  @Override
  public boolean redefinesDerivative() {
    return true;
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.View.Reshape();
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "clipGradient", "\\operatorname{clipGradient}", List.of("low=" + low, "high=" + high));
  }
}
