package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The Gaussian error linear unit `y = x·Φ(x)`, elementwise, with the distribution function Φ of
/// the standard normal distribution, not an approximation of it.
///
/// One select on x ≥ 0 between two spellings that are analytic across 0: Φ(x) is ½·erfc(−x/√2) on
/// the right, ½·erfcx(−x/√2)·e^(−x²/2) on the left. There e^(−x²/2) is taken as the product of two
/// e^(−x²/4), since from x = −37.5 to −38.6 it is subnormal, and has lost digits, where y is still
/// a normal number. At −∞ the value is the limit, −0.
///
/// dy/dx = Φ(x) + x·φ(x), see [GeluSlope].
public record Gelu() implements ElementwiseUnary {
  /// `x·Φ(x)`.
  public static Expr gelu(Expr x) {
    return new Gelu().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V root = k.gaussian(x, 0.25);
    V left = k.mul(k.mul(k.mul(x, NormalCdf.tail(k, x)), root), root);
    V right = k.mul(x, NormalCdf.right(k, x));
    V finite = k.select(k.lessOrEqual(k.literal(0), x), right, left);
    V infinity = k.literal(Double.NEGATIVE_INFINITY);
    return k.select(k.equal(x, infinity), k.literal(-0.0), finite);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(new GeluSlope().of(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("gelu", "\\operatorname{gelu}");
  }
}
