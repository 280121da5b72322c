package dev.adjoint.autodiff.bounds;

/// A computed number and how far, at most, the number that exact arithmetic gives can be away.
///
/// @param value what floating-point arithmetic gives
/// @param error the bound, not negative; ∞ if nothing is known
public record Bounded(double value, double error) {
  /// A number known exactly.
  public static Bounded exact(double value) {
    return new Bounded(value, 0);
  }

  /// A number of which only this value is known, not how near it is to the truth.
  public static Bounded unknown(double value) {
    return new Bounded(value, Double.POSITIVE_INFINITY);
  }

  /// Whether the number is known exactly.
  public boolean isExact() {
    return error == 0;
  }

  /// The same number with the error that a comparison of two executors allows.
  Bounded widened() {
    return new Bounded(value, Agreement.MARGIN * error);
  }

  /// The smallest number that the truth may be.
  double low() {
    return isExact() ? value : value - error;
  }

  /// The largest number that the truth may be.
  double high() {
    return isExact() ? value : value + error;
  }

  /// The largest magnitude that the truth may have.
  double magnitude() {
    return Math.abs(value) + error;
  }

  /// The smallest magnitude that the truth may have.
  double leastMagnitude() {
    return isExact() ? Math.abs(value) : Math.max(0, Math.abs(value) - error);
  }
}
