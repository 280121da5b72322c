package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = arcsin x` in [−π/2, π/2], elementwise; NaN outside [−1, 1].
///
/// dy/dx = 1/√(1 − x²), see [OneMinusSquare]. It is ∞ at ±1, as the truth is.
@Domain(above = -1, below = 1)
public record Asin() implements ElementwiseUnary {
  /// `arcsin x`.
  public static Expr asin(Expr x) {
    return new Asin().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.asin(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Rsqrt.rsqrt(OneMinusSquare.oneMinusSquare(x)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("asin", "\\arcsin");
  }
}
