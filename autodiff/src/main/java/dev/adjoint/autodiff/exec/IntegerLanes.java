package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.tensor.DType;
import java.math.BigDecimal;

/// INT64 arithmetic in two's complement, with the masks of an algebra. Type rules keep formulas
/// that need more than arithmetic and comparisons away from INT64.
final class IntegerLanes<V, M> implements Lanes<Long, M> {
  private final Algebra<V, M> algebra;
  private final Lanes<V, M> masks;

  IntegerLanes(Algebra<V, M> algebra) {
    this.algebra = algebra;
    this.masks = algebra.lanes(DType.FLOAT64);
  }

  @Override
  public Long literal(double value) {
    return new BigDecimal(value).longValueExact();
  }

  @Override
  public Long literal(long numerator, long denominator) {
    return BigDecimal.valueOf(numerator).divide(BigDecimal.valueOf(denominator)).longValueExact();
  }

  @Override
  public Long literal(String decimal) {
    return new BigDecimal(decimal).longValueExact();
  }

  @Override
  public Long neg(Long x) {
    return -x;
  }

  @Override
  public Long add(Long a, Long b) {
    return a + b;
  }

  @Override
  public Long sub(Long a, Long b) {
    return a - b;
  }

  @Override
  public Long mul(Long a, Long b) {
    return a * b;
  }

  @Override
  public Long fma(Long a, Long b, Long c) {
    return a * b + c;
  }

  @Override
  public Long abs(Long x) {
    return Math.abs(x);
  }

  @Override
  public Long min(Long a, Long b) {
    return Math.min(a, b);
  }

  @Override
  public Long max(Long a, Long b) {
    return Math.max(a, b);
  }

  @Override
  public Long floor(Long x) {
    return x;
  }

  @Override
  public Long rint(Long x) {
    return x;
  }

  @Override
  public M less(Long a, Long b) {
    return mask(a < b);
  }

  @Override
  public M lessOrEqual(Long a, Long b) {
    return mask(a <= b);
  }

  @Override
  public M equal(Long a, Long b) {
    return mask(a.longValue() == b);
  }

  @Override
  public M notEqual(Long a, Long b) {
    return mask(a.longValue() != b);
  }

  @Override
  public M mask(boolean value) {
    return masks.mask(value);
  }

  @Override
  public M and(M a, M b) {
    return masks.and(a, b);
  }

  @Override
  public M or(M a, M b) {
    return masks.or(a, b);
  }

  @Override
  public M not(M a) {
    return masks.not(a);
  }

  @Override
  public Long select(M condition, Long whenTrue, Long whenFalse) {
    return algebra.isTrue(condition) ? whenTrue : whenFalse;
  }

  @Override
  public Long div(Long a, Long b) {
    throw floating();
  }

  @Override
  public Long sqrt(Long x) {
    throw floating();
  }

  @Override
  public Long copySign(Long magnitude, Long sign) {
    throw floating();
  }

  @Override
  public Long exp(Long x) {
    throw floating();
  }

  @Override
  public Long expm1(Long x) {
    throw floating();
  }

  @Override
  public Long log(Long x) {
    throw floating();
  }

  @Override
  public Long log1p(Long x) {
    throw floating();
  }

  @Override
  public Long sin(Long x) {
    throw floating();
  }

  @Override
  public Long cos(Long x) {
    throw floating();
  }

  @Override
  public Long tan(Long x) {
    throw floating();
  }

  @Override
  public Long asin(Long x) {
    throw floating();
  }

  @Override
  public Long acos(Long x) {
    throw floating();
  }

  @Override
  public Long atan(Long x) {
    throw floating();
  }

  @Override
  public Long sinh(Long x) {
    throw floating();
  }

  @Override
  public Long cosh(Long x) {
    throw floating();
  }

  @Override
  public Long tanh(Long x) {
    throw floating();
  }

  @Override
  public Long atan2(Long y, Long x) {
    throw floating();
  }

  @Override
  public Long pow(Long base, Long exponent) {
    throw floating();
  }

  @Override
  public Long erf(Long x) {
    throw floating();
  }

  @Override
  public Long erfc(Long x) {
    throw floating();
  }

  @Override
  public Long erfcx(Long x) {
    throw floating();
  }

  @Override
  public Long erfinv(Long x) {
    throw floating();
  }

  @Override
  public Long lgamma(Long x) {
    throw floating();
  }

  @Override
  public Long polygamma(int order, Long x) {
    throw floating();
  }

  private static IllegalStateException floating() {
    return new IllegalStateException("an op whose formula is not whole took int64 operands");
  }
}
