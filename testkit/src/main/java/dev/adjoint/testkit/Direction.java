package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;

/// Directions in the space of a tensor, for derivatives along them.
final class Direction {
  private Direction() {}

  /// A dense direction of short numbers between ½ and 2 in magnitude, of both signs, without a
  /// period that a small shape could have.
  static Tensor of(TensorType type, int variant) {
    double[] values = new double[(int) type.shape().size()];
    for (int i = 0; i < values.length; i++) {
      int k = (i * 7 + variant * 5 + 3) % 13;
      values[i] = (k % 2 == 0 ? 1 : -1) * (0.5 + k / 8.0);
    }
    return Tensor.of(type.shape(), values).cast(type.dtype());
  }

  /// The direction of one element.
  static Tensor unit(TensorType type, int position) {
    double[] values = new double[(int) type.shape().size()];
    values[position] = 1;
    return Tensor.of(type.shape(), values).cast(type.dtype());
  }

  /// The elements as doubles.
  static double[] doubles(Tensor tensor) {
    return tensor.cast(DType.FLOAT64).toDoubleArray();
  }
}
