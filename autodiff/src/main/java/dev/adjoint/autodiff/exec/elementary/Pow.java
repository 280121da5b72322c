package dev.adjoint.autodiff.exec.elementary;

/// x^y = e^(y·ln x), within 0.8 ULP; the special cases are those of [Math#pow].
///
/// The exponent is at most 746, so ln x is needed to some ten digits more than a double has: it is
/// a sum of two doubles. With s = f/(2 + f) as in [Log], ln(1 + f) = 2s + s³·(2/3 + s²·(2/5 +
/// s²·Q(s²))); the series in two doubles down to 2/5, with an error of 2^-68. The second double of
/// y·ln x is the tail of [Exp].
public final class Pow {
  private static final double TWO_THIRDS = 0x1.5555555555555p-1;
  private static final double TWO_THIRDS_LO = 0x1.5555555555555p-55;
  private static final double TWO_FIFTHS = 0x1.999999999999ap-2;
  private static final double TWO_FIFTHS_LO = -0x1.999999999999ap-56;

  // (2 artanh s − 2s − 2s³/3 − 2s⁵/5)/s⁷ for z = s² and |s| ≤ (√2 − 1)/(√2 + 1); relative error of
  // artanh 2^-68.
  private static final double Q0 = 0x1.2492492492497p-2;
  private static final double Q1 = 0x1.c71c71c715466p-3;
  private static final double Q2 = 0x1.745d175504da3p-3;
  private static final double Q3 = 0x1.3b13a5297af85p-3;
  private static final double Q4 = 0x1.11159eae4f6c9p-3;
  private static final double Q5 = 0x1.e02033290c842p-4;
  private static final double Q6 = 0x1.d9c0ef7fec011p-4;

  /// A greater exponent has the same effect on every base but 1.
  private static final double LARGEST_EXPONENT = 0x1p70;

  private Pow() {}

  /// x^y.
  public static double pow(double x, double y) {
    if (y == 0) {
      return 1;
    }
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Double.NaN;
    }
    double size = Math.abs(x);
    if (Double.isInfinite(y)) {
      return size == 1 ? Double.NaN : limit(size, y);
    }
    if (x < 0 && size < Double.POSITIVE_INFINITY && y != Math.rint(y)) {
      return Double.NaN;
    }
    double power = size == 0 || Double.isInfinite(size) ? limit(size, y) : ofPositive(size, y);
    return Math.copySign(1, x) < 0 && isOdd(y) ? -power : power;
  }

  /// `r[i] = x[i]^y[i]` for i below n; r may be x or y.
  public static void pow(double[] r, double[] x, double[] y, int n, Scratch s) {
    double[] high = s.a;
    double[] low = s.b;
    double[] power = s.c;
    boolean plain = Log.split(x, power, s.d, n);
    ratios(s.d, s.e, n);
    series(s.d, s.e, high, low, n);
    timesCube(s.d, s.e, high, low, n);
    product(power, s.d, s.e, y, high, low, n);
    for (int i = 0; i < n; i++) {
      power[i] = Exp.shifted(high[i]);
    }
    plain &= Exp.powers(power, n);
    if (!plain) {
      s.keep(x, y, n);
    }
    scaledExp(high, low, power, r, n);
    for (int i = 0; !plain && i < n; i++) {
      if (!Log.isPlain(s.x[i]) || !Exp.isPlain(Exp.shifted(high[i]))) {
        r[i] = pow(s.x[i], s.y[i]);
      }
    }
  }

  // One method for each loop: the compiler's budget for loops is that of a method.

  /// From 1 + f to s and what it leaves out.
  private static void ratios(double[] s, double[] sLo, int n) {
    for (int i = 0; i < n; i++) {
      double f = s[i] - 1;
      s[i] = ratio(f);
      sLo[i] = ratioLost(f, ratio(f));
    }
  }

  private static void series(double[] s, double[] sLo, double[] high, double[] low, int n) {
    for (int i = 0; i < n; i++) {
      series(s[i], sLo[i], high, low, i);
    }
  }

  private static void timesCube(double[] s, double[] sLo, double[] high, double[] low, int n) {
    for (int i = 0; i < n; i++) {
      timesCube(s[i], sLo[i], high, low, i);
    }
  }

  private static void product(
      double[] k, double[] s, double[] sLo, double[] y, double[] high, double[] low, int n) {
    for (int i = 0; i < n; i++) {
      product(Log.integer(k[i]), s[i], sLo[i], y[i], high, low, i);
    }
  }

  private static void scaledExp(double[] high, double[] low, double[] power, double[] r, int n) {
    for (int i = 0; i < n; i++) {
      double k = Exp.unshifted(Exp.shifted(high[i]));
      r[i] = Exp.factor(high[i], low[i], k) * power[i];
    }
  }

  /// For a base of 0 or ∞, or an infinite exponent of another base than 1.
  private static double limit(double size, double y) {
    return size < 1 == y > 0 ? 0 : Double.POSITIVE_INFINITY;
  }

  /// Whether an integer is odd; those from 2^53 on are even.
  private static boolean isOdd(double y) {
    double half = 0.5 * y;
    return y == Math.rint(y) && half != Math.rint(half);
  }

  private static double ofPositive(double x, double y) {
    double limited = Math.min(Math.max(y, -LARGEST_EXPONENT), LARGEST_EXPONENT);
    boolean subnormal = x < Double.MIN_NORMAL;
    double normal = subnormal ? x * 0x1p60 : x;
    double k = Log.integer(Log.exponent(normal)) - (subnormal ? 60 : 0);
    double[] high = new double[1];
    double[] low = new double[1];
    double f = Log.significand(normal) - 1;
    double s = ratio(f);
    double sLo = ratioLost(f, s);
    series(s, sLo, high, low, 0);
    timesCube(s, sLo, high, low, 0);
    product(k, s, sLo, limited, high, low, 0);
    return Exp.exp(high[0], low[0]);
  }

  /// s = f/(2 + f).
  private static double ratio(double f) {
    return f * (1 / (2 + f));
  }

  /// What s leaves out, from the remainder of the division.
  private static double ratioLost(double f, double s) {
    double divisor = 2 + f;
    double divisorLost = f - (divisor - 2);
    return (Math.fma(-s, divisor, f) - s * divisorLost) * (1 / divisor);
  }

  /// What s², rounded, leaves out.
  private static double squareLost(double s, double sLo) {
    return Math.fma(s, s, -(s * s)) - -2 * s * sLo;
  }

  /// 2/3 + s²·(2/5 + s²·Q(s²)), in two parts, at i.
  private static void series(double s, double sLo, double[] high, double[] low, int i) {
    double z = s * s;
    double q = Math.fma(Q6, z, Q5);
    q = Math.fma(q, z, Q4);
    q = Math.fma(q, z, Q3);
    q = Math.fma(q, z, Q2);
    q = Math.fma(q, z, Q1);
    q = Math.fma(q, z, Q0) * z;
    double fifths = TWO_FIFTHS + q;
    double fifthsLo = q - (fifths - TWO_FIFTHS) + TWO_FIFTHS_LO;
    double a = z * fifths;
    double aLo = Math.fma(z, fifths, -a) + TWO_THIRDS_LO;
    aLo = Math.fma(z, fifthsLo, Math.fma(squareLost(s, sLo), fifths, aLo));
    double thirds = TWO_THIRDS + a;
    high[i] = thirds;
    low[i] = aLo - (thirds - TWO_THIRDS - a);
  }

  /// 2 artanh s − 2s, in two parts, at i, where the parts of the series stand.
  private static void timesCube(double s, double sLo, double[] high, double[] low, int i) {
    double z = s * s;
    double b = z * high[i];
    double bLo = Math.fma(z, high[i], -b);
    bLo = Math.fma(z, low[i], Math.fma(squareLost(s, sLo), high[i], bLo));
    double c = s * b;
    high[i] = c;
    low[i] = Math.fma(sLo, b, Math.fma(s, bLo, Math.fma(s, b, -c)));
  }

  /// y·ln x, in two parts, at i, where the parts of the series stand.
  static void product(
      double k, double s, double sLo, double y, double[] high, double[] low, int i) {
    double cube = high[i];
    double series = Math.fma(2, s, cube);
    double seriesLo = Math.fma(2, sLo, low[i]) - (Math.fma(-2, s, series) - cube);
    double sum = Math.fma(k, Exp.LN2_HI, series);
    double sumLo = Math.fma(k, Exp.LN2_LO, seriesLo) - (Math.fma(-k, Exp.LN2_HI, sum) - series);
    double log = sum + sumLo;
    double logLo = sumLo - (log - sum);
    high[i] = y * log;
    low[i] = Math.fma(y, logLo, Math.fma(y, log, -(y * log)));
  }
}
