package dev.adjoint.autodiff.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Depth is bounded by memory, not by the stack.
final class DeepGraphTest {
  private final Input x = Input.of("x", DType.FLOAT64);

  /// Builds, differentiates and runs a chain of a million nodes: about 10 s, of which the user's
  /// lines (a stack walk a node) take 3.
  @Test
  void aChainOfAMillionNodesNeedsNoStack() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          int n = 1_000_000;
          Expr y = x;
          for (int i = 0; i < n; i++) {
            y = y.negate();
          }
          assertEquals(n + 1, Graph.topological(List.of(y)).size());
          Expr gradient = Grad.grad(y, x).of(x);
          int size = Graph.topological(List.of(gradient)).size();
          assertEquals(n + 1, size);
          Expr tangent = Grad.jvp(List.of(y), Map.of(x, Constant.scalar(1, DType.FLOAT64))).of(y);
          assertEquals(n + 1, Graph.topological(List.of(tangent)).size());
          assertEquals(1, tangent.peek(Map.of()).item());
          Map<Expr, Tensor> at = Map.of(x, Tensor.scalar(3.0));
          assertEquals(3, Interpreter.of(y).run(at).getFirst().item());
          assertEquals(1, gradient.peek(Map.of()).item());
          assertEquals(1, Graph.at(List.of(y), Map.of("m", 2)).outputs().size());
        });
  }

  /// Rules that use their operand or result must not walk down into the graph.
  @Test
  void aDeepChainOfNonlinearOpsDifferentiatesInLinearTime() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          int n = 50_000;
          Expr y = x;
          for (int i = 0; i < n; i++) {
            y = (i % 3 == 0 ? y.tanh() : i % 3 == 1 ? y.times(1.5) : y.relu());
          }
          Expr gradient = Grad.grad(y, x).of(x);
          assertTrue(Graph.topological(List.of(gradient)).size() < 20 * n);
          assertTrue(gradient.peek(Map.of(x, Tensor.scalar(0.3))).item() >= 0);
          Expr tangent = Grad.jvp(List.of(y), Map.of(x, x)).of(y);
          assertTrue(Graph.topological(List.of(tangent)).size() < 20 * n);
          assertTrue(tangent.peek(Map.of(x, Tensor.scalar(0.3))).item() >= 0);
        });
  }

  @Test
  void aDeepChainDifferentiatesTwice() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          Expr y = x;
          for (int i = 0; i < 5_000; i++) {
            y = y.tanh();
          }
          Expr first = Grad.grad(y, x).of(x);
          Expr second = Grad.grad(first, x).of(x);
          double at = 0.1;
          double value = second.peek(Map.of(x, Tensor.scalar(at))).item();
          double h = 1e-4;
          double difference =
              (first.peek(Map.of(x, Tensor.scalar(at + h))).item()
                      - first.peek(Map.of(x, Tensor.scalar(at - h))).item())
                  / (2 * h);
          assertEquals(difference, value, 1e-4 * Math.abs(difference));
        });
  }
}
