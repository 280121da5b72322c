package dev.adjoint.autodiff.bounds;

/// When two results count as equal: their distance is at most [#MARGIN] times the running error
/// bound of [Bounds], which is in units of the roundoff; there is no fixed tolerance.
public final class Agreement {
  /// The constant c of |a − b| ≤ c·u·S, the only one there is.
  ///
  /// Why 16: the bound S charges a sum `u·Σ|xᵢ|` or more, which one order of its terms exceeds at
  /// most by the depth of its tree of additions: up to 12 for the sums of some 60 elements that
  /// random graphs have, in eight accumulators and a rest. The slopes that carry errors onward are
  /// first order, good for a factor below 1.1, and both executors may be off, a factor of 2 for
  /// elementary functions, which S charges already. Longer sums are covered all the same: from the
  /// first to the last term S grows with their length, a tree's error with its logarithm.
  public static final double MARGIN = 16;

  private Agreement() {}

  /// Whether two values, each within its bound of the same number, are as near as they must be.
  public static boolean agree(double a, double b, double error) {
    return isSame(a, b) || Math.abs(a - b) <= MARGIN * error;
  }

  /// Whether the bound says anything about the two.
  public static boolean isDecidable(double a, double b, double error) {
    return isSame(a, b) || Double.isFinite(error);
  }

  private static boolean isSame(double a, double b) {
    return a == b || (Double.isNaN(a) && Double.isNaN(b));
  }
}
