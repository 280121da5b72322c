package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = ln(1 + x)`, elementwise, accurate near 0. dy/dx = 1/(1 + x).
@Domain(above = -1)
public record Log1p() implements ElementwiseUnary {
  /// `ln(1 + x)`.
  public static Expr log1p(Expr x) {
    return new Log1p().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.log1p(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.dividedBy(x.plus(1));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("log1p", "\\operatorname{log1p}");
  }
}
