package dev.adjoint.autodiff.exec.elementary;

import dev.adjoint.autodiff.graph.Lanes;

/// Sums of inverse powers of numbers one apart: Hurwitz's zeta function of whole order.
///
/// Terms are added up to where the Euler–Maclaurin formula for the rest converges. Powers are taken
/// of pairs of doubles, since an error of the base would count as often as the exponent says.
final class HurwitzSum {
  /// B₂ⱼ/(2j)! for j = 1, 2, …
  private static final double[] BERNOULLI = {
    0.08333333333333333,
    -0.001388888888888889,
    3.306878306878307e-05,
    -8.267195767195768e-07,
    2.08767569878681e-08,
    -5.284190138687493e-10,
    1.3382536530684679e-11,
    -3.3896802963225827e-13,
    8.586062056277845e-15,
    -2.174868698558062e-16,
    5.5090028283602295e-18,
    -1.3954464685812522e-19,
  };

  private static final double[] FACTORIALS = new double[Lanes.LARGEST_POLYGAMMA + 1];

  static {
    FACTORIALS[0] = 1;
    for (int i = 1; i < FACTORIALS.length; i++) {
      FACTORIALS[i] = i * FACTORIALS[i - 1];
    }
  }

  private HurwitzSum() {}

  /// `n!·Σ 1/(x + k)^(n + 1)` over k ≥ from, for n ≥ 1 and x + from > 0.
  static double times(int n, double x, int from) {
    if (x == Double.POSITIVE_INFINITY) {
      return 0;
    }
    if (x + from < 1e-160) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    double lost = 0;
    int k = from;
    while (x + k < 11 + n) {
      double term = Pair.sum(x, k).inverse().power(n + 1);
      if (term == Double.POSITIVE_INFINITY) {
        return term;
      }
      Pair next = Pair.sum(sum, term);
      sum = next.high();
      lost += next.low();
      k++;
    }
    double rest = rest(n, Pair.sum(x, k).inverse());
    return sum == 0 ? rest : Math.fma(FACTORIALS[n], sum, FACTORIALS[n] * lost + rest);
  }

  /// The sum from a base on, by its inverse y. The power is split, so that neither part underflows
  /// while the result does not.
  private static double rest(int n, Pair y) {
    double square = y.high() * y.high();
    double series = 0;
    for (int j = BERNOULLI.length; j > 0; j--) {
      series = Math.fma(series, square, BERNOULLI[j - 1] * rising(n, 2 * j - 1));
    }
    double head = FACTORIALS[n - 1] * (1 + Math.fma(0.5 * n, y.high(), n * series * square));
    double power = y.power(n - n / 2);
    return head * power * (n == 1 ? 1 : y.power(n / 2));
  }

  /// `(n + 1)(n + 2)…`, that many factors.
  private static double rising(int n, int factors) {
    double product = 1;
    for (int i = 1; i <= factors; i++) {
      product *= n + i;
    }
    return product;
  }
}
