package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The hyperbolic tangent `y = (e^x − e^−x) / (e^x + e^−x)`, elementwise.
///
/// dy/dx = 1 − y², computed as 4·σ(2x)·σ(−2x), which is the same function and stays exact where y
/// rounds to ±1.
public record Tanh() implements ElementwiseUnary {
  /// The hyperbolic tangent of `x`.
  public static Expr tanh(Expr x) {
    return new Tanh().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.tanh(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr twice = x.times(2);
    Expr slope = Sigmoid.sigmoid(twice).times(Sigmoid.sigmoid(twice.negate())).times(4);
    return yBar.times(slope);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("tanh", "\\tanh");
  }
}
