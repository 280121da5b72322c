package dev.adjoint.autodiff;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;

/// Special functions to more than fifty digits: error functions by their Taylor series and a
/// continued fraction, those of the gamma family by Stirling's series far to the right and the
/// recurrence from there.
public final class SpecialDigits {
  private static final MathContext MC = new MathContext(60);
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final BigDecimal FOUR = BigDecimal.valueOf(4);
  private static final BigDecimal ROOT_PI = Digits.sqrt(Digits.pi());
  private static final BigDecimal ROOT_TWO = Digits.sqrt(TWO);
  private static final BigDecimal ROOT_TWO_PI = ROOT_TWO.multiply(ROOT_PI, MC);
  private static final int SHIFT = 60;
  private static final BigDecimal[] BERNOULLI = bernoulli(36);

  private SpecialDigits() {}

  /// e^(−rate·x²).
  public static BigDecimal gaussian(BigDecimal x, double rate) {
    return Digits.exp(x.multiply(x).multiply(new BigDecimal(rate)).negate());
  }

  public static BigDecimal erf(BigDecimal x) {
    return x.abs().compareTo(FOUR) < 0 ? taylor(x) : ONE.subtract(erfc(x.abs())).multiply(sign(x));
  }

  public static BigDecimal erfc(BigDecimal x) {
    return x.compareTo(FOUR) < 0 ? ONE.subtract(erf(x)) : gaussian(x, 1).multiply(fraction(x), MC);
  }

  /// e^x²·erfc(x), for x > −40.
  public static BigDecimal erfcx(BigDecimal x) {
    return x.compareTo(FOUR) < 0 ? erfc(x).divide(gaussian(x, 1), MC) : fraction(x);
  }

  private static BigDecimal sign(BigDecimal x) {
    return BigDecimal.valueOf(x.signum());
  }

  /// `2/√π·e^−x²·Σ 2ⁿx²ⁿ⁺¹/(1·3·…·(2n + 1))`, whose terms have one sign.
  private static BigDecimal taylor(BigDecimal x) {
    BigDecimal ratio = x.multiply(x, MC).multiply(TWO);
    BigDecimal term = x;
    BigDecimal sum = x;
    BigDecimal smallest = x.abs().movePointLeft(65);
    for (int n = 3; term.abs().compareTo(smallest) > 0; n += 2) {
      term = term.multiply(ratio, MC).divide(BigDecimal.valueOf(n), MC);
      sum = sum.add(term, MC);
    }
    return sum.multiply(gaussian(x, 1), MC).multiply(TWO).divide(ROOT_PI, MC);
  }

  /// `e^x²·erfc(x) = 1/√π / (x + ½/(x + 1/(x + 1½/(x + …))))` for x ≥ 4.
  private static BigDecimal fraction(BigDecimal x) {
    int depth = 30 + (int) (6000 / x.multiply(x).doubleValue());
    BigDecimal tail = x;
    for (int k = depth; k > 0; k--) {
      tail = x.add(BigDecimal.valueOf(k).divide(TWO.multiply(tail), MC), MC);
    }
    return ONE.divide(ROOT_PI.multiply(tail), MC);
  }

  /// By Halley's iteration on erf, which triples the digits of the first guess.
  public static BigDecimal erfinv(BigDecimal y) {
    if (y.signum() == 0) {
      return y;
    }
    BigDecimal q = ONE.subtract(y.abs());
    BigDecimal x = new BigDecimal(guess(y.abs(), q.multiply(ONE.add(y.abs())).doubleValue()));
    if (y.abs().doubleValue() < 0.1) {
      x = y.abs().multiply(new BigDecimal("0.886"));
    }
    for (int i = 0; i < 5; i++) {
      BigDecimal difference = x.compareTo(ONE) < 0 ? y.abs().subtract(erf(x)) : erfc(x).subtract(q);
      BigDecimal newton = difference.multiply(ROOT_PI).divide(TWO.multiply(gaussian(x, 1)), MC);
      x = x.add(newton.divide(ONE.subtract(x.multiply(newton)), MC), MC);
    }
    return x.multiply(sign(y));
  }

  /// Winitzki's approximation, to three digits.
  private static double guess(BigDecimal y, double oneMinusSquare) {
    double log = StrictMath.log(oneMinusSquare);
    double b = 2 / (StrictMath.PI * 0.147) + log / 2;
    return y.signum() * Math.sqrt(Math.sqrt(b * b - log / 0.147) - b);
  }

  /// √π/2·e^v², v = erfinv(y).
  public static BigDecimal erfinvSlope(BigDecimal y) {
    return ROOT_PI.divide(TWO.multiply(gaussian(erfinv(y), 1)), MC);
  }

  /// The density of the standard normal distribution.
  public static BigDecimal normalDensity(BigDecimal x) {
    return gaussian(x, 0.5).divide(ROOT_TWO_PI, MC);
  }

  public static BigDecimal normalCdf(BigDecimal x) {
    return erfc(x.negate().divide(ROOT_TWO, MC)).divide(TWO, MC);
  }

  public static BigDecimal logNormalCdf(BigDecimal x) {
    if (x.signum() >= 0) {
      return Digits.log1p(normalCdf(x.negate()).negate());
    }
    BigDecimal scaled = erfcx(x.negate().divide(ROOT_TWO, MC)).divide(TWO, MC);
    return Digits.log(scaled).subtract(x.multiply(x).divide(TWO, MC));
  }

  /// φ/Φ.
  public static BigDecimal inverseMills(BigDecimal x) {
    return x.signum() >= 0
        ? normalDensity(x).divide(normalCdf(x), MC)
        : TWO.divide(ROOT_TWO_PI.multiply(erfcx(x.negate().divide(ROOT_TWO, MC))), MC);
  }

  public static BigDecimal gelu(BigDecimal x) {
    return x.multiply(normalCdf(x), MC);
  }

  public static BigDecimal geluSlope(BigDecimal x) {
    return normalCdf(x).add(x.multiply(normalDensity(x)));
  }

  /// B₂, B₄, … from the tangent numbers (Brent and Harvey, 2011).
  private static BigDecimal[] bernoulli(int count) {
    BigInteger[] tangent = new BigInteger[count + 1];
    tangent[1] = BigInteger.ONE;
    for (int k = 2; k <= count; k++) {
      tangent[k] = tangent[k - 1].multiply(BigInteger.valueOf(k - 1));
    }
    for (int k = 2; k <= count; k++) {
      for (int j = k; j <= count; j++) {
        tangent[j] =
            tangent[j - 1]
                .multiply(BigInteger.valueOf(j - k))
                .add(tangent[j].multiply(BigInteger.valueOf(j - k + 2)));
      }
    }
    BigDecimal[] numbers = new BigDecimal[count + 1];
    Arrays.setAll(
        numbers,
        k -> {
          if (k == 0) {
            return ONE;
          }
          BigInteger power = BigInteger.ONE.shiftLeft(2 * k);
          BigInteger divisor = power.multiply(power.subtract(BigInteger.ONE));
          BigDecimal magnitude =
              new BigDecimal(tangent[k].multiply(BigInteger.valueOf(2L * k)))
                  .divide(new BigDecimal(divisor), MC);
          return k % 2 == 0 ? magnitude.negate() : magnitude;
        });
    return numbers;
  }

  /// How many steps of the recurrence lead to 60 or beyond.
  private static int steps(BigDecimal x) {
    return x.doubleValue() >= SHIFT ? 0 : SHIFT - (int) Math.floor(x.doubleValue());
  }

  /// ln|Γ(x)|, for x > −200 that is no pole.
  public static BigDecimal lgamma(BigDecimal x) {
    if (x.compareTo(ONE) == 0 || x.compareTo(TWO) == 0) {
      return BigDecimal.ZERO;
    }
    int n = steps(x);
    BigDecimal product = ONE;
    for (int k = 0; k < n; k++) {
      product = product.multiply(x.add(BigDecimal.valueOf(k)), MC);
    }
    BigDecimal z = x.add(BigDecimal.valueOf(n));
    BigDecimal sum =
        z.subtract(new BigDecimal("0.5"))
            .multiply(Digits.log(z))
            .subtract(z)
            .add(Digits.log(ROOT_TWO_PI));
    BigDecimal square = ONE.divide(z.multiply(z, MC), MC);
    BigDecimal power = ONE.divide(z, MC);
    for (int j = 1; j < BERNOULLI.length; j++) {
      BigDecimal divisor = BigDecimal.valueOf(2L * j * (2L * j - 1));
      sum = sum.add(BERNOULLI[j].multiply(power).divide(divisor, MC));
      power = power.multiply(square, MC);
    }
    return sum.subtract(Digits.log(product.abs()));
  }

  /// The derivative of ψ of an order, for x > −200 that is no pole.
  public static BigDecimal polygamma(int order, BigDecimal x) {
    int n = steps(x);
    BigDecimal recurrence = BigDecimal.ZERO;
    for (int k = 0; k < n; k++) {
      BigDecimal base = ONE.divide(x.add(BigDecimal.valueOf(k)), MC);
      recurrence = recurrence.add(base.pow(order + 1, MC));
    }
    BigDecimal inverse = ONE.divide(x.add(BigDecimal.valueOf(n)), MC);
    BigDecimal power = inverse.pow(order, MC);
    BigDecimal first = order == 0 ? Digits.log(inverse) : power.multiply(factorial(order - 1), MC);
    BigDecimal sum =
        first
            .add(power.multiply(inverse, MC).multiply(factorial(order)).divide(TWO, MC))
            .add(recurrence.multiply(factorial(order)));
    BigDecimal square = inverse.multiply(inverse, MC);
    for (int j = 1; j < BERNOULLI.length; j++) {
      power = power.multiply(square, MC);
      BigDecimal factor = factorial(2 * j + order - 1).divide(factorial(2 * j), MC);
      sum = sum.add(BERNOULLI[j].multiply(power).multiply(factor), MC);
    }
    return order % 2 == 0 ? sum.negate() : sum;
  }

  private static BigDecimal factorial(int n) {
    BigDecimal product = ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigDecimal.valueOf(i));
    }
    return product;
  }
}
