package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The inverse of the error function, elementwise: y such that erf(y) = x. ±∞ at ±1, NaN beyond.
///
/// dy/dx = √π/2·e^y², by [ErfInvSlope], which is accurate next to ±1. Where x holds probabilities
/// near 1, no digits are left to invert: compute with 1 − x instead if that is known.
@Domain(above = -1, below = 1)
public record ErfInv() implements ElementwiseUnary {
  /// The inverse of the error function at `x`.
  public static Expr erfinv(Expr x) {
    return new ErfInv().of(x);
  }

  @Override
  public String name() {
    return "erfinv";
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.erfinv(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(new ErfInvSlope().of(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("erfinv", "\\operatorname{erf}^{-1}");
  }
}
