package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.List;

/// `y = e^(−rate·x²)`, elementwise, accurate far out, for a rate that is a power of two.
///
/// As spelled, the rounding of x² makes an error of rate·x² units in the last place, some hundreds
/// where y is small; the formula puts back what that rounding leaves out.
///
/// dy/dx = −2·rate·x·y, which where y is subnormal has no more digits than y; at ±∞ the limit, 0.
public record Gaussian(double rate) implements ElementwiseUnary {
  /// Refuses a rate that is not a power of two, whose product would be rounded.
  public Gaussian {
    if (!(rate >= 0x1p-10 && rate <= 0x1p10) || Math.scalb(1.0, Math.getExponent(rate)) != rate) {
      throw new AdjointException(
          "[gaussian] the rate must be a power of two from 2⁻¹⁰ to 2¹⁰, got " + rate);
    }
  }

  /// `e^(−rate·x²)`.
  public static Expr gaussian(Expr x, double rate) {
    return new Gaussian(rate).of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.gaussian(x, rate);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr atInfinity = Compare.equal(x.abs(), Double.POSITIVE_INFINITY);
    return yBar.times(Where.where(Not.not(atInfinity), x.times(y).times(-2 * rate), 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("gaussian", "\\operatorname{gaussian}", List.of("rate=" + rate));
  }
}
