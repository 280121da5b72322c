package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = arcsin x` in [−π/2, π/2], elementwise; NaN outside [−1, 1].
///
/// dy/dx = 1/√((1 − x)(1 + x)): near ±1 a difference of 1 and a rounded x² would have lost its
/// digits. It is ∞ at ±1, as the truth is.
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
    Expr product = x.negate().plus(1).times(x.plus(1));
    return yBar.times(Rsqrt.rsqrt(product));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("asin", "\\arcsin");
  }
}
