package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The logarithm of the magnitude of the gamma function, `y = ln|Γ(x)|`, elementwise: of
/// factorials, Γ(n + 1) = n!, and so of most discrete likelihoods. ∞ at 0 and at the negative
/// integers.
///
/// dy/dx = ψ(x), see [Polygamma].
@Domain(above = 0)
public record LGamma() implements ElementwiseUnary {
  /// `ln|Γ(x)|`.
  public static Expr lgamma(Expr x) {
    return new LGamma().of(x);
  }

  @Override
  public String name() {
    return "lgamma";
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.lgamma(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Polygamma.digamma(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("lnΓ", "\\ln\\Gamma");
  }
}
