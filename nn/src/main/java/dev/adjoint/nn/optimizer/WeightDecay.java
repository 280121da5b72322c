package dev.adjoint.nn.optimizer;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;

/// Another optimizer with weight decay, apart from the gradient: `w ← u − α·λ·w`, `u` being what
/// the other one makes of `w`. For plain gradient descent this is the penalty `½λ·‖w‖²`; for one
/// that rescales gradients it is not, and the shrinking stays even.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.
///
/// @param optimizer the other one
/// @param decay λ, not negative
public record WeightDecay(Optimizer optimizer, double decay) implements Optimizer {
  /// Refuses a decay that is negative or not finite.
  public WeightDecay {
    if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
      throw new AdjointException(
          "[weightDecay] the decay must be finite and not negative, got " + decay);
    }
  }

  @Override
  public double rate() {
    return optimizer.rate();
  }

  @Override
  public List<Tensor> initial(TensorType parameter) {
    return optimizer.initial(parameter);
  }

  @Override
  public Update update(Expr parameter, Expr gradient, List<Expr> state, Expr rate) {
    Update update = optimizer.update(parameter, gradient, state, rate);
    return new Update(update.parameter().minus(parameter.times(rate.times(decay))), update.state());
  }
}
