package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = √x`, elementwise; NaN below 0. dy/dx = 1/(2y), infinite at 0 as the truth is.
@Domain(above = 0)
public record Sqrt() implements ElementwiseUnary {
  /// `√x`.
  public static Expr sqrt(Expr x) {
    return new Sqrt().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.sqrt(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.dividedBy(y.times(2));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("√", "\\sqrt");
  }
}
