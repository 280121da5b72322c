package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The hyperbolic cosine `y = (e^x + e^−x)/2`, elementwise. dy/dx = sinh x.
public record Cosh() implements ElementwiseUnary {
  /// The hyperbolic cosine of `x`.
  public static Expr cosh(Expr x) {
    return new Cosh().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.cosh(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Sinh.sinh(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("cosh", "\\cosh");
  }
}
