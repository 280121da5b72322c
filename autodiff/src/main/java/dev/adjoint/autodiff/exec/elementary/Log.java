package dev.adjoint.autodiff.exec.elementary;

/// ln x, within 0.7 ULP; −∞ at ±0, NaN below, ∞ at ∞.
///
/// x = 2^k·(1 + f) with √½ ≤ 1 + f < √2, so ln x = k·ln 2 + ln(1 + f). With s = f/(2 + f), the
/// second term is 2 artanh s = 2s + s³·P(s²); 2s = f − s·f, and so ln(1 + f) = f − (f²/2 − s·(f²/2
/// + s²·P)), whose first terms are exact. What k·ln 2 + f loses joins the small terms.
public final class Log {
  /// The bits of √½, roughly: the least significand.
  private static final long SQRT_HALF = 0x3fe6a09e00000000L;

  private static final long ONE = 0x3ff0000000000000L;
  private static final long FRACTION = 0xfffffffffffffL;

  /// The bits of 2^-511. Those of a number from there to 2^513, less these, are below 2^62.
  private static final long LEAST_PLAIN = 0x2000000000000000L;

  /// 2^52 has the bits of its integer part in its lowest ones.
  private static final long SHIFTED = 0x4330000000000000L;

  private static final double SHIFT = 0x1p52 + 1023;

  // (2 artanh s − 2s)/s³ for z = s² and |s| ≤ (√2 − 1)/(√2 + 1); relative error of artanh 2^-61.
  private static final double P0 = 0x1.5555555555555p-1;
  private static final double P1 = 0x1.9999999999a38p-2;
  private static final double P2 = 0x1.2492492476ccbp-2;
  private static final double P3 = 0x1.c71c7201592a1p-3;
  private static final double P4 = 0x1.745cf9048617ap-3;
  private static final double P5 = 0x1.3b1c355c3560fp-3;
  private static final double P6 = 0x1.0fbe95aaf31a8p-3;
  private static final double P7 = 0x1.0c039e172b8dfp-3;

  private Log() {}

  /// ln x.
  public static double log(double x) {
    if (x >= Double.MIN_NORMAL && x < Double.POSITIVE_INFINITY) {
      return sum(integer(exponent(x)), significand(x) - 1);
    }
    if (x > 0 && x < 1) {
      double normal = x * 0x1p60;
      return sum(integer(exponent(normal)) - 60, significand(normal) - 1);
    }
    return x > 0 ? x : x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
  }

  /// `r[i] = ln x[i]` for i below n; r may be x.
  public static void log(double[] r, double[] x, int n, Scratch s) {
    double[] exponent = s.a;
    double[] significand = s.b;
    boolean plain = split(x, exponent, significand, n);
    if (!plain) {
      s.keep(x, n);
    }
    for (int i = 0; i < n; i++) {
      r[i] = sum(integer(exponent[i]), significand[i] - 1);
    }
    for (int i = 0; !plain && i < n; i++) {
      if (!isPlain(s.x[i])) {
        r[i] = log(s.x[i]);
      }
    }
  }

  /// Whether x is neither tiny, huge, negative nor NaN.
  static boolean isPlain(double x) {
    return isPlain(Double.doubleToRawLongBits(x) - LEAST_PLAIN);
  }

  private static boolean isPlain(long offsets) {
    return offsets >>> 62 == 0;
  }

  /// k, biased and shifted: a number of which only bits were moved.
  static double exponent(double x) {
    return Double.longBitsToDouble(scaled(x) >>> 52 | SHIFTED);
  }

  /// 1 + f.
  static double significand(double x) {
    return Double.longBitsToDouble((scaled(x) & FRACTION) + SQRT_HALF);
  }

  /// 2^-k.
  static double inversePower(double x) {
    return Double.longBitsToDouble((2046 - (scaled(x) >>> 52)) << 52);
  }

  /// Bits whose exponent is that of 2^k.
  private static long scaled(double x) {
    return Double.doubleToRawLongBits(x) + (ONE - SQRT_HALF);
  }

  /// k of an [#exponent]; never −0.
  static double integer(double exponent) {
    return exponent - SHIFT;
  }

  /// −k of an [#exponent]; never −0.
  static double minusInteger(double exponent) {
    return SHIFT - exponent;
  }

  /// Splits numbers into [#exponent] and [#significand]; false if one of them was not plain.
  static boolean split(double[] x, double[] exponent, double[] significand, int n) {
    long offsets = 0;
    for (int i = 0; i < n; i++) {
      double element = x[i]; // read once: exponent may be x
      offsets |= Double.doubleToRawLongBits(element) - LEAST_PLAIN;
      exponent[i] = exponent(element);
      significand[i] = significand(element);
    }
    return isPlain(offsets);
  }

  /// k·ln 2 + ln(1 + f).
  private static double sum(double k, double f) {
    double high = k * Exp.LN2_HI;
    double sum = high + f;
    double lost = (high - sum) + f;
    double half = 0.5 * f * f;
    return sum + (lost - (half - Math.fma(k, Exp.LN2_LO, product(f))));
  }

  /// s·(f²/2 + s²·P(s²)).
  static double product(double f) {
    double s = f / (2 + f);
    double z = s * s;
    double p = Math.fma(P7, z, P6);
    p = Math.fma(p, z, P5);
    p = Math.fma(p, z, P4);
    p = Math.fma(p, z, P3);
    p = Math.fma(p, z, P2);
    p = Math.fma(p, z, P1);
    p = Math.fma(p, z, P0);
    return s * Math.fma(z, p, 0.5 * f * f);
  }
}
