package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = ln cosh x`, elementwise: a loss between the square and the magnitude of an error.
///
/// One select on |x| < 8 between ln(1 + 2 sinh²(x/2)), which keeps the x²/2 of a small x (cosh x as
/// spelled is 1 there), and |x| − ln 2 + ln(1 + e^−2|x|), which does not overflow; each is analytic
/// across the seams. dy/dx = tanh x.
public record LogCosh() implements ElementwiseUnary {
  /// `ln cosh x`.
  public static Expr logCosh(Expr x) {
    return new LogCosh().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V half = k.sinh(k.mul(k.literal(0.5), x));
    V near = k.log1p(k.mul(k.literal(2), k.mul(half, half)));
    V a = k.abs(x);
    V tail = k.log1p(k.exp(k.mul(k.literal(-2), a)));
    V far = k.add(k.sub(a, k.literal("0.693147180559945309417232121458176568")), tail);
    return k.select(k.less(a, k.literal(8)), near, far);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(x.tanh());
  }

  @Override
  public Notation notation() {
    return new Notation.Function("logcosh", "\\log\\cosh");
  }
}
