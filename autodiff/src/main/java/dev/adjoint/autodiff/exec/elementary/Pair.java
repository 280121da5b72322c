package dev.adjoint.autodiff.exec.elementary;

/// A number of about 106 bits, as the sum of a double and what that double leaves out.
record Pair(double high, double low) {

  /// `a + b`, exactly.
  static Pair sum(double a, double b) {
    double high = a + b;
    double fromB = high - a;
    return new Pair(high, a - (high - fromB) + (b - fromB));
  }

  /// `a·b`, exactly unless it leaves the range.
  static Pair product(double a, double b) {
    double high = a * b;
    return new Pair(high, Double.isInfinite(high) ? 0 : Math.fma(a, b, -high));
  }

  Pair times(Pair other) {
    Pair p = product(high, other.high);
    return Double.isInfinite(p.high)
        ? p
        : normal(p.high, p.low + Math.fma(high, other.low, low * other.high));
  }

  /// `1/this`.
  Pair inverse() {
    double y = 1 / high;
    return normal(y, y * Math.fma(-y, low, Math.fma(-y, high, 1)));
  }

  /// The double next to `this^n`, for n > 0. Written out, since pairs that a loop carries along are
  /// allocated.
  double power(int n) {
    double h = high;
    double l = low;
    for (int bit = Integer.highestOneBit(n) >> 1; bit > 0; bit >>= 1) {
      double p = h * h;
      double rest = Math.fma(h, h, -p) + 2 * h * l;
      if ((n & bit) != 0) {
        double square = p;
        p = square * high;
        rest = Math.fma(square, high, -p) + Math.fma(square, low, rest * high);
      }
      if (Double.isInfinite(p)) {
        return p;
      }
      h = p + rest;
      l = rest - (h - p);
    }
    return h + l;
  }

  /// The sum of two numbers of which the first is the larger.
  static Pair normal(double high, double low) {
    double sum = high + low;
    return new Pair(sum, low - (sum - high));
  }
}
