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
import java.math.BigDecimal;

/// Float arithmetic on doubles that hold floats: every result is that of the double operation,
/// rounded to float. For the basic operations this is the correctly rounded float operation, since
/// a double has more than twice the digits of a float.
final class FloatLanes extends DoubleLanes {
  static final FloatLanes INSTANCE = new FloatLanes();

  @Override
  public Double literal(double value) {
    return (double) (float) value;
  }

  @Override
  public Double literal(long numerator, long denominator) {
    return (double) quotient(numerator, denominator).floatValue();
  }

  @Override
  public Double literal(String decimal) {
    return (double) new BigDecimal(decimal).floatValue();
  }

  @Override
  public Double add(Double a, Double b) {
    return (double) (float) (a + b);
  }

  @Override
  public Double sub(Double a, Double b) {
    return (double) (float) (a - b);
  }

  @Override
  public Double mul(Double a, Double b) {
    return (double) (float) (a * b);
  }

  @Override
  public Double div(Double a, Double b) {
    return (double) (float) (a / b);
  }

  @Override
  public Double sqrt(Double x) {
    return (double) (float) Math.sqrt(x);
  }

  @Override
  public Double fma(Double a, Double b, Double c) {
    return (double) Math.fma(a.floatValue(), b.floatValue(), c.floatValue());
  }

  @Override
  public Double exp(Double x) {
    return (double) (float) Exp.exp(x);
  }

  @Override
  public Double expm1(Double x) {
    return (double) (float) Expm1.expm1(x);
  }

  @Override
  public Double log(Double x) {
    return (double) (float) Log.log(x);
  }

  @Override
  public Double log1p(Double x) {
    return (double) (float) Log1p.log1p(x);
  }

  @Override
  public Double sin(Double x) {
    return (double) (float) Trigonometric.sin(x);
  }

  @Override
  public Double cos(Double x) {
    return (double) (float) Trigonometric.cos(x);
  }

  @Override
  public Double tan(Double x) {
    return (double) (float) Trigonometric.tan(x);
  }

  @Override
  public Double asin(Double x) {
    return (double) (float) ArcSine.asin(x);
  }

  @Override
  public Double acos(Double x) {
    return (double) (float) ArcSine.acos(x);
  }

  @Override
  public Double atan(Double x) {
    return (double) (float) ArcTangent.atan(x);
  }

  @Override
  public Double sinh(Double x) {
    return (double) (float) Hyperbolic.sinh(x);
  }

  @Override
  public Double cosh(Double x) {
    return (double) (float) Hyperbolic.cosh(x);
  }

  @Override
  public Double tanh(Double x) {
    return (double) (float) Hyperbolic.tanh(x);
  }

  @Override
  public Double atan2(Double y, Double x) {
    return (double) (float) ArcTangent.atan2(y, x);
  }

  @Override
  public Double pow(Double base, Double exponent) {
    return (double) (float) Pow.pow(base, exponent);
  }

  @Override
  public Double erf(Double x) {
    return (double) (float) Erf.erf(x);
  }

  @Override
  public Double erfc(Double x) {
    return (double) (float) Erf.erfc(x);
  }

  @Override
  public Double erfcx(Double x) {
    return (double) (float) Erf.erfcx(x);
  }

  @Override
  public Double erfinv(Double x) {
    return (double) (float) ErfInv.erfinv(x);
  }

  @Override
  public Double lgamma(Double x) {
    return (double) (float) LogGamma.lgamma(x);
  }

  @Override
  public Double polygamma(int order, Double x) {
    return (double) (float) Polygamma.polygamma(order, x);
  }
}
