package dev.adjoint.nn.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.exec.Session;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tree.TreeException;
import dev.adjoint.nn.layer.Dense;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GradientDescentTest {
  private final Input w = Input.of("w", DType.FLOAT64);

  /// ½λw² for λ = 4, from w₀ = 3.
  private double after(int steps, Optimizer optimizer) {
    Expr loss = w.square().times(0.5 * 4);
    Map<Input, Expr> updates = new LinkedHashMap<>();
    Map<Input, Tensor> initial = new LinkedHashMap<>();
    initial.put(w, Tensor.scalar(3.0));
    List<Input> state =
        optimizer.initial(w.type()).stream().map(t -> Input.of("state", t.type())).toList();
    for (int i = 0; i < state.size(); i++) {
      initial.put(state.get(i), optimizer.initial(w.type()).get(i));
    }
    Optimizer.Update update =
        optimizer.update(
            w,
            Grad.grad(loss, w).of(w),
            List.copyOf(state),
            Constant.scalar(optimizer.rate(), DType.FLOAT64));
    updates.put(w, update.parameter());
    for (int i = 0; i < state.size(); i++) {
      updates.put(state.get(i), update.state().get(i));
    }
    Session session = Session.of(updates, List.of(loss), initial);
    for (int k = 0; k < steps; k++) {
      session.step(Map.of());
    }
    return session.state(w).item();
  }

  @Test
  void theTrajectoryOnAQuadraticIsKnown() {
    for (double rate : new double[] {0.0625, 0.25, 0.4375, 0.5, 0.625}) {
      for (int k : new int[] {0, 1, 7, 20}) {
        double expected = Math.pow(1 - rate * 4, k) * 3;
        assertEquals(
            expected,
            after(k, new GradientDescent(rate)),
            1e-13 * Math.abs(expected),
            "rate " + rate);
      }
    }
    assertTrue(Math.abs(after(60, new GradientDescent(0.49))) < 3);
    assertTrue(Math.abs(after(60, new GradientDescent(0.51))) > 3);
  }

  @Test
  void momentumAddsUpGradients() {
    double position = 3;
    double velocity = 0;
    for (int k = 0; k < 20; k++) {
      velocity = 0.75 * velocity + 4 * position;
      position -= 0.125 * velocity;
    }
    assertEquals(position, after(20, new Momentum(0.125, 0.75)), 1e-13);
    assertEquals(after(9, new GradientDescent(0.125)), after(9, new Momentum(0.125, 0)));
  }

  /// The gradient of w·b by one is the other before the step.
  @Test
  void aTreeMovesFromOnePoint() {
    Input b = Input.of("b", DType.FLOAT64);
    Expr loss = w.times(b);
    Dense<Expr> p = new Dense<>(w, b);
    Dense<Expr> g = new Dense<>(Grad.grad(loss, w).of(w), Grad.grad(loss, b).of(b));
    Dense<Expr> next = new GradientDescent(0.5).update(p, g);
    List<Tensor> values =
        Program.compile(next.weight(), next.bias())
            .run(Map.of(w, Tensor.scalar(3.0), b, Tensor.scalar(8.0)));
    assertEquals(Tensor.scalar(3.0 - 0.5 * 8), values.get(0));
    assertEquals(Tensor.scalar(8.0 - 0.5 * 3), values.get(1));
  }

  @Test
  void aTreeOfOtherStructureIsRefused() {
    GradientDescent descent = new GradientDescent(0.5);
    assertThrows(
        TreeException.class, () -> descent.<Object>update(List.of(w, w), List.<Expr>of(w)));
  }

  @Test
  void ratesThatAreNoRatesAreRefused() {
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(AdjointException.class, () -> new GradientDescent(wrong));
      assertThrows(AdjointException.class, () -> new Momentum(wrong, 0.5));
    }
    for (double wrong : new double[] {1, -0.1, Double.NaN}) {
      assertThrows(AdjointException.class, () -> new Momentum(0.1, wrong));
    }
  }
}
