package dev.adjoint.autodiff.exec.elementary;

/// Polynomials in a double.
final class Polynomial {
  private Polynomial() {}

  /// `c₀ + c₁·x + c₂·x² + …`, by Horner's rule.
  static double at(double x, double[] c) {
    double sum = c[c.length - 1];
    for (int i = c.length - 2; i >= 0; i--) {
      sum = Math.fma(sum, x, c[i]);
    }
    return sum;
  }
}
