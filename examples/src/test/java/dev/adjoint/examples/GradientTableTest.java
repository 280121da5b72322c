package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GradientTableTest {
  private final Input w = Input.of("w", DType.FLOAT64, 3);
  private final Map<Input, Tensor> at = Map.of(w, Tensor.of(0.5, -2.0, 0.0));

  @Test
  void aRightGradientPasses() {
    GradientTable table = GradientTable.of(w.pow(3).sum(), List.of(w), at);
    assertTrue(table.passes(), table.toString());
    assertEquals(2, table.rows().size());
    assertEquals("w[1]", table.rows().getFirst().element());
    assertEquals(12.0, table.rows().getFirst().analytic());
    assertTrue(table.toString().contains("w[0]"));
  }

  /// Half of the dependence is hidden from the gradient, not from the differences.
  @Test
  void aWrongGradientFails() {
    Expr wrong = w.times(StopGradient.stopGradient(w)).sum();
    GradientTable table = GradientTable.of(wrong, List.of(w), at);
    assertFalse(table.passes());
    assertEquals(0.5, table.rows().getFirst().relativeError(), 1e-9);
  }

  /// γ = 0 is cross entropy; a sample of probability p weighs (1 − p)^γ as much.
  @Test
  void theFocalLossIsThatOfItsPaper() {
    Input z = Input.of("z", DType.FLOAT64, 2, 3);
    Input y = Input.of("y", DType.INT64, 2);
    double[][] logits = {{1, 2, -1}, {0.5, 0, 3}};
    long[] labels = {0, 2};
    for (double gamma : new double[] {0, 1, 2, 0.5}) {
      double expected = 0;
      for (int s = 0; s < 2; s++) {
        double sum = 0;
        for (double value : logits[s]) {
          sum += Math.exp(value);
        }
        double p = Math.exp(logits[s][(int) labels[s]]) / sum;
        expected -= Math.pow(1 - p, gamma) * Math.log(p) / 2;
      }
      double actual =
          Interpreter.of(new FocalLoss(gamma).of(z, y))
              .run(Map.of(z, Tensor.of(logits), y, Tensor.of(labels)))
              .getFirst()
              .item();
      assertEquals(expected, actual, 1e-14);
    }
  }
}
