package dev.adjoint.autodiff.tensor;

import static java.util.Objects.requireNonNull;

/// The type of a tensor: what its elements are and how they are laid out.
///
/// @param dtype the element type
/// @param shape the lengths of the axes
public record TensorType(DType dtype, Shape shape) {
  /// The type with this element type and shape.
  public TensorType {
    requireNonNull(dtype, "dtype");
    requireNonNull(shape, "shape");
  }

  /// The type with literal axis lengths; none for a scalar.
  public static TensorType of(DType dtype, int... sizes) {
    return new TensorType(dtype, Shape.of(sizes));
  }

  /// The number of axes.
  public int rank() {
    return shape.rank();
  }

  /// The element type and the shape: `float32[m=64, 784]`.
  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
