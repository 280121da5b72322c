package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import java.util.List;

/// Reverse-mode derivatives of expressions, as expressions.
public final class Grad {
  private Grad() {}

  /// The gradient of a scalar with respect to any expressions it is computed from: parameters,
  /// inputs or interior nodes, for which it is the δ of the textbooks.
  public static Gradients grad(Expr loss, Expr... wrt) {
    return grad(loss, List.of(wrt));
  }

  /// The gradient of a scalar with respect to any expressions it is computed from.
  public static Gradients grad(Expr loss, List<? extends Expr> wrt) {
    if (!loss.dtype().isFloating()) {
      throw new GradientException("[grad] the loss must be floating, not " + loss);
    }
    if (loss.rank() != 0) {
      throw new GradientException(
          "[grad] the loss must be a scalar, got %s: reduce it by sum or mean, or use vjp with a seed"
              .formatted(loss));
    }
    return vjp(List.of(loss), List.of(Constant.scalar(1, loss.dtype())), wrt);
  }

  /// The vector-Jacobian product: the gradient of `Σ ⟨seedᵢ, outputᵢ⟩` with the seeds held
  /// constant. A seed has the type of its output.
  public static Gradients vjp(
      List<? extends Expr> outputs, List<? extends Expr> seeds, List<? extends Expr> wrt) {
    if (seeds.size() != outputs.size()) {
      throw new GradientException(
          "[vjp] needs a seed for each of the %d outputs, got %d"
              .formatted(outputs.size(), seeds.size()));
    }
    for (int i = 0; i < seeds.size(); i++) {
      Expr output = outputs.get(i);
      Expr seed = seeds.get(i);
      if (!output.dtype().isFloating()
          || seed.dtype() != output.dtype()
          || seed.shape().unify(output.shape()).isEmpty()) {
        throw new GradientException(
            "[vjp] seed %d is %s, but its output is %s".formatted(i, seed, output));
      }
    }
    return new Backward(List.copyOf(outputs), List.copyOf(seeds), List.copyOf(wrt)).gradients();
  }
}
