package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Lanes;
import java.util.List;

/// Another arithmetic, to be changed in a few primitives.
abstract class ForwardingLanes<V, M> implements Lanes<V, M> {
  final Lanes<V, M> k;

  ForwardingLanes(Lanes<V, M> base) {
    this.k = base;
  }

  @Override
  public V literal(double value) {
    return k.literal(value);
  }

  @Override
  public V literal(long numerator, long denominator) {
    return k.literal(numerator, denominator);
  }

  @Override
  public V literal(String decimal) {
    return k.literal(decimal);
  }

  @Override
  public V neg(V x) {
    return k.neg(x);
  }

  @Override
  public V add(V a, V b) {
    return k.add(a, b);
  }

  @Override
  public V sub(V a, V b) {
    return k.sub(a, b);
  }

  @Override
  public V mul(V a, V b) {
    return k.mul(a, b);
  }

  @Override
  public V div(V a, V b) {
    return k.div(a, b);
  }

  @Override
  public V fma(V a, V b, V c) {
    return k.fma(a, b, c);
  }

  @Override
  public V sqrt(V x) {
    return k.sqrt(x);
  }

  @Override
  public V abs(V x) {
    return k.abs(x);
  }

  @Override
  public V min(V a, V b) {
    return k.min(a, b);
  }

  @Override
  public V max(V a, V b) {
    return k.max(a, b);
  }

  @Override
  public V min(List<V> values) {
    return k.min(values);
  }

  @Override
  public V max(List<V> values) {
    return k.max(values);
  }

  @Override
  public V copySign(V magnitude, V sign) {
    return k.copySign(magnitude, sign);
  }

  @Override
  public V floor(V x) {
    return k.floor(x);
  }

  @Override
  public V rint(V x) {
    return k.rint(x);
  }

  @Override
  public M less(V a, V b) {
    return k.less(a, b);
  }

  @Override
  public M lessOrEqual(V a, V b) {
    return k.lessOrEqual(a, b);
  }

  @Override
  public M equal(V a, V b) {
    return k.equal(a, b);
  }

  @Override
  public M notEqual(V a, V b) {
    return k.notEqual(a, b);
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
  public V select(M condition, V whenTrue, V whenFalse) {
    return k.select(condition, whenTrue, whenFalse);
  }

  @Override
  public V stopGradient(V x) {
    return k.stopGradient(x);
  }

  @Override
  public List<V> shared(List<V> ties) {
    return k.shared(ties);
  }

  @Override
  public V exp(V x) {
    return k.exp(x);
  }

  @Override
  public V expm1(V x) {
    return k.expm1(x);
  }

  @Override
  public V log(V x) {
    return k.log(x);
  }

  @Override
  public V log1p(V x) {
    return k.log1p(x);
  }

  @Override
  public V sin(V x) {
    return k.sin(x);
  }

  @Override
  public V cos(V x) {
    return k.cos(x);
  }

  @Override
  public V tan(V x) {
    return k.tan(x);
  }

  @Override
  public V asin(V x) {
    return k.asin(x);
  }

  @Override
  public V acos(V x) {
    return k.acos(x);
  }

  @Override
  public V atan(V x) {
    return k.atan(x);
  }

  @Override
  public V atan2(V y, V x) {
    return k.atan2(y, x);
  }

  @Override
  public V sinh(V x) {
    return k.sinh(x);
  }

  @Override
  public V cosh(V x) {
    return k.cosh(x);
  }

  @Override
  public V tanh(V x) {
    return k.tanh(x);
  }

  @Override
  public V pow(V base, V exponent) {
    return k.pow(base, exponent);
  }

  @Override
  public V erf(V x) {
    return k.erf(x);
  }

  @Override
  public V erfc(V x) {
    return k.erfc(x);
  }

  @Override
  public V erfcx(V x) {
    return k.erfcx(x);
  }

  @Override
  public V erfinv(V y) {
    return k.erfinv(y);
  }

  @Override
  public V lgamma(V x) {
    return k.lgamma(x);
  }

  @Override
  public V polygamma(int order, V x) {
    return k.polygamma(order, x);
  }

  @Override
  public V gaussian(V x, double c) {
    return k.gaussian(x, c);
  }
}
