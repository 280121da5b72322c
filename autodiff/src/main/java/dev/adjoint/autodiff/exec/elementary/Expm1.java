package dev.adjoint.autodiff.exec.elementary;

/// e^x − 1, within 0.7 ULP; x itself for tiny x, with the sign of its zero, −1 at −∞.
///
/// With k and ρ of [Exp], e^x − 1 = (2^k − 1) + 2^k·(e^ρ − 1). The difference 2^k − 1 is added to
/// the largest part of the rest, 2^k·r, and what both sums lose joins the small terms. For k = 0
/// all of this is exact but r + r²·q(r).
public final class Expm1 {
  private Expm1() {}

  /// e^x − 1.
  public static double expm1(double x) {
    double shifted = Exp.shifted(x);
    if (Exp.isPlain(shifted)) {
      return sum(x, Exp.unshifted(shifted), Exp.power(shifted));
    }
    return x < 0 ? -1 : Exp.scaled(x, 0, 0);
  }

  /// `r[i] = e^x[i] − 1` for i below n; r may be x.
  public static void expm1(double[] r, double[] x, int n, Scratch s) {
    double[] power = s.a;
    for (int i = 0; i < n; i++) {
      power[i] = Exp.shifted(x[i]);
    }
    boolean plain = Exp.powers(power, n);
    if (!plain) {
      s.keep(x, n);
    }
    for (int i = 0; i < n; i++) {
      r[i] = sum(x[i], Exp.unshifted(Exp.shifted(x[i])), power[i]);
    }
    for (int i = 0; !plain && i < n; i++) {
      if (!Exp.isPlain(Exp.shifted(s.x[i]))) {
        r[i] = expm1(s.x[i]);
      }
    }
  }

  /// The sum; `power` is 2^k. What is subtracted is +0 where x is ±0, which keeps the sign.
  private static double sum(double x, double k, double power) {
    double r = Exp.reduced(x, 0, k);
    double t = Exp.excess(x, 0, k, r);
    double small = Math.fma(r * r, Exp.quadratic(r), -(t * (1 + r)));
    double whole = power - 1;
    double share = whole - power;
    double wholeLost = (power - (whole - share)) + (-1 - share);
    double sum = Math.fma(power, r, -(1 - power));
    double excess = Math.fma(-power, r, sum - whole);
    return sum - Math.fma(-power, small, excess - wholeLost);
  }
}
