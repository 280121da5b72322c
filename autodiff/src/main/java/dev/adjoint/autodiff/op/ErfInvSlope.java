package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The derivative of [ErfInv], `y = √π/2·e^v²` with v = erfinv(x), elementwise. ∞ at ±1.
///
/// Next to ±1 the square of a rounded v would cost the exponential some 70 units of its last place.
/// Since e^−v²·erfcx(v) = erfc(v) = 1 − x, it is computed as √π/2·erfcx(v)/(1 − x), in which
/// nothing is ill-conditioned; on the left the same with both signs changed, which is the same
/// function.
///
/// dy/dx = 2·v·y².
@Domain(above = -1, below = 1)
public record ErfInvSlope() implements ElementwiseUnary {
  private static final String HALF_ROOT_PI = "0.886226925452758013649083741670572591398774728061";

  @Override
  public String name() {
    return "erfinvSlope";
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V one = k.literal(1);
    V sign = k.select(k.less(x, k.literal(0)), k.literal(-1), one);
    V rest = k.sub(one, k.mul(sign, x));
    V scaled = k.mul(k.literal(HALF_ROOT_PI), k.erfcx(k.mul(sign, k.erfinv(x))));
    V infinity = k.literal(Double.POSITIVE_INFINITY);
    return k.select(k.equal(rest, k.literal(0)), infinity, k.div(scaled, rest));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(ErfInv.erfinv(x).times(2).times(y.square()));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("erfinv′", "(\\operatorname{erf}^{-1})'");
  }
}
