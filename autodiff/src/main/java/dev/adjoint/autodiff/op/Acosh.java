package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The inverse hyperbolic cosine `y = ln(x + √(x² − 1)) ≥ 0`, elementwise; NaN below 1.
///
/// One select on x ≤ 2 between two spellings that are analytic across it: with the exact t = x − 1,
/// log1p(t + √t·√(t + 2)), which keeps its digits near 1, and ln x + log1p(√((1 − 1/x)(1 + 1/x))),
/// which does not overflow.
///
/// dy/dx = (1/√(x − 1))·(1/√(x + 1)): the difference is exact near 1 and nothing overflows. It is ∞
/// at 1, as the truth is, and its own derivative −∞; as the inverse of a product that would be 0·∞.
@Domain(above = 1)
public record Acosh() implements ElementwiseUnary {
  /// The inverse hyperbolic cosine of `x`.
  public static Expr acosh(Expr x) {
    return new Acosh().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V one = k.literal(1);
    V two = k.literal(2);
    V t = k.sub(x, one);
    V near = k.log1p(k.add(t, k.mul(k.sqrt(t), k.sqrt(k.add(t, two)))));
    V inverse = k.div(one, x);
    V product = k.mul(k.sub(one, inverse), k.add(one, inverse));
    V far = k.add(k.log(x), k.log1p(k.sqrt(product)));
    return k.select(k.lessOrEqual(x, two), near, far);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Rsqrt.rsqrt(x.minus(1))).times(Rsqrt.rsqrt(x.plus(1)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("acosh", "\\operatorname{acosh}");
  }
}
