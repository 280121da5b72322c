package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = e^x`, elementwise. dy/dx = y, so the exponential is not computed again.
public record Exp() implements ElementwiseUnary {
  /// `e^x`.
  public static Expr exp(Expr x) {
    return new Exp().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.exp(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(y);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("exp", "\\exp");
  }
}
