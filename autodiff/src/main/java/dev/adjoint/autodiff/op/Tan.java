package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = tan x`, elementwise, x in radians.
///
/// dy/dx = 1 + y², a sum of two positive numbers that takes no second function of x.
public record Tan() implements ElementwiseUnary {
  /// `tan x`.
  public static Expr tan(Expr x) {
    return new Tan().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.tan(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(y.square().plus(1));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("tan", "\\tan");
  }
}
