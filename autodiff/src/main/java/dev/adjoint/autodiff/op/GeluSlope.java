package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The derivative of [Gelu], `y = Φ(x) + x·φ(x)`, elementwise.
///
/// On the left of 0 the factor e^(−x²/2) is taken out of both terms, as a product of two roots as
/// in [Gelu]. The derivative is 0 near x = −0.7518, where the terms cancel; its error there is
/// small beside each of them, not beside their sum. At −∞ and ∞ it is the limit, 0 and 1.
///
/// dy/dx = (2 − x²)·φ(x).
public record GeluSlope() implements ElementwiseUnary {
  private static final String DENSITY_AT_ZERO =
      "0.398942280401432677939946059934381868475858631165";

  /// Beyond it φ is 0 in every dtype, and x² may be infinite.
  private static final double FAR = 1000;

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V constant = k.literal(DENSITY_AT_ZERO);
    V density = k.mul(constant, k.gaussian(x, 0.5));
    V right = k.fma(x, density, NormalCdf.right(k, x));
    V root = k.gaussian(x, 0.25);
    V left = k.mul(k.mul(k.fma(x, constant, NormalCdf.tail(k, x)), root), root);
    V finite = k.select(k.lessOrEqual(k.literal(0), x), right, left);
    V noLess = k.select(k.equal(x, k.literal(Double.NEGATIVE_INFINITY)), k.literal(0), finite);
    return k.select(k.equal(x, k.literal(Double.POSITIVE_INFINITY)), k.literal(1), noLess);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr root = Gaussian.gaussian(x, 0.25);
    Expr slope = x.square().negate().plus(2).times(root).times(root);
    Expr vanishes = Compare.greater(x.abs(), FAR);
    return yBar.times(Where.where(Not.not(vanishes), slope.times(0.3989422804014327), 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("gelu′", "\\operatorname{gelu}'");
  }
}
