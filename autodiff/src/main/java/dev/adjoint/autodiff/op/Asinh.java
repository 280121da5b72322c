package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The inverse hyperbolic sine `y = ln(x + √(x² + 1))`, elementwise.
///
/// As spelled that is 0 for small x, −∞ for large negative and ∞ for large positive x. Here, for t
/// = |x|, it is log1p(t + t²/(1 + √(1 + t²))) up to 1 and ln t + log1p(√(1 + t^−2)) beyond, with
/// the sign of x put back; all seams lie between spellings that are analytic across them.
///
/// dy/dx = 1/hypot(x, 1), since x² overflows where the truth is a normal number.
public record Asinh() implements ElementwiseUnary {
  /// The inverse hyperbolic sine of `x`.
  public static Expr asinh(Expr x) {
    return new Asinh().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V one = k.literal(1);
    M negative = k.less(x, k.literal(0));
    V t = k.select(negative, k.neg(x), x);
    V square = k.mul(t, t);
    V near = k.log1p(k.add(t, k.div(square, k.add(one, k.sqrt(k.add(one, square))))));
    V inverse = k.div(one, t);
    V far = k.add(k.log(t), k.log1p(k.sqrt(k.fma(inverse, inverse, one))));
    V y = k.select(k.lessOrEqual(t, one), near, far);
    return k.select(negative, k.neg(y), y);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr one = Constant.scalar(1, x.dtype());
    return yBar.dividedBy(Hypot.hypot(x, one));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("asinh", "\\operatorname{asinh}");
  }
}
