package research;

import static dev.adjoint.testkit.AdjointAssertions.assertThat;
import static dev.adjoint.testkit.AdjointAssertions.assertThatLoss;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.testkit.Samples;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossProperties {
  private final Input p = Input.of("p", DType.FLOAT64, 3);
  private final Input t = Input.of("t", DType.FLOAT64, 3);
  private final Map<Input, Tensor> at =
      Map.of(p, Tensor.of(0.5, -1.25, 2.0), t, Tensor.of(0.25, 1.0, 1.5));

  @Test
  void runsInANamedModule() {
    for (Class<?> type : new Class<?>[] {Loss.class, Samples.class, Tensor.class}) {
      if (!type.getModule().isNamed()) {
        throw new AssertionError(type + " is on the class path");
      }
    }
  }

  @Test
  void right() {
    Expr formula = p.minus(t).tanh().dividedBy(3);
    assertThat(Loss.of(p, t), at).gradientMatches(p, formula);
    assertThatLoss(Loss::of, Samples.ofNumbers(3))
        .isStable(-1000, 1000)
        .hasItsMinimumAtTheTarget()
        .isConvexAlongLines();
  }

  /// The derivative of ln cosh is tanh, not its square.
  @Test
  void wrong() {
    Expr formula = p.minus(t).tanh().square().dividedBy(3);
    assertThat(Loss.of(p, t), at).gradientMatches(p, formula);
  }
}
