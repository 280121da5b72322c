package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import java.util.List;
import java.util.Optional;

/// The inverse Mills ratio of the standard normal distribution, `y = φ(x)/Φ(x)`, elementwise: the
/// derivative of [LogNormalCdf]. To the left it grows like |x|.
///
/// From x = −10¹⁰ down y is −x − 1/x to all digits; the quotient that serves before would overflow
/// next to the largest number.
///
/// dy/dx = −y·(x + y), and 0 at ∞. To the left the sum cancels, so from x = −50 down it is the
/// asymptotic series in 1/x², −1 + 1/x² − 6/x⁴ + 50/x⁶ − …; before that the derivative, there near
/// −1, has an absolute error of some x² roundoffs.
public record InverseMills() implements ElementwiseUnary {
  private static final String DENSITY_AT_ZERO =
      "0.398942280401432677939946059934381868475858631165";
  private static final double FAR = -1e10;

  /// From where the series serves, and its coefficients from the last.
  private static final double ASYMPTOTIC = -50;

  private static final double[] SERIES = {-89782, 6354, -518, 50, -6, 1, -1};

  /// `φ(x)/Φ(x)`.
  public static Expr inverseMills(Expr x) {
    return new InverseMills().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V constant = k.literal(DENSITY_AT_ZERO);
    V right = k.div(k.mul(constant, k.gaussian(x, 0.5)), NormalCdf.right(k, x));
    V left = k.div(constant, NormalCdf.tail(k, x));
    V far = k.neg(k.add(x, k.div(k.literal(1), x)));
    V negative = k.select(k.less(x, k.literal(FAR)), far, left);
    return k.select(k.lessOrEqual(k.literal(0), x), right, negative);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr near = y.times(x.plus(y)).negate();
    Expr inverseSquare = Reciprocal.reciprocal(x).square();
    Expr far = inverseSquare.times(SERIES[0]);
    for (int i = 1; i < SERIES.length - 1; i++) {
      far = far.plus(SERIES[i]).times(inverseSquare);
    }
    far = far.plus(SERIES[SERIES.length - 1]);
    return yBar.times(Where.where(Compare.less(x, ASYMPTOTIC), far, near));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return Optional.of(Compare.notEqual(operands.getFirst(), Double.POSITIVE_INFINITY));
  }
}
