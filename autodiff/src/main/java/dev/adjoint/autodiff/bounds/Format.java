package dev.adjoint.autodiff.bounds;

/// What rounding costs in a floating-point format.
///
/// @param roundoff the largest relative error of rounding to nearest, in the normal range
/// @param tiny the smallest positive number, above the error of rounding in the subnormal range
/// @param largest the largest finite number
public record Format(double roundoff, double tiny, double largest) {
  /// Single precision.
  public static final Format FLOAT32 = new Format(0x1p-24, Float.MIN_VALUE, Float.MAX_VALUE);

  /// Double precision.
  public static final Format FLOAT64 = new Format(0x1p-53, Double.MIN_VALUE, Double.MAX_VALUE);

  /// What one rounding of a number of this magnitude may change; nothing at 0, which is exact.
  public double rounding(double magnitude) {
    return magnitude == 0 ? 0 : roundoff * magnitude + tiny;
  }

  /// The smallest number with all digits.
  public double smallestNormal() {
    return tiny / roundoff / 2;
  }
}
