package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = e^x − 1`, elementwise, accurate near 0. dy/dx = e^x.
public record Expm1() implements ElementwiseUnary {
  /// `e^x − 1`.
  public static Expr expm1(Expr x) {
    return new Expm1().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.expm1(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(x.exp());
  }

  @Override
  public Notation notation() {
    return new Notation.Function("expm1", "\\operatorname{expm1}");
  }
}
