package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = 1 − x²`, elementwise, rounded once: of the derivatives of [Asin], [Acos] and [Atanh].
///
/// As spelled, the rounded square would lose its digits next to ±1. (1 − x)(1 + x) keeps them, but
/// its derivative, (1 − x) − (1 + x), is 0 for small x. dy/dx = −2x.
public record OneMinusSquare() implements ElementwiseUnary {
  /// `1 − x²`.
  public static Expr oneMinusSquare(Expr x) {
    return new OneMinusSquare().of(x);
  }

  @Override
  public String name() {
    return "oneMinusSquare";
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.fma(k.neg(x), x, k.literal(1));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(x.times(-2));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("oneMinusSquare", "\\operatorname{oneMinusSquare}");
  }
}
