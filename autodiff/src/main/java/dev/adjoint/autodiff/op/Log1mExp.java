package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = ln(1 − e^x)`, elementwise, for x < 0: the logarithm of a probability whose complement is
/// given by its logarithm. −∞ at 0, NaN above.
///
/// One select on −ln 2 < x between ln(−expm1 x), accurate where e^x is near 1, and log1p(−e^x),
/// accurate where it is small (M. Mächler, *Accurately Computing log(1 − exp(−|a|))*, 2012). dy/dx
/// = −e^x / |expm1 x|, in which nothing cancels or overflows; −∞ at 0.
@Domain(below = 0)
public record Log1mExp() implements ElementwiseUnary {
  /// `ln(1 − e^x)`.
  public static Expr log1mexp(Expr x) {
    return new Log1mExp().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V near = k.log(k.neg(k.expm1(x)));
    V far = k.log1p(k.neg(k.exp(x)));
    V seam = k.literal("-0.693147180559945309417232121458176568");
    return k.select(k.less(seam, x), near, far);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(x.exp().dividedBy(Expm1.expm1(x).abs())).negate();
  }

  @Override
  public Notation notation() {
    return new Notation.Function("log1mexp", "\\operatorname{log1mexp}");
  }
}
