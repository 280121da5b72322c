package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = arccos x` in [0, π], elementwise; NaN outside [−1, 1].
///
/// dy/dx = −1/√((1 − x)(1 + x)): near ±1 a difference of 1 and a rounded x² would have lost its
/// digits. It is −∞ at ±1, as the truth is.
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
    Expr product = x.negate().plus(1).times(x.plus(1));
    return yBar.times(Rsqrt.rsqrt(product)).negate();
  }

  @Override
  public Notation notation() {
    return new Notation.Function("acos", "\\arccos");
  }
}
