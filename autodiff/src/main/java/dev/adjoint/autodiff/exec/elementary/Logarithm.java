package dev.adjoint.autodiff.exec.elementary;

/// The natural logarithm that the special functions are built on.
final class Logarithm {
  private Logarithm() {}

  static double log(double x) {
    return StrictMath.log(x);
  }
}
