package dev.adjoint.autodiff;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// Elementary functions to more than fifty digits, by their power series.
public final class Digits {
  private static final MathContext MC = new MathContext(60);
  private static final double LARGEST = 2000;

  /// For sums that cancel: the largest term of sin 120 has 52 digits.
  private static final MathContext WIDE = new MathContext(120);

  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.TWO;

  private Digits() {}

  /// A function of doubles that rounds once; its limits at −∞ and ∞ are given, NaN stays NaN.
  public static DoubleUnaryOperator rounded(
      UnaryOperator<BigDecimal> f, double atMinusInfinity, double atInfinity) {
    Map<Double, Double> known = new ConcurrentHashMap<>();
    return x ->
        Double.isNaN(x)
            ? x
            : Double.isInfinite(x)
                ? x < 0 ? atMinusInfinity : atInfinity
                : known.computeIfAbsent(x, v -> f.apply(new BigDecimal(v)).doubleValue());
  }

  /// Beyond ±2000, where no double can tell, e^±2000.
  public static BigDecimal exp(BigDecimal x) {
    int halvings = 0;
    BigDecimal largest = new BigDecimal(LARGEST);
    BigDecimal r = x.min(largest).max(largest.negate());
    BigDecimal small = new BigDecimal("0.01");
    while (r.abs().compareTo(small) > 0) {
      r = r.divide(TWO, MC);
      halvings++;
    }
    BigDecimal sum = series(ONE, r, 1, 1, MC);
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, MC);
    }
    return sum;
  }

  /// By Halley's iteration, which triples the digits of the first guess.
  public static BigDecimal log(BigDecimal x) {
    if (x.compareTo(ONE) == 0) {
      return BigDecimal.ZERO;
    }
    int scale = x.precision() - x.scale();
    BigDecimal y =
        new BigDecimal(StrictMath.log(x.movePointLeft(scale).doubleValue()))
            .add(new BigDecimal(StrictMath.log(10)).multiply(BigDecimal.valueOf(scale)));
    for (int i = 0; i < 3; i++) {
      BigDecimal e = exp(y);
      y = y.add(TWO.multiply(x.subtract(e, MC)).divide(x.add(e, MC), MC), MC);
    }
    return y;
  }

  public static BigDecimal expm1(BigDecimal x) {
    return x.abs().compareTo(ONE) < 0 ? series(x, x, 2, 1, MC) : exp(x).subtract(ONE);
  }

  /// Below 1e-20, x − x²/2 leaves out what no double can tell.
  public static BigDecimal log1p(BigDecimal x) {
    return x.abs().compareTo(new BigDecimal("1e-20")) < 0
        ? x.subtract(x.multiply(x).divide(TWO, MC))
        : log(x.add(ONE));
  }

  public static BigDecimal sin(BigDecimal x) {
    return series(x, x.multiply(x).negate(), 2, 2, WIDE);
  }

  public static BigDecimal cos(BigDecimal x) {
    return series(ONE, x.multiply(x).negate(), 1, 2, WIDE);
  }

  public static BigDecimal sigmoid(BigDecimal x) {
    return ONE.divide(ONE.add(exp(x.negate())), MC);
  }

  public static BigDecimal tanh(BigDecimal x) {
    BigDecimal e = expm1(x.add(x));
    return e.divide(e.add(TWO), MC);
  }

  /// 1 − tanh².
  public static BigDecimal tanhSlope(BigDecimal x) {
    BigDecimal cosh = exp(x).add(exp(x.negate())).divide(TWO, MC);
    return ONE.divide(cosh.multiply(cosh, MC), MC);
  }

  public static BigDecimal softplus(BigDecimal x) {
    return x.compareTo(new BigDecimal(LARGEST)) > 0 ? x : log1p(exp(x));
  }

  /// ln Σ e^vᵢ, without any shift.
  public static BigDecimal logSumExp(double... v) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double x : v) {
      sum = sum.add(exp(new BigDecimal(x)));
    }
    return log(sum);
  }

  public static double[] logSoftmax(double... v) {
    BigDecimal all = logSumExp(v);
    return Arrays.stream(v).map(x -> new BigDecimal(x).subtract(all).doubleValue()).toArray();
  }

  public static double[] softmax(double... v) {
    BigDecimal all = logSumExp(v);
    return Arrays.stream(v).map(x -> exp(new BigDecimal(x).subtract(all)).doubleValue()).toArray();
  }

  /// `t + t·r/n + t·r²/(n(n+1)) + …`, the divisors taken `step` at a time.
  private static BigDecimal series(
      BigDecimal first, BigDecimal ratio, int from, int step, MathContext mc) {
    BigDecimal sum = first;
    BigDecimal term = first;
    BigDecimal smallest = first.abs().movePointLeft(110);
    for (int n = from; term.abs().compareTo(smallest) > 0; n += step) {
      term = term.multiply(ratio, mc);
      for (int k = 0; k < step; k++) {
        term = term.divide(BigDecimal.valueOf(n + k), mc);
      }
      sum = sum.add(term, mc);
    }
    return sum;
  }
}
