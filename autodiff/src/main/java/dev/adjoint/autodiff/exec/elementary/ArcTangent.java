package dev.adjoint.autodiff.exec.elementary;

/// atan and atan2, within 0.7 ULP; where the quotient is next to the smallest normal numbers, so
/// that what it has lost is rounded too, 0.8.
///
/// Both are the angle of a point (x, y) in the first quadrant, mirrored:
/// - y ≤ x/2: atan(y/x)
/// - between: π/4 + atan((y − x)/(y + x))
/// - y > 2x: π/2 + atan(−x/y)
///
/// The argument t of atan is between −1/2 and 1/2, where atan is a polynomial. Its dividend is
/// exact; what the sum and the quotient have rounded away is carried along. The case is chosen by
/// products with 0 and 1, exact, and no branch, so that loops over them are vector code.
public final class ArcTangent {
  private static final double QUARTER_PI = 0x1.921fb54442d18p-1;
  private static final double QUARTER_PI_REST = 0x1.1a62633145c07p-55;

  /// No difference to any divisor but 0: keeps 0/0 from being NaN.
  private static final double TINY = 0x1p-1000;

  /// The largest coordinate whose point needs no scaling down.
  private static final double HUGE = 0x1p1000;

  private ArcTangent() {}

  /// atan x, the angle of (1, |x|). ±0 stays, ±∞ gives ±π/2.
  public static double atan(double x) {
    double a = steepness(x);
    double one = aboveHalf(a, 1);
    double two = aboveTwice(a, 1);
    double t = fraction(a, 1, one, two);
    double rest = rest(t, lost(a, 1, one, two, t));
    return Math.signum(x) * angle(one + two, 1, t, rest);
  }

  /// The angle of the point (x, y), from −π to π, subnormal results included; zeros and infinities
  /// as [Math#atan2].
  public static double atan2(double y, double x) {
    if (Math.max(Math.abs(x), Math.abs(y)) > HUGE) {
      return moderate(shrunk(y, x), shrunk(x, y));
    }
    return moderate(y, x);
  }

  /// `r[i] = atan x[i]` for i below n; r may be x.
  public static void atan(double[] r, double[] x, int n, Scratch s) {
    points(x, s.a, s.b, n);
    steps(s.a, s.b, s.c, s.d, n);
    fractions(s.a, s.b, s.c, s.d, n);
    angles(r, x, s.c, s.d, s.a, s.b, n);
  }

  /// `r[i] = atan2(y[i], x[i])` for i below n; r may be y or x.
  public static void atan2(double[] r, double[] y, double[] x, int n, Scratch s) {
    if (isModerate(y, n) && isModerate(x, n)) {
      points(y, x, s.a, s.b, n);
      steps(s.a, s.b, s.c, s.d, n);
      fractions(s.a, s.b, s.c, s.d, n);
      rests(s.a, s.b, n);
      angles(r, y, x, s.c, s.d, s.a, s.b, n);
    } else {
      for (int i = 0; i < n; i++) {
        r[i] = atan2(y[i], x[i]);
      }
    }
  }

  // C2 makes vector code of a loop only while its body is short, some 60 nodes, and surely only if
  // the loop is a method of its own that reads an element before it writes any.

  private static void points(double[] slope, double[] y, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = steepness(slope[i]);
      x[i] = 1;
    }
  }

  private static void points(double[] y, double[] x, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      double yi = y[i];
      double xi = x[i];
      double scale = scale(yi, xi);
      a[i] = Math.abs(yi) * scale;
      b[i] = Math.abs(xi) * scale;
    }
  }

  private static void steps(double[] y, double[] x, double[] one, double[] two, int n) {
    for (int i = 0; i < n; i++) {
      double yi = y[i];
      double xi = x[i];
      one[i] = aboveHalf(yi, xi);
      two[i] = aboveTwice(yi, xi);
    }
  }

  /// Replaces y by t and x by what t has lost.
  private static void fractions(double[] y, double[] x, double[] one, double[] two, int n) {
    for (int i = 0; i < n; i++) {
      double yi = y[i];
      double xi = x[i];
      double onei = one[i];
      double twoi = two[i];
      double t = fraction(yi, xi, onei, twoi);
      y[i] = t;
      x[i] = lost(yi, xi, onei, twoi, t);
    }
  }

  private static void rests(double[] t, double[] lost, int n) {
    for (int i = 0; i < n; i++) {
      lost[i] = rest(t[i], lost[i]);
    }
  }

  private static void angles(
      double[] r, double[] x, double[] one, double[] two, double[] t, double[] lost, int n) {
    for (int i = 0; i < n; i++) {
      double ti = t[i];
      r[i] = Math.signum(x[i]) * angle(one[i] + two[i], 1, ti, rest(ti, lost[i]));
    }
  }

  private static void angles(
      double[] r,
      double[] y,
      double[] x,
      double[] one,
      double[] two,
      double[] t,
      double[] rest,
      int n) {
    for (int i = 0; i < n; i++) {
      r[i] = mirrored(y[i], x[i], one[i] + two[i], t[i], rest[i]);
    }
  }

  private static double moderate(double y, double x) {
    double scale = scale(y, x);
    double a = Math.abs(y) * scale;
    double b = Math.abs(x) * scale;
    double one = aboveHalf(a, b);
    double two = aboveTwice(a, b);
    double t = fraction(a, b, one, two);
    return mirrored(y, x, one + two, t, rest(t, lost(a, b, one, two, t)));
  }

  private static boolean isModerate(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(x[i]) <= HUGE)) {
        return false;
      }
    }
    return true;
  }

  /// A coordinate of a point of the same direction as one that is not moderate. What this may round
  /// is so far below the other coordinate that their quotient is 0.
  private static double shrunk(double coordinate, double other) {
    return Double.isInfinite(coordinate)
        ? Math.signum(coordinate)
        : coordinate * (Double.isInfinite(other) ? 0 : 0x1p-100);
  }

  /// Brings the larger coordinate to 2⁻⁵⁷⁴ or more, so that what the quotient loses does not
  /// underflow; the smaller is exact, or the quotient 0.
  private static double scale(double y, double x) {
    double larger = Math.max(Math.abs(y), Math.abs(x));
    double large = Math.floor(Math.min(larger * 0x1p-500, 1));
    return Math.fma(1 - large, 0x1p500, large);
  }

  /// The angle in the quadrant of (x, y), of that in the first: `eighths·π/4 + t + rest`.
  private static double mirrored(double y, double x, double eighths, double t, double rest) {
    double side = sign(x);
    return sign(y) * angle(Math.fma(side, eighths, 2 - 2 * side), side, t, rest);
  }

  /// The sign by the inverse, which is not 0 and tells −0.
  private static double sign(double x) {
    return Math.signum(1 / x);
  }

  /// 1 if y > x/2, else 0. It does not begin as [#aboveTwice] does: where two steps of one number
  /// look alike, C2 pairs those of neighbouring elements wrongly and gives up.
  private static double aboveHalf(double y, double x) {
    return step(y - 0.5 * x);
  }

  /// 1 if y > 2x, else 0.
  private static double aboveTwice(double y, double x) {
    return step(Math.fma(0.5, y, -x));
  }

  /// 1 if x > 0, else 0: 1/2, for 0, is rounded to even.
  private static double step(double x) {
    return Math.rint(Math.fma(0.5, Math.signum(x), 0.5));
  }

  /// |x|, but beyond 2⁶⁰ no double can tell the angle from π/2.
  private static double steepness(double x) {
    return Math.min(Math.abs(x), 0x1p60);
  }

  private static double dividend(double y, double x, double one, double two) {
    return Math.fma(1 - two, y, -one * x);
  }

  private static double divisor(double y, double x, double one, double two) {
    return Math.fma(one, y, (1 - two) * x);
  }

  /// t, rounded; `one` is 1 if y > x/2, `two` is 1 if y > 2x, else 0.
  private static double fraction(double y, double x, double one, double two) {
    return dividend(y, x, one, two) * (1 / (divisor(y, x, one, two) + TINY));
  }

  /// What [#fraction] has rounded away.
  private static double lost(double y, double x, double one, double two, double t) {
    double v = one * y;
    double u = (1 - two) * x;
    double divisor = divisor(y, x, one, two);
    double w = divisor - u;
    double ofSum = (u - (divisor - w)) + (v - w);
    double left = Math.fma(-t, ofSum, Math.fma(-t, divisor, dividend(y, x, one, two)));
    return left * (1 / (divisor + TINY));
  }

  /// `eighths·π/4 + turn·(t + rest)`, rounded once in effect.
  static double angle(double eighths, double turn, double t, double rest) {
    double base = eighths * QUARTER_PI;
    double baseRest = Math.fma(eighths, QUARTER_PI_REST, Math.fma(eighths, QUARTER_PI, -base));
    double sum = Math.fma(turn, t, base);
    double sumRest = Math.fma(turn, t, base - sum);
    return sum + Math.fma(turn, rest, sumRest + baseRest);
  }

  /// `atan(t + e) − t = t³·p(t²) + e·(1 − t²)`; p approximates `(atan t − t)/t³` on |t| ≤ 1/2,
  /// relative error of atan 2⁻⁵⁷·⁸.
  private static double rest(double t, double e) {
    double z = t * t;
    double p = 0x1.4b7d65888440fp-7;
    p = Math.fma(p, z, -0x1.c17b2c14d2f17p-6);
    p = Math.fma(p, z, 0x1.56f45d36d2688p-5);
    p = Math.fma(p, z, -0x1.a397e96b1d37dp-5);
    p = Math.fma(p, z, 0x1.dfe95cd3abbf4p-5);
    p = Math.fma(p, z, -0x1.10f31d339574bp-4);
    p = Math.fma(p, z, 0x1.3b113d93d1ba1p-4);
    p = Math.fma(p, z, -0x1.745cf4c88840ap-4);
    p = Math.fma(p, z, 0x1.c71c7090d06bep-4);
    p = Math.fma(p, z, -0x1.249249215da88p-3);
    p = Math.fma(p, z, 0x1.999999999113bp-3);
    p = Math.fma(p, z, -0x1.5555555555516p-2);
    return Math.fma(t * z, p, Math.fma(-z, e, e));
  }
}
