package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Whether a function of predictions and targets is least at the prediction that is made of the
/// target. The best prediction is an expression, so that its rounding is within the bounds too.
final class Minimum {
  private final String what;
  private final Tensor target;
  private final Map<Input, Tensor> atBest;
  private final Input other;
  private final Input held;
  private final Input made;
  private final Expr elsewhere;
  private final Expr slope;
  private final Expr least;
  private final Expr best;

  Minimum(String what, BinaryOperator<Expr> value, UnaryOperator<Expr> best, Tensor target) {
    this.what = what;
    this.target = target;
    this.held = Input.of("target", target.type());
    this.other = Input.of("prediction", target.type());
    this.made = Input.of("target of the best prediction", target.type());
    this.best = best.apply(made);
    this.least = value.apply(this.best, held);
    this.slope = Grad.grad(least, this.best).of(this.best);
    this.elsewhere = value.apply(other, held);
    this.atBest = Map.of(held, target, made, target);
  }

  /// The gradient at the best prediction is 0, as far as rounding lets one tell.
  void checkGradient() {
    Bounded[] gradient = new BoundedReading(atBest).values(slope);
    for (int i = 0; i < gradient.length; i++) {
      if (!Agreement.agree(gradient[i].value(), 0, gradient[i].error())) {
        throw new AssertionError(
            "the gradient of %s is %s at %s of the prediction that should be best, not 0%n%s"
                .formatted(
                    what,
                    gradient[i].value(),
                    Arrays.toString(Disagreement.index(best.shape(), i)),
                    place()));
      }
    }
  }

  /// Another prediction is no better.
  void checkAgainst(Tensor prediction) {
    Bounded there =
        new BoundedReading(Map.of(other, prediction, held, target)).values(elsewhere)[0];
    Bounded here = new BoundedReading(atBest).values(least)[0];
    if (!(there.value() >= here.value() - Agreement.MARGIN * (there.error() + here.error()))) {
      throw new AssertionError(
          "%s is %s at the prediction that should be best, but smaller, %s, at another%n%s%n  another = %s"
              .formatted(what, here.value(), there.value(), place(), prediction));
    }
  }

  /// The best prediction.
  Tensor prediction() {
    return best.peek(Map.of(made, target));
  }

  private String place() {
    return "  target = %s%n  best prediction = %s".formatted(target, prediction());
  }
}
