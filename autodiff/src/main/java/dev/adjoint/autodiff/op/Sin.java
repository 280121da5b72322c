package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = sin x`, elementwise, x in radians. dy/dx = cos x.
public record Sin() implements ElementwiseUnary {
  /// `sin x`.
  public static Expr sin(Expr x) {
    return new Sin().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.sin(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Cos.cos(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("sin", "\\sin");
  }
}
