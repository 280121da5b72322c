package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lanes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The chain rule, one primitive at a time. Comparisons look at primals only. At points without a
/// derivative: abs has 0, ties of min and max share equally, floor and rint have 0 everywhere.
final class DualLanes<V, M> implements Lanes<Dual<V>, M> {
  private static final String TWO_OVER_ROOT_PI =
      "1.12837916709551257389615890312154517168810125866";
  private static final String HALF_ROOT_PI = "0.886226925452758013649083741670572591398774728061";

  private final Lanes<V, M> k;

  DualLanes(Lanes<V, M> base) {
    this.k = base;
  }

  private Dual<V> constant(V value) {
    return new Dual<>(value, null);
  }

  /// `value + slope·ẋ·ε`.
  private Dual<V> chain(V value, Dual<V> x, java.util.function.Supplier<V> slope) {
    @Nullable V tangent = x.tangent();
    return new Dual<>(value, tangent == null ? null : k.mul(slope.get(), tangent));
  }

  private @Nullable V plus(@Nullable V a, @Nullable V b) {
    return a == null ? b : b == null ? a : k.add(a, b);
  }

  private @Nullable V minus(@Nullable V a) {
    return a == null ? null : k.neg(a);
  }

  private @Nullable V scaled(@Nullable V tangent, V factor) {
    return tangent == null ? null : k.mul(tangent, factor);
  }

  private V zero() {
    return k.literal(0);
  }

  private V one() {
    return k.literal(1);
  }

  private V square(V x) {
    return k.mul(x, x);
  }

  @Override
  public Dual<V> literal(double value) {
    return constant(k.literal(value));
  }

  @Override
  public Dual<V> literal(long numerator, long denominator) {
    return constant(k.literal(numerator, denominator));
  }

  @Override
  public Dual<V> literal(String decimal) {
    return constant(k.literal(decimal));
  }

  @Override
  public Dual<V> stopGradient(Dual<V> x) {
    return constant(k.stopGradient(x.primal()));
  }

  @Override
  public Dual<V> neg(Dual<V> x) {
    return new Dual<>(k.neg(x.primal()), minus(x.tangent()));
  }

  @Override
  public Dual<V> add(Dual<V> a, Dual<V> b) {
    return new Dual<>(k.add(a.primal(), b.primal()), plus(a.tangent(), b.tangent()));
  }

  @Override
  public Dual<V> sub(Dual<V> a, Dual<V> b) {
    return new Dual<>(k.sub(a.primal(), b.primal()), plus(a.tangent(), minus(b.tangent())));
  }

  @Override
  public Dual<V> mul(Dual<V> a, Dual<V> b) {
    return new Dual<>(
        k.mul(a.primal(), b.primal()),
        plus(scaled(a.tangent(), b.primal()), scaled(b.tangent(), a.primal())));
  }

  @Override
  public Dual<V> div(Dual<V> a, Dual<V> b) {
    V quotient = k.div(a.primal(), b.primal());
    @Nullable V numerator = plus(a.tangent(), minus(scaled(b.tangent(), quotient)));
    return new Dual<>(quotient, numerator == null ? null : k.div(numerator, b.primal()));
  }

  @Override
  public Dual<V> fma(Dual<V> a, Dual<V> b, Dual<V> c) {
    return new Dual<>(
        k.fma(a.primal(), b.primal(), c.primal()),
        plus(plus(scaled(a.tangent(), b.primal()), scaled(b.tangent(), a.primal())), c.tangent()));
  }

  @Override
  public Dual<V> sqrt(Dual<V> x) {
    V y = k.sqrt(x.primal());
    return chain(y, x, () -> k.div(one(), k.add(y, y)));
  }

  /// −1, 0 or 1.
  private V sign(V x) {
    return k.select(k.less(x, zero()), k.literal(-1), k.select(k.equal(x, zero()), zero(), one()));
  }

  @Override
  public Dual<V> abs(Dual<V> x) {
    return chain(k.abs(x.primal()), x, () -> sign(x.primal()));
  }

  @Override
  public Dual<V> min(Dual<V> a, Dual<V> b) {
    return extreme(k.min(a.primal(), b.primal()), k.less(a.primal(), b.primal()), a, b);
  }

  @Override
  public Dual<V> max(Dual<V> a, Dual<V> b) {
    return extreme(k.max(a.primal(), b.primal()), k.less(b.primal(), a.primal()), a, b);
  }

  private Dual<V> extreme(V value, M aWins, Dual<V> a, Dual<V> b) {
    @Nullable V aDot = a.tangent();
    @Nullable V bDot = b.tangent();
    if (aDot == null && bDot == null) {
      return constant(value);
    }
    V left = aDot == null ? zero() : aDot;
    V right = bDot == null ? zero() : bDot;
    V shared = k.mul(k.literal(1, 2), k.add(left, right));
    V loserTakesNone = k.select(aWins, left, right);
    return new Dual<>(value, k.select(k.equal(a.primal(), b.primal()), shared, loserTakesNone));
  }

  @Override
  public Dual<V> min(List<Dual<V>> values) {
    return extreme(k.min(values.stream().map(Dual::primal).toList()), values);
  }

  @Override
  public Dual<V> max(List<Dual<V>> values) {
    return extreme(k.max(values.stream().map(Dual::primal).toList()), values);
  }

  /// The mean of the tangents of all that equal the extreme one; of all if that is NaN.
  private Dual<V> extreme(V value, List<Dual<V>> values) {
    if (values.stream().allMatch(x -> x.tangent() == null)) {
      return constant(value);
    }
    M isNaN = k.notEqual(value, value);
    V sum = zero();
    V count = zero();
    for (Dual<V> x : values) {
      M wins = k.or(k.equal(x.primal(), value), isNaN);
      @Nullable V tangent = x.tangent();
      sum = k.add(sum, tangent == null ? zero() : k.select(wins, tangent, zero()));
      count = k.add(count, k.select(wins, one(), zero()));
    }
    return new Dual<>(value, k.div(sum, count));
  }

  @Override
  public List<Dual<V>> shared(List<Dual<V>> ties) {
    List<V> values = k.shared(ties.stream().map(Dual::primal).toList());
    if (ties.stream().allMatch(x -> x.tangent() == null)) {
      return values.stream().map(this::constant).toList();
    }
    V sum = zero();
    for (Dual<V> x : ties) {
      @Nullable V tangent = x.tangent();
      sum = tangent == null ? sum : k.add(sum, tangent);
    }
    V mean = k.div(sum, k.literal(ties.size()));
    return values.stream().map(value -> new Dual<>(value, mean)).toList();
  }

  @Override
  public Dual<V> copySign(Dual<V> magnitude, Dual<V> sign) {
    V value = k.copySign(magnitude.primal(), sign.primal());
    return chain(
        value, magnitude, () -> k.mul(sign(magnitude.primal()), k.copySign(one(), sign.primal())));
  }

  @Override
  public Dual<V> floor(Dual<V> x) {
    return constant(k.floor(x.primal()));
  }

  @Override
  public Dual<V> rint(Dual<V> x) {
    return constant(k.rint(x.primal()));
  }

  @Override
  public M less(Dual<V> a, Dual<V> b) {
    return k.less(a.primal(), b.primal());
  }

  @Override
  public M lessOrEqual(Dual<V> a, Dual<V> b) {
    return k.lessOrEqual(a.primal(), b.primal());
  }

  @Override
  public M equal(Dual<V> a, Dual<V> b) {
    return k.equal(a.primal(), b.primal());
  }

  @Override
  public M notEqual(Dual<V> a, Dual<V> b) {
    return k.notEqual(a.primal(), b.primal());
  }

  @Override
  public M mask(boolean value) {
    return k.mask(value);
  }

  @Override
  public M and(M a, M b) {
    return k.and(a, b);
  }

  @Override
  public M or(M a, M b) {
    return k.or(a, b);
  }

  @Override
  public M not(M a) {
    return k.not(a);
  }

  @Override
  public Dual<V> select(M condition, Dual<V> whenTrue, Dual<V> whenFalse) {
    V value = k.select(condition, whenTrue.primal(), whenFalse.primal());
    @Nullable V yes = whenTrue.tangent();
    @Nullable V no = whenFalse.tangent();
    if (yes == null && no == null) {
      return constant(value);
    }
    return new Dual<>(
        value, k.select(condition, yes == null ? zero() : yes, no == null ? zero() : no));
  }

  @Override
  public Dual<V> exp(Dual<V> x) {
    V y = k.exp(x.primal());
    return chain(y, x, () -> y);
  }

  @Override
  public Dual<V> expm1(Dual<V> x) {
    return chain(k.expm1(x.primal()), x, () -> k.exp(x.primal()));
  }

  @Override
  public Dual<V> log(Dual<V> x) {
    return chain(k.log(x.primal()), x, () -> k.div(one(), x.primal()));
  }

  @Override
  public Dual<V> log1p(Dual<V> x) {
    return chain(k.log1p(x.primal()), x, () -> k.div(one(), k.add(one(), x.primal())));
  }

  @Override
  public Dual<V> sin(Dual<V> x) {
    return chain(k.sin(x.primal()), x, () -> k.cos(x.primal()));
  }

  @Override
  public Dual<V> cos(Dual<V> x) {
    return chain(k.cos(x.primal()), x, () -> k.neg(k.sin(x.primal())));
  }

  @Override
  public Dual<V> tan(Dual<V> x) {
    V y = k.tan(x.primal());
    return chain(y, x, () -> k.add(one(), square(y)));
  }

  /// `1 − x²` as a product, which keeps its digits near ±1.
  private V oneMinusSquare(V x) {
    return k.mul(k.sub(one(), x), k.add(one(), x));
  }

  @Override
  public Dual<V> asin(Dual<V> x) {
    return chain(k.asin(x.primal()), x, () -> k.div(one(), k.sqrt(oneMinusSquare(x.primal()))));
  }

  @Override
  public Dual<V> acos(Dual<V> x) {
    return chain(
        k.acos(x.primal()), x, () -> k.div(k.literal(-1), k.sqrt(oneMinusSquare(x.primal()))));
  }

  @Override
  public Dual<V> atan(Dual<V> x) {
    return chain(k.atan(x.primal()), x, () -> k.div(one(), k.add(one(), square(x.primal()))));
  }

  @Override
  public Dual<V> atan2(Dual<V> y, Dual<V> x) {
    V norm = k.add(square(y.primal()), square(x.primal()));
    @Nullable V dot = plus(scaled(y.tangent(), x.primal()), minus(scaled(x.tangent(), y.primal())));
    return new Dual<>(k.atan2(y.primal(), x.primal()), dot == null ? null : k.div(dot, norm));
  }

  @Override
  public Dual<V> sinh(Dual<V> x) {
    return chain(k.sinh(x.primal()), x, () -> k.cosh(x.primal()));
  }

  @Override
  public Dual<V> cosh(Dual<V> x) {
    return chain(k.cosh(x.primal()), x, () -> k.sinh(x.primal()));
  }

  /// The slope is 4e/(1 + e)² with e = e^−2|x|, exact where tanh rounds to ±1.
  @Override
  public Dual<V> tanh(Dual<V> x) {
    return chain(
        k.tanh(x.primal()),
        x,
        () -> {
          V p = x.primal();
          V twice = k.add(p, p);
          V e = k.exp(k.select(k.less(zero(), p), k.neg(twice), twice));
          return k.div(k.mul(k.literal(4), e), square(k.add(one(), e)));
        });
  }

  /// The slope along the base is 0 for exponent 0 and that along the exponent 0 for base 0,
  /// wherever `0·∞` would have to be told from a number.
  @Override
  public Dual<V> pow(Dual<V> base, Dual<V> exponent) {
    V x = base.primal();
    V n = exponent.primal();
    V y = k.pow(x, n);
    M atZero = k.equal(x, zero());
    @Nullable V baseDot = base.tangent();
    @Nullable V exponentDot = exponent.tangent();
    @Nullable V alongBase = null;
    if (baseDot != null) {
      V slope = k.mul(n, k.pow(x, k.sub(n, one())));
      alongBase = k.mul(baseDot, k.select(k.and(atZero, k.equal(n, zero())), zero(), slope));
    }
    @Nullable V alongExponent = null;
    if (exponentDot != null) {
      V slope = k.mul(y, k.log(x));
      alongExponent =
          k.mul(exponentDot, k.select(k.and(atZero, k.lessOrEqual(zero(), n)), zero(), slope));
    }
    return new Dual<>(y, plus(alongBase, alongExponent));
  }

  /// `2/√π·e^−x²`.
  private V bell(V x) {
    return k.mul(k.literal(TWO_OVER_ROOT_PI), k.gaussian(x, 1));
  }

  @Override
  public Dual<V> erf(Dual<V> x) {
    return chain(k.erf(x.primal()), x, () -> bell(x.primal()));
  }

  @Override
  public Dual<V> erfc(Dual<V> x) {
    return chain(k.erfc(x.primal()), x, () -> k.neg(bell(x.primal())));
  }

  /// The slope is 2xy − 2/√π, in which the terms nearly cancel for large x.
  @Override
  public Dual<V> erfcx(Dual<V> x) {
    V y = k.erfcx(x.primal());
    return chain(
        y, x, () -> k.fma(k.add(x.primal(), x.primal()), y, k.neg(k.literal(TWO_OVER_ROOT_PI))));
  }

  /// The slope is √π/2·e^x² with e^x² = erfcx(|x|)/(1 − |y|), which keeps its digits next to ±1;
  /// the sign is a constant of each side.
  @Override
  public Dual<V> erfinv(Dual<V> y) {
    V x = k.erfinv(y.primal());
    return chain(
        x,
        y,
        () -> {
          V sign = k.select(k.less(y.primal(), zero()), k.literal(-1), one());
          V rest = k.sub(one(), k.mul(sign, y.primal()));
          return k.div(k.mul(k.literal(HALF_ROOT_PI), k.erfcx(k.mul(sign, x))), rest);
        });
  }

  @Override
  public Dual<V> lgamma(Dual<V> x) {
    return chain(k.lgamma(x.primal()), x, () -> k.polygamma(0, x.primal()));
  }

  @Override
  public Dual<V> polygamma(int order, Dual<V> x) {
    return chain(k.polygamma(order, x.primal()), x, () -> k.polygamma(order + 1, x.primal()));
  }
}
