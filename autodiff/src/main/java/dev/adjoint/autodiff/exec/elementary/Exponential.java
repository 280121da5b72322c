package dev.adjoint.autodiff.exec.elementary;

/// Powers of e to more digits than a double has.
///
/// Cody and Waite's reduction: `s = k·ln 2 + r`, with ln 2 in two parts of which the first has 42
/// bits, so that its product with k is exact.
final class Exponential {
  private static final double LN2_HIGH = 0.6931471805598903;
  private static final double LN2_LOW = 5.497923018708371e-14;

  /// `(e^r − 1 − r)/r²` on [−½ln 2, ½ln 2]; error 1.8e-20.
  private static final double[] EXP = {
    0.5,
    0.16666666666666666,
    0.04166666666666668,
    0.008333333333333333,
    0.0013888888888878854,
    0.00019841269841263152,
    2.480158733702903e-05,
    2.755731924760984e-06,
    2.75572626528368e-07,
    2.5052070676884162e-08,
    2.091836877654225e-09,
    1.6086781948613066e-10,
  };

  private Exponential() {}

  /// `2^shift·e^(s + rest)`, where `rest` is less than a unit in the last place of `s` and the
  /// result is well within the range; its error is a tenth of a unit of a double.
  static Pair exp(double s, double rest, int shift) {
    double k = Math.rint(s / LN2_HIGH);
    double head = Math.fma(-k, LN2_HIGH, s);
    double tail = k * LN2_LOW;
    double r = head - tail;
    double left = head - r - tail + rest;
    double high = 1 + r;
    double low = 1 - high + r;
    double curve = r * r * Polynomial.at(r, EXP);
    Pair e = Pair.normal(high, low + Math.fma(left, high + curve, curve));
    double scale = Double.longBitsToDouble((long) (k + shift + 1023) << 52);
    return new Pair(e.high() * scale, e.low() * scale);
  }
}
