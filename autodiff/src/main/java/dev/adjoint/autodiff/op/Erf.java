package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The error function `y = 2/√π·∫₀ˣ e^−t² dt`, elementwise.
///
/// dy/dx = 2/√π·e^−x², by [Gaussian], which is accurate far out.
public record Erf() implements ElementwiseUnary {
  /// The error function of `x`.
  public static Expr erf(Expr x) {
    return new Erf().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.erf(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(slope(x));
  }

  /// `2/√π·e^−x²`.
  static Expr slope(Expr x) {
    return Gaussian.gaussian(x, 1).times(2 / StrictMath.sqrt(StrictMath.PI));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("erf", "\\operatorname{erf}");
  }
}
