package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.exec.elementary.ArcSine;
import dev.adjoint.autodiff.exec.elementary.ArcTangent;
import dev.adjoint.autodiff.exec.elementary.Erf;
import dev.adjoint.autodiff.exec.elementary.ErfInv;
import dev.adjoint.autodiff.exec.elementary.Exp;
import dev.adjoint.autodiff.exec.elementary.Expm1;
import dev.adjoint.autodiff.exec.elementary.Hyperbolic;
import dev.adjoint.autodiff.exec.elementary.Log;
import dev.adjoint.autodiff.exec.elementary.Log1p;
import dev.adjoint.autodiff.exec.elementary.LogGamma;
import dev.adjoint.autodiff.exec.elementary.Polygamma;
import dev.adjoint.autodiff.exec.elementary.Pow;
import dev.adjoint.autodiff.exec.elementary.Trigonometric;
import dev.adjoint.autodiff.graph.Lanes;
import java.math.BigDecimal;
import java.math.MathContext;

/// Double arithmetic. Elementary functions are the project's own: the same bits on every platform,
/// however warm the virtual machine, within 1 ULP.
class DoubleLanes implements Lanes<Double, Boolean> {
  static final DoubleLanes INSTANCE = new DoubleLanes();

  @Override
  public Double literal(double value) {
    return value;
  }

  @Override
  public Double literal(long numerator, long denominator) {
    return quotient(numerator, denominator).doubleValue();
  }

  /// The quotient to 60 digits, so that rounding it to a dtype rounds once in effect.
  static BigDecimal quotient(long numerator, long denominator) {
    return BigDecimal.valueOf(numerator)
        .divide(BigDecimal.valueOf(denominator), new MathContext(60));
  }

  @Override
  public Double literal(String decimal) {
    return new BigDecimal(decimal).doubleValue();
  }

  @Override
  public Double neg(Double x) {
    return -x;
  }

  @Override
  public Double add(Double a, Double b) {
    return a + b;
  }

  @Override
  public Double sub(Double a, Double b) {
    return a - b;
  }

  @Override
  public Double mul(Double a, Double b) {
    return a * b;
  }

  @Override
  public Double div(Double a, Double b) {
    return a / b;
  }

  @Override
  public Double fma(Double a, Double b, Double c) {
    return Math.fma(a, b, c);
  }

  @Override
  public Double sqrt(Double x) {
    return Math.sqrt(x);
  }

  @Override
  public Double abs(Double x) {
    return Math.abs(x);
  }

  @Override
  public Double min(Double a, Double b) {
    return Math.min(a, b);
  }

  @Override
  public Double max(Double a, Double b) {
    return Math.max(a, b);
  }

  @Override
  public Double copySign(Double magnitude, Double sign) {
    return StrictMath.copySign(magnitude, sign);
  }

  @Override
  public Double floor(Double x) {
    return Math.floor(x);
  }

  @Override
  public Double rint(Double x) {
    return Math.rint(x);
  }

  @Override
  public Boolean less(Double a, Double b) {
    return a.doubleValue() < b.doubleValue();
  }

  @Override
  public Boolean lessOrEqual(Double a, Double b) {
    return a.doubleValue() <= b.doubleValue();
  }

  @Override
  public Boolean equal(Double a, Double b) {
    return a.doubleValue() == b.doubleValue();
  }

  @Override
  public Boolean notEqual(Double a, Double b) {
    return a.doubleValue() != b.doubleValue();
  }

  @Override
  public Boolean mask(boolean value) {
    return value;
  }

  @Override
  public Boolean and(Boolean a, Boolean b) {
    return a && b;
  }

  @Override
  public Boolean or(Boolean a, Boolean b) {
    return a || b;
  }

  @Override
  public Boolean not(Boolean a) {
    return !a;
  }

  @Override
  public Double select(Boolean condition, Double whenTrue, Double whenFalse) {
    return condition ? whenTrue : whenFalse;
  }

  @Override
  public Double exp(Double x) {
    return Exp.exp(x);
  }

  @Override
  public Double expm1(Double x) {
    return Expm1.expm1(x);
  }

  @Override
  public Double log(Double x) {
    return Log.log(x);
  }

  @Override
  public Double log1p(Double x) {
    return Log1p.log1p(x);
  }

  @Override
  public Double sin(Double x) {
    return Trigonometric.sin(x);
  }

  @Override
  public Double cos(Double x) {
    return Trigonometric.cos(x);
  }

  @Override
  public Double tan(Double x) {
    return Trigonometric.tan(x);
  }

  @Override
  public Double asin(Double x) {
    return ArcSine.asin(x);
  }

  @Override
  public Double acos(Double x) {
    return ArcSine.acos(x);
  }

  @Override
  public Double atan(Double x) {
    return ArcTangent.atan(x);
  }

  @Override
  public Double sinh(Double x) {
    return Hyperbolic.sinh(x);
  }

  @Override
  public Double cosh(Double x) {
    return Hyperbolic.cosh(x);
  }

  @Override
  public Double tanh(Double x) {
    return Hyperbolic.tanh(x);
  }

  @Override
  public Double atan2(Double y, Double x) {
    return ArcTangent.atan2(y, x);
  }

  @Override
  public Double pow(Double base, Double exponent) {
    return Pow.pow(base, exponent);
  }

  @Override
  public Double erf(Double x) {
    return Erf.erf(x);
  }

  @Override
  public Double erfc(Double x) {
    return Erf.erfc(x);
  }

  @Override
  public Double erfcx(Double x) {
    return Erf.erfcx(x);
  }

  @Override
  public Double erfinv(Double x) {
    return ErfInv.erfinv(x);
  }

  @Override
  public Double lgamma(Double x) {
    return LogGamma.lgamma(x);
  }

  @Override
  public Double polygamma(int order, Double x) {
    return Polygamma.polygamma(order, x);
  }
}
