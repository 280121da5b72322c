package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The logarithm to base 2, elementwise; −∞ at 0, NaN below.
///
/// Computed as ln x · (1/ln 2), so a power of 2 may give a result one unit beside the whole number.
///
/// dy/dx = (1/ln 2)/x: one constant, rounded once for the dtype.
@Domain(above = 0)
public record Log2() implements ElementwiseUnary {
  /// 1/ln 2.
  private static final String INVERSE = "1.442695040888963407359924681001892137";

  /// `log₂ x`.
  public static Expr log2(Expr x) {
    return new Log2().of(x);
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
    return new Notation.Function("log2", "\\log_{2}");
  }
}
