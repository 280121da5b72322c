package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The logistic function `y = 1 / (1 + e^−x)`, elementwise.
///
/// dy/dx = σ(x)·σ(−x): the form that stays exact where 1 − σ(x) rounds to 0. The formula itself has
/// one branch on each side of 0, so that neither overflows nor loses the small values on the left:
/// 1/(1 + e^−x) as spelled is 0 from x = −709.8 down, where the truth is still a subnormal number.
public record Sigmoid() implements ElementwiseUnary {
  /// `1 / (1 + e^−x)`.
  public static Expr sigmoid(Expr x) {
    return new Sigmoid().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V e = k.exp(k.neg(x));
    V f = k.exp(x);
    V one = k.literal(1);
    return k.select(
        k.lessOrEqual(k.literal(0), x), k.div(one, k.add(one, e)), k.div(f, k.add(one, f)));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(y.times(sigmoid(x.negate())));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("σ", "\\sigma");
  }
}
