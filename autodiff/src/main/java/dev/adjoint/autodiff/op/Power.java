package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;

/// `y = xⁿ` with a constant exponent, elementwise.
///
/// dy/dx = n·xⁿ⁻¹ for whole n and n ≥ ½. For others n − 1 may round, which at x = 1e−300, n = 0.1
/// costs hundreds of units of the result, and for n = −½ xⁿ⁻¹ overflows before the derivative: it
/// is (n·y)/x there, but for n > 0 at the ends, 0 and ∞.
///
/// Small whole exponents are products, so they are exact at 0 and below, in every derivative. x⁻²
/// is the square of 1/x: the inverse of x² would be 0 at 1e160, where x⁻² is subnormal. The factory
/// never builds n = 0, 1 or 2: those are the constant 1, `x` and [Square].
@Domain(above = 0)
public record Power(double exponent) implements ElementwiseUnary {
  /// `xⁿ`.
  public static Expr power(Expr x, double exponent) {
    if (!x.dtype().isFloating()) {
      throw Misuse.dtype("power", "needs a floating operand, not " + x.dtype(), List.of(x));
    }
    if (exponent == 0) {
      return Broadcast.broadcast(Constant.scalar(1, x.dtype()), x.shape());
    }
    if (exponent == 1) {
      return x;
    }
    return exponent == 2 ? Square.square(x) : new Power(exponent).of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    if (exponent == 3) {
      return k.mul(k.mul(x, x), x);
    }
    if (exponent == 4) {
      V square = k.mul(x, x);
      return k.mul(square, square);
    }
    if (exponent == -1) {
      return k.div(k.literal(1), x);
    }
    if (exponent == -2) {
      V inverse = k.div(k.literal(1), x);
      return k.mul(inverse, inverse);
    }
    return k.pow(x, k.literal(exponent));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr byPower = power(x, exponent - 1).times(exponent);
    if (exponent >= 0.5 || exponent == Math.rint(exponent)) {
      return yBar.times(byPower);
    }
    Expr byQuotient = y.times(exponent).dividedBy(x);
    if (exponent < 0) {
      return yBar.times(byQuotient);
    }
    Expr inside =
        Logical.and(Compare.notEqual(x, 0), Compare.less(x.abs(), Double.POSITIVE_INFINITY));
    return yBar.times(Where.where(inside, byQuotient, byPower));
  }

  @Override
  public Notation notation() {
    String n =
        exponent == Math.rint(exponent) && Math.abs(exponent) < 1e15
            ? String.valueOf((long) exponent)
            : String.valueOf(exponent);
    return new Notation.Superscript("^" + n, n);
  }
}
