package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// `y = ln softplus(x) = ln ln(1 + e^x)`, elementwise: the logarithm of a rate or scale that was
/// made positive by softplus. As spelled it is −∞ from x = −745.2 down, where the truth is x.
///
/// One select on x < −40, below which y = x − e^x/2 to all digits of a double. dy/dx = σ(x) /
/// softplus(x), and 1 − e^x/2 there: 0/0 as spelled.
public record LogSoftplus() implements ElementwiseUnary {
  private static final double FAR = -40;

  /// `ln softplus(x)`.
  public static Expr logSoftplus(Expr x) {
    return new LogSoftplus().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V far = k.sub(x, k.mul(k.literal(0.5), k.exp(x)));
    V near = k.log(new Softplus().lane(k, x));
    return k.select(k.less(x, k.literal(FAR)), far, near);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr far = x.exp().times(-0.5).plus(1);
    Expr near = x.sigmoid().dividedBy(Softplus.softplus(x));
    return yBar.times(Where.where(Compare.less(x, FAR), far, near));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("logsoftplus", "\\log\\operatorname{softplus}");
  }
}
