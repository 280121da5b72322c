package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The sigmoid-weighted linear unit `y = x·σ(x)`, elementwise; also called swish.
///
/// One select on x ≥ 0 between two spellings that are analytic across 0. On the left e^x is taken
/// as the product of two e^(x/2), since from x = −708.4 to −715 it is subnormal, and has lost
/// digits, where x·e^x is still a normal number. At −∞ the value is the limit, −0.
///
/// dy/dx = σ(x)(1 + x·σ(−x)), computed as σ(x) + y·σ(−x): for very negative x the first form would
/// take its digits from a subnormal σ(x), the second takes them from y. The derivative is 0 near x
/// = −1.2785, where the two terms cancel; its error there is small beside each of them, not beside
/// their sum. At ∞ it is the limit, 1.
public record Silu() implements ElementwiseUnary {
  /// `x·σ(x)`.
  public static Expr silu(Expr x) {
    return new Silu().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V one = k.literal(1);
    V right = k.div(x, k.add(one, k.exp(k.neg(x))));
    V root = k.exp(k.mul(x, k.literal(0.5)));
    V left = k.div(k.mul(k.mul(x, root), root), k.fma(root, root, one));
    V finite = k.select(k.lessOrEqual(k.literal(0), x), right, left);
    V infinity = k.literal(Double.NEGATIVE_INFINITY);
    return k.select(k.equal(x, infinity), k.literal(-0.0), finite);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    Expr slope = Sigmoid.sigmoid(x).plus(y.times(Sigmoid.sigmoid(x.negate())));
    Expr atInfinity = Compare.equal(x, Double.POSITIVE_INFINITY);
    return yBar.times(Where.where(Not.not(atInfinity), slope, 1));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("silu", "\\operatorname{silu}");
  }
}
