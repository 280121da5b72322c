package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = arccos x` in [0, π], elementwise; NaN outside [−1, 1].
///
/// dy/dx = −1/√(1 − x²), see [OneMinusSquare]. It is −∞ at ±1, as the truth is.
@Domain(above = -1, below = 1)
public record Acos() implements ElementwiseUnary {
  /// `arccos x`.
  public static Expr acos(Expr x) {
    return new Acos().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.acos(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Rsqrt.rsqrt(OneMinusSquare.oneMinusSquare(x))).negate();
  }

  @Override
  public Notation notation() {
    return new Notation.Function("acos", "\\arccos");
  }
}
