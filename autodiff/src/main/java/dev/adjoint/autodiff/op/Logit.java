package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The log-odds `y = ln(p / (1 − p))`, elementwise, the inverse of the logistic function; −∞ at 0,
/// ∞ at 1, NaN outside.
///
/// One select on ¼ ≤ p ≤ ¾ between two spellings that are analytic across both seams. In the middle
/// ln p − ln(1 − p) would cancel, and log1p((2p − 1)/(1 − p)) has an exact 2p − 1; outside that
/// fraction would round to −1, and the difference of logarithms has no cancellation.
///
/// dy/dp = 1/p + 1/(1 − p), in which 1 − p is exact where it is small. As 1/(p(1 − p)) its own
/// derivative would be ∞ − ∞ where p is so small that the truth overflows.
@Domain(above = 0, below = 1)
public record Logit() implements ElementwiseUnary {
  /// `ln(p / (1 − p))`.
  public static Expr logit(Expr x) {
    return new Logit().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V one = k.literal(1);
    V numerator = k.sub(k.add(x, x), one);
    V middle = k.log1p(k.div(numerator, k.sub(one, x)));
    V outside = k.sub(k.log(x), k.log1p(k.neg(x)));
    M inside = k.and(k.lessOrEqual(k.literal(0.25), x), k.lessOrEqual(x, k.literal(0.75)));
    return k.select(inside, middle, outside);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr complement = x.negate().plus(1);
    return yBar.times(Reciprocal.reciprocal(x).plus(Reciprocal.reciprocal(complement)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("logit", "\\operatorname{logit}");
  }
}
