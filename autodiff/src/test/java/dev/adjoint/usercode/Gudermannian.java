package dev.adjoint.usercode;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = gd(x) = 2·atan(tanh(x/2))`, elementwise. dy/dx = 1 / cosh x = 2eˣ/(1 + e²ˣ).
record Gudermannian() implements ElementwiseUnary {
  static Expr gd(Expr x) {
    return new Gudermannian().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.mul(k.literal(2), k.atan(k.tanh(k.mul(k.literal(1, 2), x))));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr e = x.abs().negate().exp();
    return yBar.times(e.times(2).dividedBy(e.square().plus(1)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("gd", "\\operatorname{gd}");
  }
}
