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
    assertEquals(
        List.of("w[1]", "w[0]", "w[2]"), table.rows().stream().map(r -> r.element()).toList());
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

  /// The gradient of v is zero everywhere, the loss moves with v: what a wrong rule that gives
  /// zeros looks like.
  @Test
  void aParameterOfZeroGradientOnWhichTheLossDependsFails() {
    Input v = Input.of("v", DType.FLOAT64, 2);
    Expr hidden = v.times(0).plus(StopGradient.stopGradient(v)).sum();
    Map<Input, Tensor> both = Map.of(w, Tensor.of(0.5, -2.0, 1.0), v, Tensor.of(1.0, 2.0));
    GradientTable table = GradientTable.of(w.pow(3).sum().plus(hidden), List.of(w, v), both);
    assertFalse(table.passes(), table.toString());
    GradientTable.Row last = table.rows().getLast();
    assertEquals(0.0, last.analytic());
    assertEquals(1.0, last.difference(), 1e-9);
  }

  @Test
  void nothingButZerosIsNoEvidence() {
    Input v = Input.of("v", DType.FLOAT64, 2);
    Map<Input, Tensor> zeros = Map.of(v, Tensor.of(1.0, 2.0));
    assertFalse(GradientTable.of(v.times(0).sum(), List.of(v), zeros).passes());
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
