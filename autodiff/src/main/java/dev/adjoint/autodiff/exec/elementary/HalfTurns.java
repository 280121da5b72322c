package dev.adjoint.autodiff.exec.elementary;

/// Circular functions of half turns, which are exact to reduce: what the reflections of [LogGamma]
/// and [Polygamma] need.
final class HalfTurns {
  /// `sin(π√u)/√u` less the double next to π on [0, 1/16]; error 5.6e-21.
  private static final double[] SIN = {
    1.224590702632551e-16,
    -5.16771278004997,
    2.5501640398773415,
    -0.5992645293202978,
    0.08214588658005621,
    -0.007370429884712669,
    0.00046628272951211076,
    -2.1717401400090533e-05,
  };

  /// `(cos(π√u) − 1)/u` on [0, 1/16]; error 9.8e-22.
  private static final double[] COS = {
    -4.934802200544679,
    4.0587121264167685,
    -1.3352627688545888,
    0.23533063035880689,
    -0.025806891384587305,
    0.0019295741241061913,
    -0.0001046345989636836,
    4.268505646755225e-06,
  };

  private HalfTurns() {}

  /// `sin(πr)` for |r| ≤ ½.
  static double sin(double r) {
    return Math.abs(r) <= 0.25 ? sine(r) : Math.copySign(cosine(0.5 - Math.abs(r)), r);
  }

  /// `π·cot(πr)` for |r| ≤ ½.
  static double cot(double r) {
    double a = Math.abs(r);
    double cot = a <= 0.25 ? cosine(a) / sine(a) : sine(0.5 - a) / cosine(0.5 - a);
    return Math.copySign(Math.PI * cot, r);
  }

  /// `sin(πr)` for |r| ≤ ¼.
  private static double sine(double r) {
    return Math.fma(r, Math.PI, r * Polynomial.at(r * r, SIN));
  }

  /// `cos(πr)` for |r| ≤ ¼.
  private static double cosine(double r) {
    double square = r * r;
    return Math.fma(square, Polynomial.at(square, COS), 1);
  }
}
