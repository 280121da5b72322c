package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = 1/√x`, elementwise; ±∞ at ±0, as IEEE 754 has it, NaN below.
///
/// dy/dx = −y/(2x), which rounds less often than −y³/2, and halves first, since y/x may overflow
/// where half of it does not.
@Domain(above = 0)
public record Rsqrt() implements ElementwiseUnary {
  /// `1/√x`.
  public static Expr rsqrt(Expr x) {
    return new Rsqrt().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.div(k.literal(1), k.sqrt(x));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(y.times(-0.5).dividedBy(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("rsqrt", "\\operatorname{rsqrt}");
  }
}
