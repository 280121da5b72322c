package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `y = x`, floating, whose cotangent is multiplied by a factor on its way back: `x̄ = factor·ȳ`.
/// With −1 it is the gradient reversal of domain-adversarial training (Ganin and Lempitsky 2015).
///
/// The rule is not the derivative of the identity ([Op#redefinesDerivative]). It is linear, so the
/// tangent is scaled too, `ẏ = factor·ẋ`: forward and reverse mode stay transposes of each other,
/// and a second derivative is the same in every composition of the two, scaled once for each time
/// the path back crosses the op.
public record ScaleGradient(double factor) implements Op {
  /// Refuses a factor that is not finite.
  public ScaleGradient {
    if (!Double.isFinite(factor)) {
      throw new AdjointException("[scaleGradient] the factor must be finite, got " + factor);
    }
  }

  /// `x`, with its gradient multiplied by a factor.
  public static Expr scaleGradient(Expr x, double factor) {
    return new ScaleGradient(factor).of(x);
  }

  /// The type rule of what leaves `x` as it is and has a say in its gradient.
  static TensorType same(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (!x.dtype().isFloating()) {
      throw new DTypeException("needs a floating operand, not " + x.dtype());
    }
    return x;
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return same(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(yBar.times(factor)));
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
        "scaleGradient", "\\operatorname{scaleGradient}", List.of("factor=" + factor));
  }
}
