package dev.adjoint.autodiff.exec.elementary;

/// asin and acos, within 0.6 ULP; NaN for |x| > 1.
///
/// Up to 1/2, asin is a polynomial; beyond, `asin |x| = π/2 − 2·asin √((1 − |x|)/2)`, where the
/// number under the root is exact and what the root has rounded away is carried along. Which of the
/// two it is, is chosen by products with 0, 1 and −1, got by rint: exact, and no branch, so that
/// loops over them are vector code. NaN comes out of the root.
public final class ArcSine {
  /// No difference to any root but 0: keeps 0/0 from being NaN.
  private static final double TINY = 0x1p-1000;

  private ArcSine() {}

  /// asin x; ±0 stays.
  public static double asin(double x) {
    double t = smaller(x);
    return asin(x, t, rest(x, t));
  }

  /// acos x: `π/2 − asin x` for |x| ≤ 1/2; beyond, `2·asin √((1 − x)/2)`, which is right to the
  /// last place where acos x nears 0, and π less this of −x.
  public static double acos(double x) {
    double t = smaller(x);
    return acos(x, t, rest(x, t));
  }

  /// `r[i] = asin x[i]` for i below n; r may be x.
  public static void asin(double[] r, double[] x, int n, Scratch s) {
    rests(x, s.a, s.b, n);
    arcSines(r, x, s.a, s.b, n);
  }

  /// `r[i] = acos x[i]` for i below n; r may be x.
  public static void acos(double[] r, double[] x, int n, Scratch s) {
    rests(x, s.a, s.b, n);
    arcCosines(r, x, s.a, s.b, n);
  }

  private static void rests(double[] x, double[] t, double[] rest, int n) {
    for (int i = 0; i < n; i++) {
      double xi = x[i];
      double smaller = smaller(xi);
      t[i] = smaller;
      rest[i] = rest(xi, smaller);
    }
  }

  private static void arcSines(double[] r, double[] x, double[] t, double[] rest, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = asin(x[i], t[i], rest[i]);
    }
  }

  private static void arcCosines(double[] r, double[] x, double[] t, double[] rest, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = acos(x[i], t[i], rest[i]);
    }
  }

  private static double asin(double x, double t, double rest) {
    double outer = Math.rint(Math.abs(x));
    return Math.signum(x) * ArcTangent.angle(2 * outer, 1 - 3 * outer, t, rest);
  }

  private static double acos(double x, double t, double rest) {
    double side = Math.rint(x);
    double turn = Math.signum(x) * (3 * Math.abs(side) - 1);
    return ArcTangent.angle(2 - 2 * side, turn, t, rest);
  }

  /// t, of which asin is taken: |x| or the root, whichever is smaller.
  private static double smaller(double x) {
    double a = Math.abs(x);
    return Math.min(a, Math.sqrt(0.5 * (1 - a)));
  }

  /// `asin(t + e) − t = t³·p(t²) + e·(1 + t²/2)`, where e is what the root, if t is one, has
  /// rounded away. p approximates `(asin t − t)/t³` on |t| ≤ 1/2, relative error of asin 2⁻⁵⁹·⁹.
  private static double rest(double x, double t) {
    double a = Math.abs(x);
    double half = 0.5 * (1 - a);
    double e = Math.rint(a) * Math.fma(-t, t, half) * (0.5 / (t + TINY));
    double z = t * t;
    double p = 0x1.0b4769de96a94p-5;
    p = Math.fma(p, z, -0x1.57ff9e3b23df4p-6);
    p = Math.fma(p, z, 0x1.639def8d030c2p-6);
    p = Math.fma(p, z, 0x1.e5f0b59c79ff1p-9);
    p = Math.fma(p, z, 0x1.613cdc7c29394p-7);
    p = Math.fma(p, z, 0x1.75857bc2a5d75p-7);
    p = Math.fma(p, z, 0x1.ca1f8f13fce7dp-7);
    p = Math.fma(p, z, 0x1.1c49f04c1db04p-6);
    p = Math.fma(p, z, 0x1.6e8bdee1210ap-6);
    p = Math.fma(p, z, 0x1.f1c71a94eb95fp-6);
    p = Math.fma(p, z, 0x1.6db6db721278dp-5);
    p = Math.fma(p, z, 0x1.333333332e13p-4);
    p = Math.fma(p, z, 0x1.5555555555577p-3);
    return Math.fma(t * z, p, Math.fma(0.5 * z, e, e));
  }
}
