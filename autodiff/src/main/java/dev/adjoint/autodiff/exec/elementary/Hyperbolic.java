package dev.adjoint.autodiff.exec.elementary;

/// sinh, cosh and tanh, within 0.7, 0.6 and 0.6 ULP; sinh and tanh are x itself for tiny x, with
/// the sign of its zero.
///
/// With k and ρ = r − t of [Exp], p = 2^k and m = 2^-k:
/// - 2 sinh x = (p − m)·cosh ρ + (p + m)·sinh ρ
/// - 2 cosh x = (p + m)·cosh ρ + (p − m)·sinh ρ
/// - tanh x is their quotient
///
/// where cosh ρ = 1 + c(r) and sinh ρ = r + s(r) are one half of an exponential series each: for k
/// = 0 nothing cancels, and no other branch is needed. The two largest terms are added first, and
/// what the sums lose joins the small ones.
public final class Hyperbolic {
  // (cosh r − 1 − z/2)/z² for z = r² on [0, (½ ln 2)²]; relative error of cosh 2^-64.
  private static final double C0 = 0x1.5555555555555p-5;
  private static final double C1 = 0x1.6c16c16c167e2p-10;
  private static final double C2 = 0x1.a01a01a47a5abp-16;
  private static final double C3 = 0x1.27e4e1f71bcbbp-22;
  private static final double C4 = 0x1.1f66d957d0efp-29;

  // (sinh r − r)/r³ for z = r² on the same interval; relative error of sinh 2^-58.
  private static final double S0 = 0x1.5555555555556p-3;
  private static final double S1 = 0x1.11111111109b5p-7;
  private static final double S2 = 0x1.a01a01a7c2f2cp-13;
  private static final double S3 = 0x1.71de0db2eb873p-19;
  private static final double S4 = 0x1.af389eea54156p-26;

  private Hyperbolic() {}

  /// (e^x − e^−x)/2.
  public static double sinh(double x) {
    double shifted = Exp.shifted(x);
    return Exp.isPlain(shifted)
        ? sinh(x, Exp.unshifted(shifted), Exp.power(shifted))
        : Math.copySign(Exp.scaled(Math.abs(x), 0, -1), x);
  }

  /// (e^x + e^−x)/2.
  public static double cosh(double x) {
    double shifted = Exp.shifted(x);
    return Exp.isPlain(shifted)
        ? cosh(x, Exp.unshifted(shifted), Exp.power(shifted))
        : Exp.scaled(Math.abs(x), 0, -1);
  }

  /// sinh x/cosh x.
  public static double tanh(double x) {
    double shifted = Exp.shifted(x);
    if (Exp.isPlain(shifted)) {
      return tanh(x, Exp.unshifted(shifted), Exp.power(shifted));
    }
    return Double.isNaN(x) ? Double.NaN : x > 0 ? 1 : -1;
  }

  /// `r[i] = sinh x[i]` for i below n; r may be x.
  public static void sinh(double[] r, double[] x, int n, Scratch s) {
    boolean plain = reduce(x, n, s);
    sinh(r, s.a, s.b, s.c, s.d, n);
    for (int i = 0; !plain && i < n; i++) {
      if (!Exp.isPlain(Exp.shifted(s.x[i]))) {
        r[i] = sinh(s.x[i]);
      }
    }
  }

  /// `r[i] = cosh x[i]` for i below n; r may be x.
  public static void cosh(double[] r, double[] x, int n, Scratch s) {
    boolean plain = reduce(x, n, s);
    cosh(r, s.a, s.b, s.c, s.d, n);
    for (int i = 0; !plain && i < n; i++) {
      if (!Exp.isPlain(Exp.shifted(s.x[i]))) {
        r[i] = cosh(s.x[i]);
      }
    }
  }

  /// `r[i] = tanh x[i]` for i below n; r may be x.
  public static void tanh(double[] r, double[] x, int n, Scratch s) {
    boolean plain = reduce(x, n, s);
    sinhParts(r, s.e, s.a, s.b, s.c, s.d, n);
    coshParts(s.c, s.d, s.a, s.b, n);
    quotient(r, s.e, s.c, s.d, n);
    for (int i = 0; !plain && i < n; i++) {
      if (!Exp.isPlain(Exp.shifted(s.x[i]))) {
        r[i] = tanh(s.x[i]);
      }
    }
  }

  /// Puts p in `a`, r in `b`, the small parts of sinh ρ and cosh ρ in `c` and `d`; if some element
  /// is rare, the elements in `x`, and false is the result.
  private static boolean reduce(double[] x, int n, Scratch s) {
    reduce(x, s.a, s.b, s.c, s.d, n);
    boolean plain = Exp.powers(s.a, n);
    if (!plain) {
      s.keep(x, n);
    }
    return plain;
  }

  // One method for each loop: the compiler's budget for loops is that of a method.

  private static void reduce(
      double[] x, double[] k, double[] r, double[] sinhSmall, double[] coshSmall, int n) {
    for (int i = 0; i < n; i++) {
      double shifted = Exp.shifted(x[i]);
      double reduced = Exp.reduced(x[i], 0, Exp.unshifted(shifted));
      double t = Exp.excess(x[i], 0, Exp.unshifted(shifted), reduced);
      k[i] = shifted;
      r[i] = reduced;
      sinhSmall[i] = sinhSmall(reduced, t);
      coshSmall[i] = coshSmall(reduced, t);
    }
  }

  private static void sinh(
      double[] y, double[] p, double[] r, double[] sinhSmall, double[] coshSmall, int n) {
    for (int i = 0; i < n; i++) {
      double first = sinhFirst(r[i], p[i]);
      y[i] = 0.5 * (first - sinhRest(r[i], sinhSmall[i], coshSmall[i], p[i], first));
    }
  }

  private static void cosh(
      double[] y, double[] p, double[] r, double[] sinhSmall, double[] coshSmall, int n) {
    for (int i = 0; i < n; i++) {
      double first = coshFirst(r[i], p[i]);
      y[i] = 0.5 * (first - coshRest(r[i], sinhSmall[i], coshSmall[i], p[i], first));
    }
  }

  private static void sinhParts(
      double[] first,
      double[] rest,
      double[] p,
      double[] r,
      double[] sinhSmall,
      double[] coshSmall,
      int n) {
    for (int i = 0; i < n; i++) {
      double sum = sinhFirst(r[i], p[i]);
      double small = sinhRest(r[i], sinhSmall[i], coshSmall[i], p[i], sum);
      first[i] = sum;
      rest[i] = small;
    }
  }

  /// In place of the small parts.
  private static void coshParts(
      double[] sinhSmall, double[] coshSmall, double[] p, double[] r, int n) {
    for (int i = 0; i < n; i++) {
      double sum = coshFirst(r[i], p[i]);
      double small = coshRest(r[i], sinhSmall[i], coshSmall[i], p[i], sum);
      sinhSmall[i] = sum;
      coshSmall[i] = small;
    }
  }

  private static void quotient(double[] a, double[] aRest, double[] b, double[] bRest, int n) {
    for (int i = 0; i < n; i++) {
      a[i] = quotient(a[i], aRest[i], b[i], bRest[i]);
    }
  }

  private static double sinh(double x, double k, double p) {
    double r = Exp.reduced(x, 0, k);
    double t = Exp.excess(x, 0, k, r);
    double first = sinhFirst(r, p);
    return 0.5 * (first - sinhRest(r, sinhSmall(r, t), coshSmall(r, t), p, first));
  }

  private static double cosh(double x, double k, double p) {
    double r = Exp.reduced(x, 0, k);
    double t = Exp.excess(x, 0, k, r);
    double first = coshFirst(r, p);
    return 0.5 * (first - coshRest(r, sinhSmall(r, t), coshSmall(r, t), p, first));
  }

  private static double tanh(double x, double k, double p) {
    double r = Exp.reduced(x, 0, k);
    double t = Exp.excess(x, 0, k, r);
    double sinhSmall = sinhSmall(r, t);
    double coshSmall = coshSmall(r, t);
    double sinhFirst = sinhFirst(r, p);
    double coshFirst = coshFirst(r, p);
    return quotient(
        sinhFirst,
        sinhRest(r, sinhSmall, coshSmall, p, sinhFirst),
        coshFirst,
        coshRest(r, sinhSmall, coshSmall, p, coshFirst));
  }

  /// (a − aRest)/(b − bRest), corrected by the remainder of the division.
  private static double quotient(double a, double aRest, double b, double bRest) {
    double dividend = a - aRest;
    double dividendLost = (a - dividend) - aRest;
    double divisor = b - bRest;
    double divisorLost = (b - divisor) - bRest;
    double inverse = 1 / divisor;
    double quotient = dividend * inverse;
    double excess = Math.fma(quotient, divisor, -dividend);
    return Math.fma(-(excess + (quotient * divisorLost - dividendLost)), inverse, quotient);
  }

  /// (p − m) + (p + m)·r, rounded.
  private static double sinhFirst(double r, double p) {
    double m = 1 / p;
    return Math.fma(r, p - -m, -(m - p));
  }

  /// By how much the first part is greater than 2 sinh; +0 where r is ±0, which keeps the sign.
  private static double sinhRest(
      double r, double sinhSmall, double coshSmall, double p, double first) {
    double m = 1 / p;
    double sum = p - -m;
    double rest = Math.fma(-r, sum, first - (p - m));
    rest = Math.fma(r, excess(p, -m), rest) - excess(m, p);
    rest = Math.fma(-sinhSmall, sum, rest);
    return Math.fma(coshSmall, m - p, rest);
  }

  /// (p + m) + (p − m)·r, rounded.
  private static double coshFirst(double r, double p) {
    double m = 1 / p;
    return Math.fma(-r, m - p, p - -m);
  }

  /// By how much the first part is greater than 2 cosh.
  private static double coshRest(
      double r, double sinhSmall, double coshSmall, double p, double first) {
    double m = 1 / p;
    double sum = p - -m;
    double rest = Math.fma(r, m - p, first - sum);
    rest = Math.fma(-r, excess(m, p), rest) - -excess(p, -m);
    rest = Math.fma(sinhSmall, m - p, rest);
    return Math.fma(-coshSmall, sum, rest);
  }

  /// By how much a − b, rounded, is too large.
  private static double excess(double a, double b) {
    double difference = a - b;
    return (b - (a - difference)) - (a - (difference - (difference - a)));
  }

  /// sinh ρ − r.
  private static double sinhSmall(double r, double t) {
    double z = r * r;
    double s = Math.fma(S4, z, S3);
    s = Math.fma(s, z, S2);
    s = Math.fma(s, z, S1);
    s = Math.fma(s, z, S0);
    return r * (z * s) - t;
  }

  /// cosh ρ − 1.
  private static double coshSmall(double r, double t) {
    double z = r * r;
    double c = Math.fma(C4, z, C3);
    c = Math.fma(c, z, C2);
    c = Math.fma(c, z, C1);
    c = Math.fma(c, z, C0);
    return Math.fma(z, Math.fma(c, z, 0.5), -(t * r));
  }
}
