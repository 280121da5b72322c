package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = cos x`, elementwise, x in radians. dy/dx = −sin x.
public record Cos() implements ElementwiseUnary {
  /// `cos x`.
  public static Expr cos(Expr x) {
    return new Cos().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.cos(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Sin.sin(x)).negate();
  }

  @Override
  public Notation notation() {
    return new Notation.Function("cos", "\\cos");
  }
}
