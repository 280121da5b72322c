package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = 1/x`, elementwise; ±∞ at ±0.
///
/// dy/dx = −y², applied as two products one after the other, so that a small cotangent is not lost
/// in a square that overflows.
@Domain(except = 0)
public record Reciprocal() implements ElementwiseUnary {
  /// `1/x`.
  public static Expr reciprocal(Expr x) {
    return new Reciprocal().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.div(k.literal(1), x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(y).times(y).negate();
  }

  @Override
  public Notation notation() {
    return new Notation.Function("recip", "\\operatorname{recip}");
  }
}
