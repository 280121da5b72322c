package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.AdjointException;

/// The derivative of some order of the digamma function `ψ(x) = d ln|Γ(x)|/dx`, elementwise; order
/// 0 is ψ itself, order 1 trigamma.
///
/// At 0 the limit from the side of the zero's sign. At the negative integers, the other poles, ∞ if
/// the order is odd, and NaN if it is even, since the limits from the two sides differ.
///
/// dy/dx is the one of the next order; the largest is 20.
@Domain(above = 0)
public record Polygamma(int order) implements ElementwiseUnary {
  /// Refuses orders that are not known.
  public Polygamma {
    if (order < 0 || order > Lanes.LARGEST_POLYGAMMA) {
      throw new AdjointException(
          "[polygamma] the order must be from 0 to %d, got %d"
              .formatted(Lanes.LARGEST_POLYGAMMA, order));
    }
  }

  /// `ψ(x)`, the derivative of [LGamma].
  public static Expr digamma(Expr x) {
    return polygamma(0, x);
  }

  /// The derivative of ψ of an order from 0 to 20.
  public static Expr polygamma(int order, Expr x) {
    return new Polygamma(order).of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.polygamma(order, x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(polygamma(order + 1, x));
  }

  /// ψ, ψ′, ψ″, then the order in brackets.
  @Override
  public Notation notation() {
    return order < 3
        ? new Notation.Function("ψ" + "′".repeat(order), "\\psi" + "'".repeat(order))
        : new Notation.Function("ψ⁽" + superscript() + "⁾", "\\psi^{(" + order + ")}");
  }

  private String superscript() {
    StringBuilder text = new StringBuilder();
    String.valueOf(order).chars().forEach(c -> text.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0')));
    return text.toString();
  }
}
