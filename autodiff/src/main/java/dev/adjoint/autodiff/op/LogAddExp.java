package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;
import java.util.Optional;

/// `y = ln(e^a + e^b)`, elementwise: the sum of two numbers that are given by their logarithms.
///
/// With d = a − b, one select on d ≥ 0 between a + log1p(e^−d) and b + log1p(e^d), each analytic
/// across d = 0, so that derivatives of every order are right at ties. Nothing overflows. Equal
/// infinities, whose difference is NaN, give themselves: ln 0 = −∞ stays −∞.
///
/// dy/da = σ(a − b), dy/db = σ(b − a): neither is 1 less the other, so a small share keeps its
/// digits; where a − b itself rounds, by up to half a unit of its last place, a small share is off
/// by that much relative to itself. The gradient where both are −∞ is 0, as that of [LogSumExp].
public record LogAddExp() implements ElementwiseBinary {
  /// `ln(e^a + e^b)` after NumPy broadcasting.
  public static Expr logAddExp(Expr a, Expr b) {
    return Broadcast.elementwise(new LogAddExp(), a, b);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V a, V b) {
    V d = k.sub(a, b);
    V left = k.add(a, k.log1p(k.exp(k.neg(d))));
    V right = k.add(b, k.log1p(k.exp(d)));
    V apart = k.select(k.lessOrEqual(k.literal(0), d), left, right);
    M equalInfinities = k.and(k.equal(a, b), k.notEqual(d, d));
    return k.select(equalInfinities, k.stopGradient(a), apart);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr d = operands.get(0).minus(operands.get(1));
    return List.of(
        Optional.of(yBar.times(Sigmoid.sigmoid(d))),
        Optional.of(yBar.times(Sigmoid.sigmoid(d.negate()))));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return Optional.of(Compare.notEqual(y, Double.NEGATIVE_INFINITY));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(
        Kink.at(
            "both operands −∞",
            "0 to both",
            Double.NEGATIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0,
            0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("logaddexp", "\\operatorname{logaddexp}");
  }
}
