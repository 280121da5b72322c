package dev.adjoint.autodiff.bounds;

import dev.adjoint.autodiff.graph.Lanes;

/// One primitive of [Bounds] at a time: the value of the reference arithmetic, the errors of the
/// operands multiplied by the largest slope between the points they may mean, and the rounding of
/// the operation itself.
///
/// An addition is charged `u·(|a| + |b|)`, not `u·|a + b|`: summed along a chain of additions this
/// is at least `u·Σ|xᵢ|`, so the bound of a sum holds in any order of its terms, up to the factor
/// that [Agreement] states; of terms near overflow nothing is known. A result that is not finite is
/// known only if its operands are.
final class BoundedLanes implements Lanes<Bounded, Truth> {
  /// Roundings charged for an elementary function: executors are within 2 ULP, each of 2 roundoffs.
  private static final double FUNCTION = 4;

  private final Lanes<Double, Boolean> k;
  private final Format format;

  BoundedLanes(Lanes<Double, Boolean> reference, Format format) {
    this.k = reference;
    this.format = format;
  }

  /// `a·b`, where 0 times anything is 0.
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  private static Bounded known(double value, double error) {
    return new Bounded(value, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
  }

  /// A result with the error it inherits and the rounding of its own.
  private Bounded result(double value, double inherited, double rounding, Bounded... operands) {
    if (Double.isFinite(value)) {
      return known(value, inherited + rounding);
    }
    boolean exact = true;
    for (Bounded operand : operands) {
      if (operand.isExact() && Double.isNaN(operand.value())) {
        return Bounded.exact(value);
      }
      exact &= operand.isExact();
    }
    return exact ? Bounded.exact(value) : Bounded.unknown(value);
  }

  /// A correctly rounded result.
  private Bounded rounded(double value, double inherited, Bounded... operands) {
    return result(value, inherited, format.rounding(Math.abs(value)), operands);
  }

  /// The result of an elementary function with a bound on its slope around `x`.
  private Bounded function(double value, Bounded x, double slope) {
    double rounding = FUNCTION * format.rounding(Math.abs(value));
    return result(value, times(x.error(), slope), rounding, x);
  }

  @Override
  public Bounded literal(double value) {
    return Bounded.exact(k.literal(value));
  }

  @Override
  public Bounded literal(long numerator, long denominator) {
    double value = k.literal(numerator, denominator);
    return denominator == 1 && value == numerator ? Bounded.exact(value) : rounded(value, 0);
  }

  @Override
  public Bounded literal(String decimal) {
    return rounded(k.literal(decimal), 0);
  }

  @Override
  public Bounded neg(Bounded x) {
    return new Bounded(k.neg(x.value()), x.error());
  }

  @Override
  public Bounded add(Bounded a, Bounded b) {
    return sum(k.add(a.value(), b.value()), a, b);
  }

  @Override
  public Bounded sub(Bounded a, Bounded b) {
    return sum(k.sub(a.value(), b.value()), a, b);
  }

  private Bounded sum(double value, Bounded a, Bounded b) {
    boolean moved = (a.isExact() && a.value() == 0) || (b.isExact() && b.value() == 0);
    double size = Math.abs(a.value()) + Math.abs(b.value());
    double rounding = moved || isWhole(a, b, size) ? 0 : format.rounding(size);
    Bounded sum = result(value, a.error() + b.error(), rounding, a, b);
    return moved || Double.isNaN(value) || !mayOverflow(a, b) ? sum : Bounded.unknown(value);
  }

  /// Whether two are whole numbers, known exactly and small enough that sums of such are exact in
  /// any order: counts, exponents.
  private boolean isWhole(Bounded a, Bounded b, double size) {
    return a.isExact()
        && b.isExact()
        && Math.rint(a.value()) == a.value()
        && Math.rint(b.value()) == b.value()
        && size * format.roundoff() < 0.5;
  }

  /// Whether a partial sum in another order may be infinite, or this one be finite there.
  private boolean mayOverflow(Bounded a, Bounded b) {
    return nearlyOverflows(a.value()) || nearlyOverflows(b.value());
  }

  private boolean nearlyOverflows(double x) {
    return Double.isFinite(x) && Math.abs(x) > format.largest() / 0x1p20;
  }

  @Override
  public Bounded mul(Bounded a, Bounded b) {
    double inherited =
        times(Math.abs(a.value()), b.error())
            + times(Math.abs(b.value()), a.error())
            + times(a.error(), b.error());
    double value = k.mul(a.value(), b.value());
    if (value == 0 && a.value() != 0 && b.value() != 0) {
      return known(value, inherited + format.tiny());
    }
    if (Double.isInfinite(value) && Double.isFinite(a.value()) && Double.isFinite(b.value())) {
      // Where a product and a sum are one operation, it need not overflow on the way.
      return Bounded.unknown(value);
    }
    boolean moved = isPowerOfTwo(a) || isPowerOfTwo(b);
    // Of smaller products the residue itself may underflow.
    boolean exact =
        inherited == 0
            && !(Math.abs(value) < 0x1p-900 && value != 0)
            && Math.fma(a.value(), b.value(), -value) == 0;
    double rounding = moved || exact ? tinyIfSubnormal(value) : format.rounding(Math.abs(value));
    return result(value, inherited, rounding, a, b);
  }

  /// A factor that moves the exponent only.
  private static boolean isPowerOfTwo(Bounded x) {
    double m = Math.abs(x.value());
    return x.isExact()
        && m >= 0x1p-100
        && m <= 0x1p100
        && m == Math.scalb(1.0, Math.getExponent(m));
  }

  private double tinyIfSubnormal(double value) {
    double m = Math.abs(value);
    return m != 0 && m < format.tiny() / format.roundoff() ? format.tiny() : 0;
  }

  @Override
  public Bounded div(Bounded a, Bounded b) {
    double value = k.div(a.value(), b.value());
    double inherited =
        a.isExact() && b.isExact()
            ? 0
            : (a.error() + times(Math.abs(value), b.error())) / b.leastMagnitude();
    if (value == 0 && a.value() != 0) {
      return known(value, inherited + format.tiny());
    }
    return isPowerOfTwo(b)
        ? result(value, inherited, tinyIfSubnormal(value), a, b)
        : rounded(value, inherited, a, b);
  }

  @Override
  public Bounded fma(Bounded a, Bounded b, Bounded c) {
    Bounded sum = add(mul(a, b), c);
    return new Bounded(k.fma(a.value(), b.value(), c.value()), sum.error());
  }

  @Override
  public Bounded sqrt(Bounded x) {
    double value = k.sqrt(x.value());
    double low = x.low();
    double inherited =
        x.isExact() ? 0 : low > 0 ? x.error() / Math.sqrt(low) : Math.sqrt(x.magnitude());
    return rounded(value, inherited, x);
  }

  @Override
  public Bounded abs(Bounded x) {
    return new Bounded(k.abs(x.value()), x.error());
  }

  @Override
  public Bounded min(Bounded a, Bounded b) {
    return extreme(k.min(a.value(), b.value()), a, b, less(a, b));
  }

  @Override
  public Bounded max(Bounded a, Bounded b) {
    return extreme(k.max(a.value(), b.value()), a, b, less(b, a));
  }

  @SuppressWarnings("ReferenceEquality") // one object stands for one number
  private static Bounded extreme(double value, Bounded a, Bounded b, Truth aWins) {
    if (a == b) {
      return a;
    }
    if (Double.isNaN(value)) {
      boolean sure =
          (a.isExact() && Double.isNaN(a.value())) || (b.isExact() && Double.isNaN(b.value()));
      return sure ? Bounded.exact(value) : Bounded.unknown(value);
    }
    if (aWins.sure() && a.value() != b.value()) {
      return aWins.value() ? a : b;
    }
    return new Bounded(value, Math.max(a.error(), b.error()));
  }

  @Override
  public Bounded copySign(Bounded magnitude, Bounded sign) {
    double value = k.copySign(magnitude.value(), sign.value());
    boolean sure = sign.isExact() || sign.leastMagnitude() > 0;
    return known(value, magnitude.error() + (sure ? 0 : 2 * Math.abs(value)));
  }

  @Override
  public Bounded floor(Bounded x) {
    Bounded wide = x.widened();
    return step(x, k.floor(x.value()), Math.floor(wide.low()), Math.floor(wide.high()));
  }

  @Override
  public Bounded rint(Bounded x) {
    Bounded wide = x.widened();
    return step(x, k.rint(x.value()), Math.rint(wide.low()), Math.rint(wide.high()));
  }

  private static Bounded step(Bounded x, double value, double low, double high) {
    return x.isExact() || low == high ? Bounded.exact(value) : known(value, high - low);
  }

  @Override
  public Truth less(Bounded a, Bounded b) {
    return new Truth(k.less(a.value(), b.value()), isDecided(a, b));
  }

  @Override
  public Truth lessOrEqual(Bounded a, Bounded b) {
    return new Truth(k.lessOrEqual(a.value(), b.value()), isDecided(a, b));
  }

  @Override
  public Truth equal(Bounded a, Bounded b) {
    return new Truth(k.equal(a.value(), b.value()), isDecided(a, b));
  }

  @Override
  public Truth notEqual(Bounded a, Bounded b) {
    return equal(a, b).not();
  }

  /// Whether exact arithmetic decides the same: the two are known exactly, or far enough apart, or
  /// one and the same number, as the largest of some is compared with the one that it is, or any
  /// with itself to ask for NaN. One object stands for one number.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isDecided(Bounded a, Bounded b) {
    boolean same = a == b && Double.isFinite(a.error());
    return same || (a.isExact() && b.isExact()) || isApart(a, b);
  }

  /// Whether the first is less or greater than the second for certain, or one is NaN for certain.
  private static boolean isApart(Bounded a, Bounded b) {
    return Math.abs(a.value() - b.value()) > a.widened().error() + b.widened().error()
        || (a.isExact() && Double.isNaN(a.value()))
        || (b.isExact() && Double.isNaN(b.value()));
  }

  @Override
  public Truth mask(boolean value) {
    return Truth.sure(value);
  }

  @Override
  public Truth and(Truth a, Truth b) {
    return a.and(b);
  }

  @Override
  public Truth or(Truth a, Truth b) {
    return a.or(b);
  }

  @Override
  public Truth not(Truth a) {
    return a.not();
  }

  @Override
  public Bounded select(Truth condition, Bounded whenTrue, Bounded whenFalse) {
    Bounded taken = condition.value() ? whenTrue : whenFalse;
    if (condition.sure()) {
      return taken;
    }
    Bounded other = condition.value() ? whenFalse : whenTrue;
    double apart = taken.value() == other.value() ? 0 : Math.abs(taken.value() - other.value());
    return known(taken.value(), Math.max(taken.error(), apart + other.error()));
  }

  @Override
  public Bounded exp(Bounded x) {
    double value = k.exp(x.value());
    Bounded e = function(value, x, StrictMath.exp(x.high()));
    // The truth is never 0.
    return value == 0 && Double.isFinite(x.value()) ? known(0, e.error() + format.tiny()) : e;
  }

  @Override
  public Bounded expm1(Bounded x) {
    return function(k.expm1(x.value()), x, StrictMath.exp(x.high()));
  }

  @Override
  public Bounded log(Bounded x) {
    return function(k.log(x.value()), x, inverse(x.low()));
  }

  @Override
  public Bounded log1p(Bounded x) {
    return function(k.log1p(x.value()), x, inverse(1 + x.low()));
  }

  private static double inverse(double x) {
    return x > 0 ? 1 / x : Double.POSITIVE_INFINITY;
  }

  @Override
  public Bounded sin(Bounded x) {
    return function(k.sin(x.value()), x, 1);
  }

  @Override
  public Bounded cos(Bounded x) {
    return function(k.cos(x.value()), x, 1);
  }

  @Override
  public Bounded tan(Bounded x) {
    double cosine = Math.abs(StrictMath.cos(x.value())) - x.error();
    return function(k.tan(x.value()), x, inverse(cosine) * inverse(cosine));
  }

  @Override
  public Bounded asin(Bounded x) {
    return function(k.asin(x.value()), x, arcSlope(x));
  }

  @Override
  public Bounded acos(Bounded x) {
    return function(k.acos(x.value()), x, arcSlope(x));
  }

  private static double arcSlope(Bounded x) {
    double m = x.magnitude();
    return Math.sqrt(inverse((1 - m) * (1 + m)));
  }

  @Override
  public Bounded atan(Bounded x) {
    double m = x.leastMagnitude();
    return function(k.atan(x.value()), x, 1 / (1 + m * m));
  }

  @Override
  public Bounded atan2(Bounded y, Bounded x) {
    double value = k.atan2(y.value(), x.value());
    double norm = StrictMath.hypot(y.leastMagnitude(), x.leastMagnitude());
    double spread = y.isExact() && x.isExact() ? 0 : (y.error() + x.error()) / norm;
    boolean cut = x.value() < 0 && y.leastMagnitude() == 0 && !y.isExact();
    double rounding = FUNCTION * format.rounding(Math.abs(value));
    return result(value, cut ? 2 * Math.PI : spread, rounding, y, x);
  }

  @Override
  public Bounded sinh(Bounded x) {
    return function(k.sinh(x.value()), x, StrictMath.cosh(x.magnitude()));
  }

  @Override
  public Bounded cosh(Bounded x) {
    return function(k.cosh(x.value()), x, StrictMath.sinh(x.magnitude()));
  }

  @Override
  public Bounded tanh(Bounded x) {
    double slope = Math.min(1, 4 * StrictMath.exp(-2 * x.leastMagnitude()));
    return function(k.tanh(x.value()), x, slope);
  }

  @Override
  public Bounded pow(Bounded base, Bounded exponent) {
    double value = k.pow(base.value(), exponent.value());
    double n = exponent.value();
    double at = n < 1 ? base.leastMagnitude() : base.magnitude();
    double alongBase = times(base.error(), Math.abs(n) * StrictMath.pow(at, n - 1));
    double alongExponent =
        times(exponent.error(), Math.abs(value) * Math.abs(StrictMath.log(base.magnitude())));
    double rounding = FUNCTION * format.rounding(Math.abs(value));
    return result(value, alongBase + alongExponent, rounding, base, exponent);
  }

  @Override
  public Bounded erf(Bounded x) {
    return function(k.erf(x.value()), x, bell(x));
  }

  @Override
  public Bounded erfc(Bounded x) {
    return function(k.erfc(x.value()), x, bell(x));
  }

  private static double bell(Bounded x) {
    double m = x.leastMagnitude();
    return 1.13 * StrictMath.exp(-m * m);
  }

  /// Falling and convex: its slope is steepest at the left end, and less than y/x, y being positive
  /// and 2/√π beyond it.
  @Override
  public Bounded erfcx(Bounded x) {
    double low = x.low();
    double y = k.erfcx(low);
    double slope = low > 0 ? Math.min(1.13, y / low) : 1.13 - 2 * low * y;
    return function(k.erfcx(x.value()), x, slope);
  }

  @Override
  public Bounded erfinv(Bounded y) {
    double x = k.erfinv(Math.min(1, y.magnitude()));
    return function(k.erfinv(y.value()), y, 0.887 * StrictMath.exp(x * x));
  }

  @Override
  public Bounded lgamma(Bounded x) {
    double a = -x.value();
    return gammaFamily(k.lgamma(x.value()), x, 0, a > 0 ? a * StrictMath.log1p(a) : 0);
  }

  @Override
  public Bounded polygamma(int order, Bounded x) {
    double a = -x.value();
    double terms = order == 0 ? StrictMath.log1p(a) : StrictMath.pow(2 * (order + 1), order + 1);
    return gammaFamily(k.polygamma(order, x.value()), x, order + 1, a > 0 ? terms : 0);
  }

  /// On the left terms of about this size, or 1, may cancel.
  private Bounded gammaFamily(double value, Bounded x, int slope, double terms) {
    double largest = Math.max(Math.abs(value), x.value() < 0 ? Math.max(1, terms) : 0);
    double inherited = times(x.error(), polygammaSlope(slope, x));
    return result(value, inherited, FUNCTION * format.rounding(largest), x);
  }

  /// Between two poles the magnitude of a polygamma function is largest at an end.
  private double polygammaSlope(int order, Bounded x) {
    if (x.isExact()) {
      return 0;
    }
    Bounded wide = x.widened();
    boolean pole = wide.low() <= 0 && Math.floor(wide.low()) != Math.ceil(wide.high()) - 1;
    return pole || order > LARGEST_POLYGAMMA
        ? Double.POSITIVE_INFINITY
        : Math.max(
            Math.abs(k.polygamma(order, wide.low())), Math.abs(k.polygamma(order, wide.high())));
  }
}
