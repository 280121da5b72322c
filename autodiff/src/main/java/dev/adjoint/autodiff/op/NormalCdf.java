package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The distribution function of the standard normal distribution, `y = Φ(x) = ½·erfc(−x/√2)`,
/// elementwise, accurate in the left tail.
///
/// On the left of 0 it is ½·erfcx(−x/√2)·e^(−x²/2): spelled with erfc, the rounding of x/√2 would
/// make an error of x² units in the last place.
///
/// dy/dx = φ(x) = e^(−x²/2)/√(2π).
public record NormalCdf() implements ElementwiseUnary {
  private static final String ROOT_HALF = "0.707106781186547524400844362104849039284835937688";
  private static final double DENSITY_AT_ZERO = 1 / StrictMath.sqrt(2 * StrictMath.PI);

  /// `Φ(x)`.
  public static Expr normalCdf(Expr x) {
    return new NormalCdf().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V left = k.mul(tail(k, x), k.gaussian(x, 0.5));
    return k.select(k.lessOrEqual(k.literal(0), x), right(k, x), left);
  }

  /// Φ(x), accurate for x ≥ 0.
  static <V, M> V right(Lanes<V, M> k, V x) {
    return k.mul(k.literal(0.5), k.erfc(k.neg(k.mul(x, k.literal(ROOT_HALF)))));
  }

  /// `Φ(x)/e^(−x²/2)`, which falls like 1/|x| to the left.
  static <V, M> V tail(Lanes<V, M> k, V x) {
    return k.mul(k.literal(0.5), k.erfcx(k.neg(k.mul(x, k.literal(ROOT_HALF)))));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(Gaussian.gaussian(x, 0.5).times(DENSITY_AT_ZERO));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("Φ", "\\Phi");
  }
}
