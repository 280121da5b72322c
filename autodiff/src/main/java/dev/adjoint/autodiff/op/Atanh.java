package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The inverse hyperbolic tangent `y = ½·ln((1 + x)/(1 − x))`, elementwise; ±∞ at ±1, NaN beyond.
///
/// Computed as (log1p(x) − log1p(−x))/2, whose two terms have one sign, so that nothing cancels,
/// near 0 or anywhere.
///
/// dy/dx = 1/(1 − x²), see [OneMinusSquare].
@Domain(above = -1, below = 1)
public record Atanh() implements ElementwiseUnary {
  /// The inverse hyperbolic tangent of `x`.
  public static Expr atanh(Expr x) {
    return new Atanh().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.mul(k.literal(0.5), k.sub(k.log1p(x), k.log1p(k.neg(x))));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.dividedBy(OneMinusSquare.oneMinusSquare(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("atanh", "\\operatorname{atanh}");
  }
}
