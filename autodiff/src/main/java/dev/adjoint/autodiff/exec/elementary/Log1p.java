package dev.adjoint.autodiff.exec.elementary;

/// ln(1 + x), within 0.7 ULP; x itself for tiny x, with the sign of its zero; −∞ at −1, NaN below.
///
/// u = 1 + x, rounded, and what rounding left out, scaled by 2^-k, is added to f of [Log]: for k =
/// 0, f becomes x again. Of the sum, a further rest enters by the slope of the logarithm.
public final class Log1p {
  private Log1p() {}

  /// ln(1 + x).
  public static double log1p(double x) {
    double u = 1 + x;
    if (Log.isPlain(u)) {
      double significand = Log.significand(u);
      double lost = lost(x, Log.inversePower(u));
      double f = f(significand, lost);
      return sum(Log.exponent(u), f, rest(significand, lost, f));
    }
    return u == 0 ? Double.NEGATIVE_INFINITY : Log.log(x);
  }

  /// `r[i] = ln(1 + x[i])` for i below n; r may be x.
  public static void log1p(double[] r, double[] x, int n, Scratch s) {
    double[] exponent = s.a;
    double[] f = s.b;
    double[] rest = s.c;
    for (int i = 0; i < n; i++) {
      rest[i] = 1 + x[i];
    }
    boolean plain = Log.split(rest, exponent, f, n);
    for (int i = 0; i < n; i++) {
      rest[i] = Log.inversePower(rest[i]);
    }
    if (!plain) {
      s.keep(x, n);
    }
    for (int i = 0; i < n; i++) {
      double lost = lost(x[i], rest[i]);
      double sum = f(f[i], lost);
      rest[i] = rest(f[i], lost, sum);
      f[i] = sum;
    }
    for (int i = 0; i < n; i++) {
      r[i] = sum(exponent[i], f[i], rest[i]);
    }
    for (int i = 0; !plain && i < n; i++) {
      if (!Log.isPlain(1 + s.x[i])) {
        r[i] = log1p(s.x[i]);
      }
    }
  }

  /// f in two parts: what u leaves out of 1 + x joins it. −0 where x is −0.
  private static double lost(double x, double scale) {
    double u = 1 + x;
    double share = u - 1;
    return ((x - share) - ((u - share) - 1)) * scale;
  }

  private static double f(double significand, double lost) {
    return -(1 - significand) + lost;
  }

  private static double rest(double significand, double lost, double f) {
    return (-(1 - significand) - f) + lost;
  }

  /// k·ln 2 + ln(1 + f + rest). What is subtracted is +0 where x is ±0, which keeps the sign.
  private static double sum(double exponent, double f, double rest) {
    double minusK = Log.minusInteger(exponent);
    double high = minusK * Exp.LN2_HI;
    double sum = f - high;
    double small = Math.fma(minusK, -Exp.LN2_LO, Log.product(f)) + ((-high - sum) + f);
    return sum - (0.5 * f * f - (small + Math.fma(-rest, f, rest)));
  }
}
