package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Lanes;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Complex numbers over another arithmetic, by formulas that keep every digit of an imaginary part
/// far below the roundoff of the real one: no difference of near numbers is taken in it.
///
/// Comparisons look at real parts: a formula that selects is analytic on either side, and so are
/// abs, min and max. Imaginary parts are taken to be far below the roundoff, their squares to be
/// nothing.
final class ComplexLanes<V, M> implements Lanes<Complex<V>, M> {
  private final Lanes<V, M> k;

  ComplexLanes(Lanes<V, M> base) {
    this.k = base;
  }

  private static <V> Complex<V> real(V re) {
    return new Complex<>(re, null);
  }

  private V im(Complex<V> z) {
    @Nullable V im = z.im();
    return im == null ? zero() : im;
  }

  private V zero() {
    return k.literal(0);
  }

  private V one() {
    return k.literal(1);
  }

  private V two(V x) {
    return k.add(x, x);
  }

  private V half(V x) {
    return k.mul(k.literal(0.5), x);
  }

  private V square(V x) {
    return k.mul(x, x);
  }

  /// The function of a real number; of a complex one it is not written.
  private Complex<V> onReals(String name, Complex<V> z, UnaryOperator<V> f) {
    if (z.im() != null) {
      throw new NotAnalyticException(name);
    }
    return real(f.apply(z.re()));
  }

  private static void needReal(String name, Complex<?> a, Complex<?> b) {
    if (a.im() != null || b.im() != null) {
      throw new NotAnalyticException(name);
    }
  }

  @Override
  public Complex<V> literal(double value) {
    return real(k.literal(value));
  }

  @Override
  public Complex<V> literal(long numerator, long denominator) {
    return real(k.literal(numerator, denominator));
  }

  @Override
  public Complex<V> literal(String decimal) {
    return real(k.literal(decimal));
  }

  @Override
  public Complex<V> stopGradient(Complex<V> z) {
    return real(z.re());
  }

  @Override
  public Complex<V> neg(Complex<V> z) {
    @Nullable V im = z.im();
    return new Complex<>(k.neg(z.re()), im == null ? null : k.neg(im));
  }

  @Override
  public Complex<V> add(Complex<V> a, Complex<V> b) {
    @Nullable V y = a.im();
    @Nullable V v = b.im();
    return new Complex<>(k.add(a.re(), b.re()), y == null ? v : v == null ? y : k.add(y, v));
  }

  @Override
  public Complex<V> sub(Complex<V> a, Complex<V> b) {
    return add(a, neg(b));
  }

  @Override
  public Complex<V> mul(Complex<V> a, Complex<V> b) {
    @Nullable V y = a.im();
    @Nullable V v = b.im();
    V product = k.mul(a.re(), b.re());
    if (y == null) {
      return new Complex<>(product, v == null ? null : k.mul(a.re(), v));
    }
    return v == null
        ? new Complex<>(product, k.mul(y, b.re()))
        : new Complex<>(k.sub(product, k.mul(y, v)), k.add(k.mul(a.re(), v), k.mul(y, b.re())));
  }

  /// `(a + ib)/(c + id)` by Smith: r = d/c, and the imaginary part is (b − a·r)/(c + d·r). The
  /// imaginary parts are small, so c is the larger.
  @Override
  public Complex<V> div(Complex<V> a, Complex<V> b) {
    @Nullable V d = b.im();
    @Nullable V y = a.im();
    if (d == null) {
      return new Complex<>(k.div(a.re(), b.re()), y == null ? null : k.div(y, b.re()));
    }
    V quotient = k.div(a.re(), b.re());
    V top = k.neg(k.mul(quotient, d));
    V imaginary = y == null ? top : k.add(y, top);
    return new Complex<>(quotient, k.div(imaginary, b.re()));
  }

  @Override
  public Complex<V> fma(Complex<V> a, Complex<V> b, Complex<V> c) {
    return a.im() == null && b.im() == null && c.im() == null
        ? real(k.fma(a.re(), b.re(), c.re()))
        : add(mul(a, b), c);
  }

  @Override
  public Complex<V> sqrt(Complex<V> z) {
    V root = k.sqrt(z.re());
    @Nullable V im = z.im();
    return new Complex<>(root, im == null ? null : k.div(im, two(root)));
  }

  @Override
  public Complex<V> abs(Complex<V> z) {
    return z.im() == null ? real(k.abs(z.re())) : select(less(z, literal(0)), neg(z), z);
  }

  @Override
  public Complex<V> min(Complex<V> a, Complex<V> b) {
    boolean real = a.im() == null && b.im() == null;
    return real ? real(k.min(a.re(), b.re())) : select(less(b, a), b, a);
  }

  @Override
  public Complex<V> max(Complex<V> a, Complex<V> b) {
    boolean real = a.im() == null && b.im() == null;
    return real ? real(k.max(a.re(), b.re())) : select(less(a, b), b, a);
  }

  @Override
  public Complex<V> copySign(Complex<V> magnitude, Complex<V> sign) {
    needReal("copySign", magnitude, sign);
    return real(k.copySign(magnitude.re(), sign.re()));
  }

  @Override
  public Complex<V> floor(Complex<V> z) {
    return onReals("floor", z, k::floor);
  }

  @Override
  public Complex<V> rint(Complex<V> z) {
    return onReals("rint", z, k::rint);
  }

  @Override
  public M less(Complex<V> a, Complex<V> b) {
    return k.less(a.re(), b.re());
  }

  @Override
  public M lessOrEqual(Complex<V> a, Complex<V> b) {
    return k.lessOrEqual(a.re(), b.re());
  }

  @Override
  public M equal(Complex<V> a, Complex<V> b) {
    return k.equal(a.re(), b.re());
  }

  @Override
  public M notEqual(Complex<V> a, Complex<V> b) {
    return k.notEqual(a.re(), b.re());
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
  public Complex<V> select(M condition, Complex<V> whenTrue, Complex<V> whenFalse) {
    V re = k.select(condition, whenTrue.re(), whenFalse.re());
    return whenTrue.im() == null && whenFalse.im() == null
        ? real(re)
        : new Complex<>(re, k.select(condition, im(whenTrue), im(whenFalse)));
  }

  @Override
  public Complex<V> exp(Complex<V> z) {
    V e = k.exp(z.re());
    @Nullable V y = z.im();
    return y == null ? real(e) : new Complex<>(k.mul(e, k.cos(y)), k.mul(e, k.sin(y)));
  }

  /// The real part is `(e^x − 1)·cos y − 2·sin²(y/2)`.
  @Override
  public Complex<V> expm1(Complex<V> z) {
    @Nullable V y = z.im();
    if (y == null) {
      return real(k.expm1(z.re()));
    }
    V s = k.sin(half(y));
    return new Complex<>(
        k.sub(k.mul(k.expm1(z.re()), k.cos(y)), two(square(s))), k.mul(k.exp(z.re()), k.sin(y)));
  }

  /// The principal branch; the real part is `log x + ½·log(1 + (y/x)²)`.
  @Override
  public Complex<V> log(Complex<V> z) {
    @Nullable V y = z.im();
    if (y == null) {
      return real(k.log(z.re()));
    }
    V slope = k.div(y, z.re());
    return new Complex<>(k.add(k.log(z.re()), half(k.log1p(square(slope)))), k.atan2(y, z.re()));
  }

  @Override
  public Complex<V> log1p(Complex<V> z) {
    @Nullable V y = z.im();
    if (y == null) {
      return real(k.log1p(z.re()));
    }
    V x = k.add(one(), z.re());
    return new Complex<>(k.add(k.log1p(z.re()), half(k.log1p(square(k.div(y, x))))), k.atan2(y, x));
  }

  @Override
  public Complex<V> sin(Complex<V> z) {
    @Nullable V y = z.im();
    return y == null
        ? real(k.sin(z.re()))
        : new Complex<>(k.mul(k.sin(z.re()), k.cosh(y)), k.mul(k.cos(z.re()), k.sinh(y)));
  }

  @Override
  public Complex<V> cos(Complex<V> z) {
    @Nullable V y = z.im();
    return y == null
        ? real(k.cos(z.re()))
        : new Complex<>(k.mul(k.cos(z.re()), k.cosh(y)), k.neg(k.mul(k.sin(z.re()), k.sinh(y))));
  }

  @Override
  public Complex<V> tan(Complex<V> z) {
    return z.im() == null ? real(k.tan(z.re())) : div(sin(z), cos(z));
  }

  /// `atan(z/√(1 − z²))`.
  @Override
  public Complex<V> asin(Complex<V> z) {
    if (z.im() == null) {
      return real(k.asin(z.re()));
    }
    Complex<V> root = sqrt(mul(sub(literal(1), z), add(literal(1), z)));
    return atan(div(z, root));
  }

  @Override
  public Complex<V> acos(Complex<V> z) {
    return z.im() == null
        ? real(k.acos(z.re()))
        : sub(literal("1.57079632679489661923132169163975144"), asin(z));
  }

  /// The imaginary part is `¼·log1p(4y/(x² + (1 − y)²))`.
  @Override
  public Complex<V> atan(Complex<V> z) {
    @Nullable V y = z.im();
    if (y == null) {
      return real(k.atan(z.re()));
    }
    V distance = k.add(square(z.re()), square(k.sub(one(), y)));
    V imaginary = k.mul(k.literal(0.25), k.log1p(k.div(k.mul(k.literal(4), y), distance)));
    return new Complex<>(k.atan(z.re()), imaginary);
  }

  @Override
  public Complex<V> atan2(Complex<V> y, Complex<V> x) {
    needReal("atan2", y, x);
    return real(k.atan2(y.re(), x.re()));
  }

  @Override
  public Complex<V> sinh(Complex<V> z) {
    @Nullable V y = z.im();
    return y == null
        ? real(k.sinh(z.re()))
        : new Complex<>(k.mul(k.sinh(z.re()), k.cos(y)), k.mul(k.cosh(z.re()), k.sin(y)));
  }

  @Override
  public Complex<V> cosh(Complex<V> z) {
    @Nullable V y = z.im();
    return y == null
        ? real(k.cosh(z.re()))
        : new Complex<>(k.mul(k.cosh(z.re()), k.cos(y)), k.mul(k.sinh(z.re()), k.sin(y)));
  }

  /// With `e = e^−2|x|` the imaginary part is `4e·sin y·cos y/(1 + e)²` up to y².
  @Override
  public Complex<V> tanh(Complex<V> z) {
    @Nullable V y = z.im();
    if (y == null) {
      return real(k.tanh(z.re()));
    }
    V twice = two(z.re());
    V e = k.exp(k.select(k.less(zero(), z.re()), k.neg(twice), twice));
    V imaginary = k.div(k.mul(k.literal(4), k.mul(e, k.sin(y))), square(k.add(one(), e)));
    return new Complex<>(k.tanh(z.re()), imaginary);
  }

  /// `e^(w·log z)` to the right of 0 only; elsewhere a power has a cut.
  @Override
  public Complex<V> pow(Complex<V> base, Complex<V> exponent) {
    if (base.im() == null && exponent.im() == null) {
      return real(k.pow(base.re(), exponent.re()));
    }
    V value = k.pow(base.re(), exponent.re());
    Complex<V> angle = mul(exponent, log(base));
    return new Complex<>(value, k.mul(value, k.sin(im(angle))));
  }

  @Override
  public Complex<V> erf(Complex<V> z) {
    return onReals("erf", z, k::erf);
  }

  @Override
  public Complex<V> erfc(Complex<V> z) {
    return onReals("erfc", z, k::erfc);
  }

  @Override
  public Complex<V> erfcx(Complex<V> z) {
    return onReals("erfcx", z, k::erfcx);
  }

  @Override
  public Complex<V> erfinv(Complex<V> z) {
    return onReals("erfinv", z, k::erfinv);
  }

  @Override
  public Complex<V> lgamma(Complex<V> z) {
    return onReals("lgamma", z, k::lgamma);
  }

  @Override
  public Complex<V> polygamma(int order, Complex<V> z) {
    return onReals("polygamma", z, x -> k.polygamma(order, x));
  }

  @Override
  public Complex<V> gaussian(Complex<V> z, double c) {
    return z.im() == null ? real(k.gaussian(z.re(), c)) : exp(mul(literal(-c), mul(z, z)));
  }
}
