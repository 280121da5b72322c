package dev.adjoint.nn.data;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Set;

/// A tensor that is cut along its first axis many times, and so held as an array.
final class Rows {
  private final DType dtype;
  private final Shape row;
  private final int count;
  private final int length;

  /// A float[], double[], long[] or boolean[], as the dtype says.
  private final Object values;

  private Rows(Tensor tensor) {
    this.dtype = tensor.dtype();
    this.row = tensor.shape().without(Set.of(0));
    this.count = tensor.shape().size(0);
    this.length = (int) row.size();
    this.values =
        switch (dtype) {
          case FLOAT32 -> tensor.toFloatArray();
          case FLOAT64 -> tensor.toDoubleArray();
          case INT64 -> tensor.toLongArray();
          case BOOL -> tensor.toBooleanArray();
        };
  }

  static Rows of(String name, Tensor tensor) {
    if (tensor.rank() == 0) {
      throw new ShapeException(
          "[dataset] the first axis counts the samples, but %s has none".formatted(name));
    }
    return new Rows(tensor);
  }

  int count() {
    return count;
  }

  TensorType type(Dim count) {
    return new TensorType(dtype, row.insert(0, count));
  }

  Tensor take(int... positions) {
    Shape shape = row.insert(0, Dim.of(positions.length));
    int size = positions.length * length;
    return switch (dtype) {
      case FLOAT32 -> Tensor.of(shape, copy(positions, new float[size]));
      case FLOAT64 -> Tensor.of(shape, copy(positions, new double[size]));
      case INT64 -> Tensor.of(shape, copy(positions, new long[size]));
      case BOOL -> Tensor.of(shape, copy(positions, new boolean[size]));
    };
  }

  /// Fills `target`, an array of the kind of `values`.
  private <A> A copy(int[] positions, A target) {
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(values, positions[i] * length, target, i * length, length);
    }
    return target;
  }
}
