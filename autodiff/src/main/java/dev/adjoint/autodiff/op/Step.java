package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;

/// The unit step: `y = 1` for x > 0 and 0 for x ≤ 0, elementwise; NaN stays NaN.
///
/// dy/dx = 0 everywhere, also at 0, where the derivative does not exist. The answer is a zero
/// gradient, not a missing one: `y` does depend on `x`.
public record Step() implements ElementwiseUnary {
  /// `x > 0 ? 1 : 0`.
  public static Expr step(Expr x) {
    return new Step().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V zero = k.literal(0);
    V rest = k.select(k.less(zero, x), k.literal(1), k.stopGradient(x));
    return k.select(k.lessOrEqual(x, zero), zero, rest);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return Broadcast.broadcast(Constant.scalar(0, x.dtype()), x.shape());
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("x = 0", "0, as everywhere", 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("step", "\\operatorname{step}");
  }
}
