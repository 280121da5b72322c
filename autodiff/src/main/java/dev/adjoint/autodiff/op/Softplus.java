package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = ln(1 + e^x)`, elementwise. dy/dx = σ(x).
///
/// One select on x ≥ 0 between two spellings that are analytic across 0, so that derivatives of
/// every order are right there.
public record Softplus() implements ElementwiseUnary {
  /// `ln(1 + e^x)`.
  public static Expr softplus(Expr x) {
    return new Softplus().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V right = k.add(x, k.log1p(k.exp(k.neg(x))));
    V left = k.log1p(k.exp(x));
    return k.select(k.lessOrEqual(k.literal(0), x), right, left);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Sigmoid.sigmoid(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("softplus", "\\operatorname{softplus}");
  }
}
