package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = arctan x` in [−π/2, π/2], elementwise.
///
/// dy/dx = 1/(1 + x²); where the square overflows, and this is 0, the truth is below the smallest
/// normal number.
public record Atan() implements ElementwiseUnary {
  /// `arctan x`.
  public static Expr atan(Expr x) {
    return new Atan().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.atan(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.dividedBy(x.square().plus(1));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("atan", "\\arctan");
  }
}
