package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The hyperbolic sine `y = (e^x − e^−x)/2`, elementwise. dy/dx = cosh x.
public record Sinh() implements ElementwiseUnary {
  /// The hyperbolic sine of `x`.
  public static Expr sinh(Expr x) {
    return new Sinh().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.sinh(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Cosh.cosh(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("sinh", "\\sinh");
  }
}
