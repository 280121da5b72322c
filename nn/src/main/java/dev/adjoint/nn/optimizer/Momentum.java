package dev.adjoint.nn.optimizer;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;

/// Gradient descent with momentum: `v ← μv + ∂L/∂w`, `w ← w − α·v`, with v = 0 at first. The rate
/// multiplies the velocity, so that a change of rate acts at once.
///
/// Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
///
/// @param rate α, positive
/// @param momentum μ, in [0, 1)
public record Momentum(double rate, double momentum) implements Optimizer {
  /// Refuses a rate that is not a positive number, and a momentum outside [0, 1).
  public Momentum {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new AdjointException("[momentum] the rate must be positive, got " + rate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new AdjointException("[momentum] the momentum must lie in [0, 1), got " + momentum);
    }
  }

  @Override
  public List<Tensor> initial(TensorType parameter) {
    return List.of(Tensor.zeros(parameter));
  }

  @Override
  public Update update(Expr parameter, Expr gradient, List<Expr> state, Expr rate) {
    Expr velocity = state.getFirst().times(momentum).plus(gradient);
    return new Update(parameter.minus(velocity.times(rate)), List.of(velocity));
  }
}
