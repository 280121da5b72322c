package dev.adjoint.autodiff.exec.elementary;

/// e^x, within 0.7 ULP; exact at 0, ∞ and −∞, subnormal results included.
///
/// x = k·ln 2 + ρ with an integer k and |ρ| ≤ ½ ln 2, so e^x = 2^k·e^ρ. ln 2 is the sum of a number
/// of 33 digits, whose multiples are exact, and a small rest; ρ = r − t, where r is a double and t
/// what rounding took away. e^ρ = 1 + r + r²·q(r) − t·e^r, added from the small terms up.
///
/// [Expm1], [Hyperbolic] and [Pow] share the reduction.
public final class Exp {
  private static final double LOG2_E = 0x1.71547652b82fep0;
  static final double LN2_HI = 0x1.62e42fefp-1;
  static final double LN2_LO = 0x1.473de6af278edp-34;

  /// Adding this to a number rounds it to an integer k: the sum's lowest eleven bits are 1023 + k,
  /// the exponent bits of 2^k.
  private static final double SHIFT = 0x1.8p52 + 1023;

  /// The bits of a shifted number with −512 ≤ k < 512, less these, are below 1024.
  private static final long LEAST_PLAIN = Double.doubleToRawLongBits(SHIFT - 512);

  // (e^r − 1 − r)/r² on [−½ ln 2, ½ ln 2]; e^r has a relative error of 2^-61.
  private static final double Q0 = 0x1p-1;
  private static final double Q1 = 0x1.5555555555557p-3;
  private static final double Q2 = 0x1.5555555555556p-5;
  private static final double Q3 = 0x1.11111111100dfp-7;
  private static final double Q4 = 0x1.6c16c16c162d6p-10;
  private static final double Q5 = 0x1.a01a01abe6323p-13;
  private static final double Q6 = 0x1.a01a01a6d7831p-16;
  private static final double Q7 = 0x1.71de0237484cdp-19;
  private static final double Q8 = 0x1.27e4db67ac2bp-22;
  private static final double Q9 = 0x1.af4ddda1c08cdp-26;
  private static final double Q10 = 0x1.1f72fc83bcbc7p-29;

  private Exp() {}

  /// e^x.
  public static double exp(double x) {
    return exp(x, 0);
  }

  /// `r[i] = e^x[i]` for i below n; r may be x.
  public static void exp(double[] r, double[] x, int n, Scratch s) {
    double[] power = s.a;
    double[] factor = s.b;
    for (int i = 0; i < n; i++) {
      double shifted = shifted(x[i]);
      power[i] = shifted;
      factor[i] = factor(x[i], 0, unshifted(shifted));
    }
    boolean plain = powers(power, n);
    if (!plain) {
      s.keep(x, n);
    }
    for (int i = 0; i < n; i++) {
      r[i] = factor[i] * power[i];
    }
    for (int i = 0; !plain && i < n; i++) {
      if (!isPlain(shifted(s.x[i]))) {
        r[i] = exp(s.x[i]);
      }
    }
  }

  /// e^(x + tail), where the tail is at most a few ULP of x.
  static double exp(double x, double tail) {
    double shifted = shifted(x);
    return isPlain(shifted)
        ? factor(x, tail, unshifted(shifted)) * power(shifted)
        : scaled(x, tail, 0);
  }

  /// 2^shift·e^(x + tail) for any x: the power of two is multiplied in halves, of which the first
  /// is exact, so that results beyond the range become infinite and small ones are rounded once
  /// more.
  static double scaled(double x, double tail, int shift) {
    if (!(Math.abs(x) < 750)) {
      return Double.isNaN(x) ? Double.NaN : x > 0 ? Double.POSITIVE_INFINITY : 0;
    }
    double k = unshifted(shifted(x));
    int whole = (int) k + shift;
    int half = whole >> 1;
    return factor(x, tail, k) * power(SHIFT + half) * power(SHIFT + (whole - half));
  }

  /// x·log₂e, rounded to an integer, and shifted; only if that is plain it means anything.
  static double shifted(double x) {
    return Math.fma(x, LOG2_E, SHIFT);
  }

  /// The integer of a shifted number; never −0.
  static double unshifted(double shifted) {
    return shifted - SHIFT;
  }

  /// Whether a shifted number is an integer from −512 to 511. NaN and infinity are not.
  static boolean isPlain(double shifted) {
    return isPlain(Double.doubleToRawLongBits(shifted) - LEAST_PLAIN);
  }

  private static boolean isPlain(long offsets) {
    return offsets >>> 10 == 0;
  }

  /// 2^k of a shifted number k.
  static double power(double shifted) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(shifted) << 52);
  }

  /// Replaces shifted numbers k by 2^k; false if one of them was not plain.
  static boolean powers(double[] shifted, int n) {
    long offsets = 0;
    for (int i = 0; i < n; i++) {
      long bits = Double.doubleToRawLongBits(shifted[i]);
      offsets |= bits - LEAST_PLAIN;
      shifted[i] = Double.longBitsToDouble(bits << 52);
    }
    return isPlain(offsets);
  }

  /// r, the double next to x + tail − k·ln 2. The difference with the first part of ln 2 is exact.
  static double reduced(double x, double tail, double k) {
    return Math.fma(k, -LN2_HI, x) - Math.fma(k, LN2_LO, -tail);
  }

  /// t, by which r is too large.
  static double excess(double x, double tail, double k, double r) {
    return (r - Math.fma(k, -LN2_HI, x)) + Math.fma(k, LN2_LO, -tail);
  }

  /// (e^r − 1 − r)/r².
  static double quadratic(double r) {
    double q = Math.fma(Q10, r, Q9);
    q = Math.fma(q, r, Q8);
    q = Math.fma(q, r, Q7);
    q = Math.fma(q, r, Q6);
    q = Math.fma(q, r, Q5);
    q = Math.fma(q, r, Q4);
    q = Math.fma(q, r, Q3);
    q = Math.fma(q, r, Q2);
    q = Math.fma(q, r, Q1);
    return Math.fma(q, r, Q0);
  }

  /// e^(x + tail − k·ln 2).
  static double factor(double x, double tail, double k) {
    double r = reduced(x, tail, k);
    double t = excess(x, tail, k, r);
    double sum = 1 + r;
    double lost = r - (sum - 1);
    return sum + Math.fma(-t, sum, Math.fma(r * r, quadratic(r), lost));
  }
}
