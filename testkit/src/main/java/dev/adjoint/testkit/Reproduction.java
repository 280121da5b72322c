package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// Results that others must equal bit for bit.
record Reproduction(GraphCase graph, List<Tensor> first) {
  void equal(String how, List<Tensor> again) {
    for (int k = 0; k < first.size(); k++) {
      if (!first.get(k).equals(again.get(k))) {
        int i = firstDifference(first.get(k), again.get(k));
        throw new Disagreement(
            "output %d at %s: first %s, in %s %s%n%s"
                .formatted(
                    k,
                    Arrays.toString(Disagreement.index(first.get(k).shape(), i)),
                    Direction.doubles(first.get(k))[i],
                    how,
                    Direction.doubles(again.get(k))[i],
                    graph));
      }
    }
  }

  private static int firstDifference(Tensor a, Tensor b) {
    double[] x = Direction.doubles(a);
    double[] y = Direction.doubles(b);
    for (int i = 0; i < x.length; i++) {
      if (Double.doubleToRawLongBits(x[i]) != Double.doubleToRawLongBits(y[i])) {
        return i;
      }
    }
    return 0;
  }
}
