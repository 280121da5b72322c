package dev.adjoint.autodiff.tensor;

/// The element type of a tensor. Nothing promotes silently from one to another: [Tensor#cast]
/// converts.
public enum DType {
  /// IEEE 754 binary32, Java's `float`.
  FLOAT32("float32", 4, true),
  /// IEEE 754 binary64, Java's `double`.
  FLOAT64("float64", 8, true),
  /// A truth value, Java's `boolean`; what comparisons give.
  BOOL("bool", 1, false),
  /// A signed 64-bit integer, Java's `long`; for indices, labels and keys.
  INT64("int64", 8, false);

  private final String text;
  private final int bytes;
  private final boolean floating;

  DType(String text, int bytes, boolean floating) {
    this.text = text;
    this.bytes = bytes;
    this.floating = floating;
  }

  /// Whether elements are floating-point numbers, the only ones that can carry a derivative.
  public boolean isFloating() {
    return floating;
  }

  /// The number of bytes of one element.
  public int bytes() {
    return bytes;
  }

  /// The lower-case name, such as `float32`.
  @Override
  public String toString() {
    return text;
  }
}
