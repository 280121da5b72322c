package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;

/// The inverse Mills ratio of the standard normal distribution, `y = φ(x)/Φ(x)`, elementwise: the
/// derivative of [LogNormalCdf]. To the left it grows like |x|.
///
/// dy/dx = −y·(x + y). To the left the sum cancels: the derivative, there near −1, has an absolute
/// error of some x² roundoffs.
public record InverseMills() implements ElementwiseUnary {
  private static final String DENSITY_AT_ZERO =
      "0.398942280401432677939946059934381868475858631165";

  /// `φ(x)/Φ(x)`.
  public static Expr inverseMills(Expr x) {
    return new InverseMills().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V constant = k.literal(DENSITY_AT_ZERO);
    V right = k.div(k.mul(constant, k.gaussian(x, 0.5)), NormalCdf.right(k, x));
    V left = k.div(constant, NormalCdf.tail(k, x));
    return k.select(k.lessOrEqual(k.literal(0), x), right, left);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(y.times(x.plus(y)).negate());
  }
}
