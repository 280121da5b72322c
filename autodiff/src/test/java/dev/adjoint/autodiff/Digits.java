package dev.adjoint.autodiff;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// Elementary functions to more than fifty digits, by their power series.
public final class Digits {
  private static final MathContext MC = new MathContext(60);
  private static final double LARGEST = 20_000;

  /// For sums that cancel: the largest term of sin 120 has 52 digits.
  private static final MathContext WIDE = new MathContext(120);

  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.TWO;

  /// For angles: the largest double has 309 digits before the point.
  private static final MathContext LONG = new MathContext(440);

  /// By Machin's formula.
  private static final BigDecimal PI =
      arctangentOfInverse(5)
          .multiply(BigDecimal.valueOf(16))
          .subtract(arctangentOfInverse(239).multiply(BigDecimal.valueOf(4)))
          .round(LONG);

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

  /// Beyond ±20,000, where no double can tell even a multiple, e^±20,000.
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
    BigDecimal r = withinATurn(x);
    return series(r, r.multiply(r, WIDE).negate(), 2, 2, WIDE);
  }

  public static BigDecimal cos(BigDecimal x) {
    BigDecimal r = withinATurn(x);
    return series(ONE, r.multiply(r, WIDE).negate(), 1, 2, WIDE);
  }

  /// The angle less whole turns, from −π to π.
  private static BigDecimal withinATurn(BigDecimal x) {
    BigDecimal turn = TWO.multiply(PI);
    BigDecimal turns = x.divide(turn, LONG).setScale(0, RoundingMode.HALF_EVEN);
    return x.subtract(turns.multiply(turn)).round(WIDE);
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

  /// Below −100 it is x, to all digits that a double has.
  public static BigDecimal logSoftplus(BigDecimal x) {
    return x.compareTo(new BigDecimal(-100)) < 0 ? x : log(softplus(x));
  }

  /// ln cosh x: near 0 from cosh x − 1 = (e^x − 1)²/(2e^x).
  public static BigDecimal logCosh(BigDecimal x) {
    BigDecimal a = x.abs();
    if (a.compareTo(ONE) >= 0) {
      return a.add(log1p(exp(a.negate().subtract(a)))).subtract(log(TWO));
    }
    BigDecimal e = expm1(x);
    return log1p(e.multiply(e).divide(TWO.multiply(e.add(ONE)), MC));
  }

  /// ln(1 − e^x) for x < 0.
  public static BigDecimal log1mexp(BigDecimal x) {
    return x.compareTo(ONE.negate()) < 0 ? log1p(exp(x).negate()) : log(expm1(x).negate());
  }

  /// x·σ(x).
  public static BigDecimal silu(BigDecimal x) {
    return x.multiply(sigmoid(x), MC);
  }

  /// σ(x) + x·σ(x)·σ(−x).
  public static BigDecimal siluSlope(BigDecimal x) {
    return sigmoid(x).add(x.multiply(sigmoid(x), MC).multiply(sigmoid(x.negate()), MC));
  }

  public static BigDecimal logit(BigDecimal p) {
    return log(p.divide(ONE.subtract(p), MC));
  }

  public static BigDecimal sqrt(BigDecimal x) {
    return x.sqrt(MC);
  }

  /// 1/x.
  public static BigDecimal inverse(BigDecimal x) {
    return ONE.divide(x, MC);
  }

  /// √(a² + b²).
  public static BigDecimal hypot(BigDecimal a, BigDecimal b) {
    return sqrt(a.multiply(a).add(b.multiply(b)));
  }

  /// e^(n·ln x), for x > 0.
  public static BigDecimal pow(BigDecimal x, BigDecimal n) {
    return exp(n.multiply(log(x), MC));
  }

  public static BigDecimal tan(BigDecimal x) {
    return sin(x).divide(cos(x), MC);
  }

  /// By halving the angle until the series is short.
  public static BigDecimal atan(BigDecimal x) {
    BigDecimal t = x;
    BigDecimal factor = ONE;
    BigDecimal small = new BigDecimal("0.05");
    while (t.abs().compareTo(small) > 0) {
      t = t.divide(ONE.add(hypot(ONE, t)), MC);
      factor = factor.add(factor);
    }
    BigDecimal ratio = t.multiply(t, MC).negate();
    BigDecimal power = t;
    BigDecimal sum = t;
    BigDecimal smallest = t.abs().movePointLeft(60);
    for (int n = 3; power.abs().compareTo(smallest) > 0; n += 2) {
      power = power.multiply(ratio, MC);
      sum = sum.add(power.divide(BigDecimal.valueOf(n), MC), MC);
    }
    return sum.multiply(factor, MC);
  }

  public static BigDecimal pi() {
    return PI.round(MC);
  }

  /// atan(1/n) = 1/n − 1/(3n³) + 1/(5n⁵) − …
  private static BigDecimal arctangentOfInverse(int n) {
    BigDecimal square = BigDecimal.valueOf((long) n * n).negate();
    BigDecimal power = ONE.divide(BigDecimal.valueOf(n), LONG);
    BigDecimal sum = power;
    BigDecimal smallest = power.movePointLeft(LONG.getPrecision());
    for (int k = 3; power.abs().compareTo(smallest) > 0; k += 2) {
      power = power.divide(square, LONG);
      sum = sum.add(power.divide(BigDecimal.valueOf(k), LONG));
    }
    return sum;
  }

  public static BigDecimal asin(BigDecimal x) {
    return x.abs().compareTo(ONE) == 0
        ? pi().divide(TWO, MC).multiply(x)
        : atan(x.divide(sqrt(ONE.subtract(x.multiply(x))), MC));
  }

  public static BigDecimal acos(BigDecimal x) {
    BigDecimal left = ONE.add(x);
    return left.signum() == 0 ? pi() : TWO.multiply(atan(sqrt(ONE.subtract(x).divide(left, MC))));
  }

  /// The angle of the point (x, y), which is not the origin.
  public static BigDecimal atan2(BigDecimal y, BigDecimal x) {
    BigDecimal right = x.signum() == 0 ? pi().divide(TWO, MC) : atan(y.divide(x, MC).abs());
    BigDecimal angle = x.signum() < 0 ? pi().subtract(right) : right;
    return y.signum() < 0 ? angle.negate() : angle;
  }

  public static BigDecimal sinh(BigDecimal x) {
    return expm1(x).subtract(expm1(x.negate())).divide(TWO, MC);
  }

  public static BigDecimal cosh(BigDecimal x) {
    return exp(x).add(exp(x.negate())).divide(TWO, MC);
  }

  /// By the definition; where that would cancel, x − x³/6, which leaves out what no double can
  /// tell.
  public static BigDecimal asinh(BigDecimal x) {
    BigDecimal t = x.abs();
    BigDecimal y =
        t.compareTo(new BigDecimal("1e-12")) < 0
            ? t.subtract(t.pow(3, MC).divide(BigDecimal.valueOf(6), MC))
            : log(t.add(hypot(t, ONE)));
    return x.signum() < 0 ? y.negate() : y;
  }

  public static BigDecimal acosh(BigDecimal x) {
    return log(x.add(sqrt(x.multiply(x).subtract(ONE))));
  }

  /// By the definition; where that would cancel, x + x³/3, which leaves out what no double can
  /// tell.
  public static BigDecimal atanh(BigDecimal x) {
    return x.abs().compareTo(new BigDecimal("1e-12")) < 0
        ? x.add(x.pow(3, MC).divide(BigDecimal.valueOf(3), MC))
        : log(ONE.add(x).divide(ONE.subtract(x), MC)).divide(TWO, MC);
  }

  /// The logarithm to a whole base.
  public static BigDecimal log(BigDecimal x, int base) {
    return log(x).divide(log(BigDecimal.valueOf(base)), MC);
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
