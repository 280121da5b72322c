package dev.adjoint.nn.data;

import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;

/// Permutations drawn from a seed, equal on every machine.
///
/// Source: Durstenfeld, "Algorithm 235: random permutation", 1964.
final class Shuffle {
  private Shuffle() {}

  /// The numbers 0 to n − 1 in an order drawn from a seed.
  static int[] order(int n, long seed) {
    double[] draws = Tensor.uniform(Shape.of(n), seed).toDoubleArray();
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = (int) (draws[i] * (i + 1)); // 0..i, the draw being below 1
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
