package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The logarithm of the logistic function, `y = ln σ(x) = −ln(1 + e^−x)`, elementwise.
///
/// One select on x ≥ 0 between two spellings that are analytic across 0. ln σ(x) as spelled is −∞
/// from x = −745.2 down, where the truth is x, and 0 from x = 37 up, where it is −e^−x.
///
/// dy/dx = σ(−x), which stays exact where 1 − σ(x) rounds to 0.
public record LogSigmoid() implements ElementwiseUnary {
  /// `ln σ(x)`.
  public static Expr logSigmoid(Expr x) {
    return new LogSigmoid().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V right = k.neg(k.log1p(k.exp(k.neg(x))));
    V left = k.sub(x, k.log1p(k.exp(x)));
    return k.select(k.lessOrEqual(k.literal(0), x), right, left);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Sigmoid.sigmoid(x.negate()));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("logσ", "\\log\\sigma");
  }
}
