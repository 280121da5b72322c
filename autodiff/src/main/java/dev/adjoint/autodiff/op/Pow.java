package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;
import java.util.Optional;

/// `y = xⁿ` with an expression as exponent, elementwise; 0⁰ = 1, NaN for x < 0 unless n is whole,
/// and, as Java has it, for x = ±1 with an infinite n. For a constant exponent see [Power].
///
/// dy/dx = n·xⁿ⁻¹, exact at 0 and below for whole n, and 0 for n = 0. For n < ½ it is computed as
/// (n·y)/x, because n − 1 rounds there: at x = 1e−300, n = 0.1 that half unit costs hundreds of
/// units of the result. From ½ up n − 1 is exact, and y/x would lose what y has under- or
/// overflowed. Where xⁿ⁻¹ is subnormal, and has lost digits, its product with a large n has lost
/// them too.
///
/// dy/dn = y·ln x, computed as (√y·ln x)·√y with √y = x^(n/2), because the product may be a normal
/// number where y is infinite or subnormal. It is 0 where x = 0 and n ≥ 0 (the limit; for n = 0,
/// where there is none, the convention), 0 too where x = ∞ and n < 0, and NaN for x < 0: xⁿ is
/// defined there at single exponents only.
@Domain(above = 0)
public record Pow() implements ElementwiseBinary {
  /// `xⁿ` after NumPy broadcasting.
  public static Expr pow(Expr x, Expr n) {
    return Broadcast.elementwise(new Pow(), x, n);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V a, V b) {
    return k.pow(a, b);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.get(0);
    Expr n = operands.get(1);
    Expr byPower = pow(x, n.minus(1)).times(n);
    Expr byQuotient = y.times(n).dividedBy(x);
    Expr root = pow(x, n.times(0.5));
    Expr inside =
        Logical.and(Compare.notEqual(x, 0), Compare.less(x.abs(), Double.POSITIVE_INFINITY));
    Expr slope = Where.where(Logical.and(Compare.less(n, 0.5), inside), byQuotient, byPower);
    return List.of(
        Optional.of(yBar.times(slope)), Optional.of(yBar.times(root.times(x.log()).times(root))));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    Expr x = operands.get(0);
    Expr n = operands.get(1);
    if (i == 0) {
      return Optional.of(Logical.or(Compare.notEqual(x, 0), Compare.notEqual(n, 0)));
    }
    Expr atZero = Logical.and(Compare.equal(x, 0), Compare.greaterOrEqual(n, 0));
    Expr atInfinity = Logical.and(Compare.equal(x, Double.POSITIVE_INFINITY), Compare.less(n, 0));
    return Optional.of(Not.not(Logical.or(atZero, atInfinity)));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(
        Kink.at("x = 0 and n ≥ 0, with respect to n", "0", 0, 2, 0, 0),
        Kink.at("x = 0 and n = 0", "0 to both", 0, 0, 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("pow", "\\operatorname{pow}");
  }
}
