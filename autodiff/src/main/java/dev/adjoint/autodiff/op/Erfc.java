package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The complementary error function `y = 1 − erf(x)`, elementwise, accurate where erf(x) is nearly
/// 1: down to the last subnormal number, at x = 27.226 in FLOAT64.
///
/// dy/dx = −2/√π·e^−x².
public record Erfc() implements ElementwiseUnary {
  /// `1 − erf(x)`.
  public static Expr erfc(Expr x) {
    return new Erfc().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.erfc(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Erf.slope(x).negate());
  }

  @Override
  public Notation notation() {
    return new Notation.Function("erfc", "\\operatorname{erfc}");
  }
}
