package dev.adjoint.autodiff.exec.elementary;

/// sin, cos and tan.
///
/// `|x| = quadrant·π/2 + r`, |r| ≤ π/4 ([Reduction]); `sin r` and `cos r` are polynomials, and the
/// quadrant chooses between them by products with 0, 1 and −1, which are exact: no branch, so that
/// a loop over them is vector code. Each of `sin r`, `cos r` is kept as a large part, exact but for
/// the reduction, and a small rest, added last: one rounding of the size of the result.
///
/// A tile that has an angle beyond [Reduction#NEAR] runs the scalar function, any other some short
/// loops over the same pieces: the bits are the same.
public final class Trigonometric {
  private Trigonometric() {}

  /// sin x within 0.75 ULP. ±0 stays, ±∞ gives NaN.
  public static double sin(double x) {
    double a = Math.abs(x);
    if (a > Reduction.NEAR) {
      Reduction.Angle angle = Reduction.far(a);
      double q = angle.quadrant();
      return Math.signum(x) * sign(q) * sine(odd(q), angle.high(), angle.low());
    }
    double q = Reduction.quadrant(a);
    return Math.signum(x) * sign(q) * sine(odd(q), Reduction.high(a, q), Reduction.low(a, q));
  }

  /// cos x = sin(|x| + π/2) within 0.75 ULP. ±∞ gives NaN.
  public static double cos(double x) {
    double a = Math.abs(x);
    if (a > Reduction.NEAR) {
      Reduction.Angle angle = Reduction.far(a);
      double q = angle.quadrant() + 1;
      return sign(q) * sine(odd(q), angle.high(), angle.low());
    }
    double q = Reduction.quadrant(a);
    return sign(q + 1) * sine(odd(q + 1), Reduction.high(a, q), Reduction.low(a, q));
  }

  /// tan x within 0.8 ULP. ±0 stays, ±∞ gives NaN.
  public static double tan(double x) {
    double a = Math.abs(x);
    if (a > Reduction.NEAR) {
      Reduction.Angle angle = Reduction.far(a);
      return Math.signum(x) * tangent(odd(angle.quadrant()), angle.high(), angle.low());
    }
    double q = Reduction.quadrant(a);
    return Math.signum(x) * tangent(odd(q), Reduction.high(a, q), Reduction.low(a, q));
  }

  /// `r[i] = sin x[i]` for i below n; r may be x.
  public static void sin(double[] r, double[] x, int n, Scratch s) {
    if (Reduction.near(x, n)) {
      reduce(x, s.a, s.b, s.c, n);
      sinSigns(x, s.a, s.d, n);
      sines(r, s.d, s.a, s.b, s.c, n);
    } else {
      for (int i = 0; i < n; i++) {
        r[i] = sin(x[i]);
      }
    }
  }

  /// `r[i] = cos x[i]` for i below n; r may be x.
  public static void cos(double[] r, double[] x, int n, Scratch s) {
    if (Reduction.near(x, n)) {
      reduce(x, s.a, s.b, s.c, n);
      cosSigns(s.a, s.d, n);
      sines(r, s.d, s.a, s.b, s.c, n);
    } else {
      for (int i = 0; i < n; i++) {
        r[i] = cos(x[i]);
      }
    }
  }

  /// `r[i] = tan x[i]` for i below n; r may be x.
  public static void tan(double[] r, double[] x, int n, Scratch s) {
    if (Reduction.near(x, n)) {
      reduce(x, s.a, s.b, s.c, n);
      rests(s.b, s.c, s.d, n);
      tanSigns(x, s.a, s.e, n);
      quotients(r, s.e, s.a, s.b, s.c, s.d, n);
    } else {
      for (int i = 0; i < n; i++) {
        r[i] = tan(x[i]);
      }
    }
  }

  // Each loop is a method of its own, and short: C2 leaves loops of more than some 60 nodes scalar.

  private static void reduce(double[] x, double[] quadrant, double[] high, double[] low, int n) {
    for (int i = 0; i < n; i++) {
      double a = Math.abs(x[i]);
      double q = Reduction.quadrant(a);
      quadrant[i] = q;
      high[i] = Reduction.high(a, q);
      low[i] = Reduction.low(a, q);
    }
  }

  private static void sinSigns(double[] x, double[] quadrant, double[] sign, int n) {
    for (int i = 0; i < n; i++) {
      double q = quadrant[i];
      sign[i] = Math.signum(x[i]) * sign(q);
      quadrant[i] = odd(q);
    }
  }

  private static void cosSigns(double[] quadrant, double[] sign, int n) {
    for (int i = 0; i < n; i++) {
      double q = quadrant[i] + 1;
      sign[i] = sign(q);
      quadrant[i] = odd(q);
    }
  }

  private static void sines(
      double[] r, double[] sign, double[] odd, double[] high, double[] low, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = sign[i] * sine(odd[i], high[i], low[i]);
    }
  }

  private static void rests(double[] high, double[] lowThenSin, double[] cos, int n) {
    for (int i = 0; i < n; i++) {
      double r = high[i];
      double low = lowThenSin[i];
      lowThenSin[i] = sinRest(r, low);
      cos[i] = cosRest(r, low);
    }
  }

  private static void tanSigns(double[] x, double[] quadrant, double[] sign, int n) {
    for (int i = 0; i < n; i++) {
      double q = quadrant[i];
      sign[i] = Math.signum(x[i]);
      quadrant[i] = odd(q);
    }
  }

  private static void quotients(
      double[] r,
      double[] sign,
      double[] odd,
      double[] high,
      double[] sinRest,
      double[] cosRest,
      int n) {
    for (int i = 0; i < n; i++) {
      r[i] = sign[i] * quotient(odd[i], high[i], sinRest[i], cosRest[i]);
    }
  }

  /// 1 in odd quadrants, 0 in even ones.
  private static double odd(double quadrant) {
    return quadrant - 2 * Math.floor(quadrant * 0.5);
  }

  /// 1 in the quadrants 0 and 1, −1 in 2 and 3.
  private static double sign(double quadrant) {
    return 1 - 2 * odd(Math.floor(quadrant * 0.5));
  }

  /// `sin(high + low)`, or the cosine in odd quadrants.
  private static double sine(double odd, double high, double low) {
    double large = (1 - odd) * high + odd * cosLarge(high);
    double rest = (1 - odd) * sinRest(high, low) + odd * cosRest(high, low);
    return large + rest;
  }

  private static double tangent(double odd, double high, double low) {
    return quotient(odd, high, sinRest(high, low), cosRest(high, low));
  }

  /// `sin/cos`, or `−cos/sin` in odd quadrants. Both are normalised to a double and its rest; the
  /// quotient of the doubles is then corrected by what its product with the divisor leaves over.
  private static double quotient(double odd, double high, double sinRest, double cosRest) {
    double even = 1 - odd;
    double s = high + sinRest;
    double s1 = (high - s) + sinRest;
    double large = cosLarge(high);
    double c = large + cosRest;
    double c1 = (large - c) + cosRest;
    double dividend = even * s - odd * c;
    double dividend1 = even * s1 - odd * c1;
    double divisor = even * c + odd * s;
    double divisor1 = even * c1 + odd * s1;
    double inverse = 1 / divisor;
    double t = dividend * inverse;
    double left = Math.fma(-t, divisor, dividend) + Math.fma(-t, divisor1, dividend1);
    return Math.fma(left, inverse, t);
  }

  /// `sin(r + low) − r = r³·p(r²) + low·cos r`; p approximates `(sin r − r)/r³` on |r| ≤ π/4·(1 +
  /// 2⁻²⁰), relative error of the sine 2⁻⁵⁷·⁹.
  private static double sinRest(double r, double low) {
    double z = r * r;
    double p = 0x1.5d8b5520f9b32p-33;
    p = Math.fma(p, z, -0x1.ae5e4b82bf544p-26);
    p = Math.fma(p, z, 0x1.71de35552a6a6p-19);
    p = Math.fma(p, z, -0x1.a01a019be921p-13);
    p = Math.fma(p, z, 0x1.111111110f73p-7);
    p = Math.fma(p, z, -0x1.5555555555548p-3);
    return Math.fma(z * r, p, Math.fma(low * z, -0.5, low));
  }

  /// `1 − r²/2`, rounded.
  private static double cosLarge(double r) {
    return Math.fma(-0.5 * r, r, 1);
  }

  /// `cos(r + low)` less [#cosLarge], which includes what that rounded away: `z` and `error` are r²
  /// exactly. `r⁴·p(r²)` approximates `cos r − 1 + r²/2` on |r| ≤ π/4·(1 + 2⁻²⁰), relative error of
  /// the cosine 2⁻⁶³·⁹.
  private static double cosRest(double r, double low) {
    double z = r * r;
    double p = -0x1.8fa68460bd31ep-37;
    p = Math.fma(p, z, 0x1.1ee9dbcecc10bp-29);
    p = Math.fma(p, z, -0x1.27e4f7f191244p-22);
    p = Math.fma(p, z, 0x1.a01a019c8f253p-16);
    p = Math.fma(p, z, -0x1.6c16c16c15015p-10);
    p = Math.fma(p, z, 0x1.555555555554bp-5);
    double error = Math.fma(r, r, -z);
    double rounded = Math.fma(-0.5, z, 1 - cosLarge(r));
    return Math.fma(z * z, p, rounded - Math.fma(r, low, 0.5 * error));
  }
}
