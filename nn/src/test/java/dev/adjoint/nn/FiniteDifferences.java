package dev.adjoint.nn;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/// Derivatives of FLOAT64 scalars by five-point central differences, which know nothing of graphs.
public final class FiniteDifferences {
  private static final double STEP = 0x1p-12;

  private FiniteDifferences() {}

  /// `(f(x − 2h) − 8 f(x − h) + 8 f(x + h) − f(x + 2h)) / 12h` for each element of one input.
  public static double[] gradient(Expr f, Input wrt, Map<Input, Tensor> bindings) {
    double[] at = bindings.get(wrt).toDoubleArray();
    double[] result = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double sum = 0;
      for (int k : new int[] {-2, -1, 1, 2}) {
        double[] moved = at.clone();
        moved[i] += k * STEP;
        Map<Input, Tensor> there = new HashMap<>(bindings);
        there.put(wrt, Tensor.of(wrt.shape(), moved));
        double weight = Math.abs(k) == 1 ? 8 * k : -k / 2.0;
        sum += weight * Interpreter.of(f).run(there).getFirst().item();
      }
      result[i] = sum / (12 * STEP);
    }
    return result;
  }
}
