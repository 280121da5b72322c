package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.tensor.TensorType;

/// A value of a [Reading]: its elements in row-major order, each a `V` (floating dtypes), an `M`
/// (BOOL) or a Long (INT64).
public final class Elements {
  private final TensorType type;
  private final Object[] data;

  /// Takes the array as it is.
  public Elements(TensorType type, Object... data) {
    this.type = type;
    this.data = data;
  }

  /// Dtype and shape.
  public TensorType type() {
    return type;
  }

  /// The elements, not a copy.
  public Object[] data() {
    return data;
  }
}
