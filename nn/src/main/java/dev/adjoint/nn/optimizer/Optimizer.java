package dev.adjoint.nn.optimizer;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;

/// A rule that turns a parameter and its gradient into the next parameter, in expressions.
///
/// A rule with memory declares state tensors for each parameter, such as a running mean of its
/// gradients, and says what they become. It holds nothing itself.
public interface Optimizer {
  /// The learning rate that the rule starts from.
  double rate();

  /// The first values of the state kept for a parameter of a type; none by default.
  default List<Tensor> initial(TensorType parameter) {
    return List.of();
  }

  /// The next parameter and the next state.
  ///
  /// @param parameter the parameter before the step
  /// @param gradient the gradient of the loss there, of the same type
  /// @param state the state before the step, as declared by [#initial]
  /// @param rate the learning rate of this step, a scalar of the parameter's dtype
  Update update(Expr parameter, Expr gradient, List<Expr> state, Expr rate);

  /// What a step makes of one parameter and of its state.
  record Update(Expr parameter, List<Expr> state) {
    /// Copies the state.
    public Update {
      state = List.copyOf(state);
    }
  }
}
