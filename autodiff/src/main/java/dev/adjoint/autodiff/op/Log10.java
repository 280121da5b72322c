package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The logarithm to base 10, elementwise; −∞ at 0, NaN below.
///
/// Computed as ln x · (1/ln 10), so a power of 10 may give a result one unit beside the whole
/// number.
///
/// dy/dx = (1/ln 10)/x: one constant, rounded once for the dtype.
@Domain(above = 0)
public record Log10() implements ElementwiseUnary {
  /// 1/ln 10.
  private static final String INVERSE = "0.4342944819032518276511289189166050823";

  /// `log₁₀ x`.
  public static Expr log10(Expr x) {
    return new Log10().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.mul(k.log(x), k.literal(INVERSE));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr inverse = Constant.scalar(Double.parseDouble(INVERSE), x.dtype());
    return yBar.times(inverse.dividedBy(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("log10", "\\log_{10}");
  }
}
