package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = ln x`, elementwise; −∞ at 0, NaN below. dy/dx = 1/x.
@Domain(above = 0)
public record Log() implements ElementwiseUnary {
  /// `ln x`.
  public static Expr log(Expr x) {
    return new Log().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.log(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.dividedBy(x);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("log", "\\log");
  }
}
