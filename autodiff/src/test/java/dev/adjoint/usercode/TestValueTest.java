package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.NaNException;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Inputs with test values: a graph that computes while it is built.
final class TestValueTest {
  private static Input tested(String name, double... values) {
    return Input.tested(name, Tensor.of(values), Interpreter.evaluator());
  }

  @Test
  void valuesTravelWithTheGraph() {
    Input x = tested("x", 1, 2, 3);
    assertEquals(Optional.of(Tensor.of(2.0, 4, 6)), x.plus(x).testValue());
    assertEquals(Optional.of(Tensor.scalar(14.0)), x.square().sum().testValue());
    assertEquals(Optional.of(Tensor.of(3.0, 4, 5)), x.plus(2).testValue());
    Expr g = Grad.grad(x.square().sum(), x).of(x);
    assertEquals(Optional.of(Tensor.of(2.0, 4, 6)), g.testValue());
  }

  @Test
  void anUntestedInputBelowLeavesTheNodeUntested() {
    Input x = tested("x", 1, 2, 3);
    Input y = Input.of("y", DType.FLOAT64, 3);
    assertEquals(Optional.empty(), x.plus(y).testValue());
    assertEquals(Optional.empty(), x.plus(y).exp().testValue());
  }

  @Test
  void aNaNStopsAtTheLineThatMakesIt() {
    Input x = tested("x", 1, -2, 3);
    Expr y = x.plus(1).named("y");
    NaNException e = assertThrows(NaNException.class, () -> y.log());
    assertEquals(
        """
        [log] gives NaN at the test values: float64[3] [0.6931471805599453, NaN, 1.3862943611198906]
          given: y = add(x, broadcast#ID): float64[3]
          at dev.adjoint.usercode.TestValueTest.lambda$aNaNStopsAtTheLineThatMakesIt$0(TestValueTest.java:NN)
          y = float64[3] [2.0, -1.0, 4.0]\
        """,
        e.getMessage()
            .replaceAll("broadcast#\\d+", "broadcast#ID")
            .replaceAll("java:\\d+", "java:NN")
            .replace("\r", ""));
  }

  @Test
  void aNaNThatWasGivenPassesOn() {
    Input x = tested("x", 1, Double.NaN, 3);
    assertTrue(Double.isNaN(x.exp().testValue().orElseThrow().doubleAt(1)));
  }

  /// sqrt' is infinite at 0 and meets 0 there, behind the branch that was not taken.
  @Test
  void aBackwardPassIsNotStoppedBehindABranch() {
    Input x = tested("x", 0, 2);
    Expr loss = Where.where(Compare.notEqual(x, 0), x.square().sqrt(), 0).sum();
    Expr dx = Grad.grad(loss, x).of(x);
    assertEquals(Optional.of(Tensor.of(0.0, 1.0)), dx.testValue());
  }

  @Test
  void infinityIsNotNaN() {
    Input x = tested("x", 0, 1, 2);
    assertEquals(Double.NEGATIVE_INFINITY, x.log().testValue().orElseThrow().doubleAt(0));
    assertThrows(NaNException.class, () -> x.log().times(0));
  }

  /// Constants below have no test value of their own but are walked to find one.
  @Test
  void sharedConstantsBelowAreWalkedOnce() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Expr c = Constant.of(Tensor.of(1.0, 1, 1));
          for (int i = 0; i < 60; i++) {
            c = c.plus(c);
          }
          assertEquals(
              Optional.of(Tensor.of(0x1p60 + 1, 0x1p60 + 2, 0x1p60 + 3)),
              tested("x", 1, 2, 3).plus(c).testValue());
        });
  }
}
