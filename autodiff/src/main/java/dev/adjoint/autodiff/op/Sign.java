package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;

/// The sign: −1, 0 or 1, elementwise, floating or INT64; zeros keep their sign and NaN stays NaN.
///
/// dy/dx = 0 everywhere, also at 0, where the derivative does not exist. The answer is a zero
/// gradient, not a missing one: `y` does depend on `x`.
public record Sign() implements ElementwiseUnary {
  /// −1, 0 or 1.
  public static Expr sign(Expr x) {
    return new Sign().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V zero = k.literal(0);
    V rest = k.select(k.less(zero, x), k.literal(1), k.stopGradient(x));
    return k.select(k.less(x, zero), k.literal(-1), rest);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return Broadcast.broadcast(Constant.scalar(0, x.dtype()), x.shape());
  }

  @Override
  public boolean accepts(DType dtype) {
    return dtype != DType.BOOL;
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("x = 0", "0, as everywhere", 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("sign", "\\operatorname{sign}");
  }
}
