package dev.adjoint.nn.optimizer;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tree.Tree;
import java.util.List;

/// Gradient descent, `w ← w − α·∂L/∂w`, without memory.
///
/// On a quadratic ½λw² it converges for α < 2/λ, as w_k = (1 − αλ)ᵏ·w₀, and diverges above.
///
/// @param rate α, positive
public record GradientDescent(double rate) implements Optimizer {
  /// Refuses a rate that is not a positive number.
  public GradientDescent {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new AdjointException("[gradientDescent] the rate must be positive, got " + rate);
    }
  }

  @Override
  public Update update(Expr parameter, Expr gradient, List<Expr> state, Expr rate) {
    return new Update(parameter.minus(gradient.times(rate)), List.of());
  }

  /// All parameters of a tree after one step from one point.
  ///
  /// @param <M> the model, holding expressions
  /// @param gradients a tree of the same structure
  public <M> M update(M parameters, M gradients) {
    return Tree.zip(
        parameters,
        gradients,
        Expr.class,
        (p, g) -> update(p, g, List.of(), Constant.scalar(rate, p.dtype())).parameter());
  }
}
