package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `y = x`, floating, whose cotangent is shortened on its way back if it is longer than a limit:
/// `x̄ = ȳ·most / max(‖ȳ‖, most)`, the norm over all elements.
///
/// [Norm] neither overflows nor vanishes, and a cotangent of zero stays zero: nothing is divided by
/// less than the limit. A NaN makes every element NaN; an infinite element becomes NaN, and the
/// finite ones beside it 0.
///
/// The rule is not the derivative of the identity ([Op#redefinesDerivative]) and not linear in ȳ.
/// Forward mode passes tangents on unchanged. A second derivative in reverse mode is shortened
/// again; the tangent of a gradient, and so a Hessian-vector product, is that of the shortened one.
public record ClipGradientNorm(double most) implements Op {
  /// Refuses a limit that is not positive and finite.
  public ClipGradientNorm {
    if (!(most > 0 && most < Double.POSITIVE_INFINITY)) {
      throw new AdjointException(
          "[clipGradientNorm] the limit must be positive and finite, got " + most);
    }
  }

  /// `x`, with its gradient no longer than a limit.
  public static Expr clipGradientNorm(Expr x, double most) {
    return new ClipGradientNorm(most).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return ScaleGradient.same(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr limit = Constant.scalar(most, yBar.dtype());
    Expr norm = Norm.norm(yBar);
    Expr factor = limit.dividedBy(Maximum.maximum(norm, limit));
    return List.of(Optional.of(yBar.times(factor)));
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
        "clipGradientNorm", "\\operatorname{clipGradientNorm}", List.of("most=" + most));
  }
}
