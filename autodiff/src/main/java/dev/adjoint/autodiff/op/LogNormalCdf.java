package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;

/// The logarithm of the distribution function of the standard normal distribution, `y = ln Φ(x)`,
/// elementwise, finite and accurate in both tails: the term of probit and censored likelihoods.
///
/// On the left of 0 it is ln(½·erfcx(−x/√2)) − x²/2, so that it does not end where Φ underflows; on
/// the right ln(1 − Φ(−x)), so that it does not end where Φ rounds to 1.
///
/// dy/dx = φ(x)/Φ(x), see [InverseMills].
public record LogNormalCdf() implements ElementwiseUnary {
  /// `ln Φ(x)`.
  public static Expr logNormalCdf(Expr x) {
    return new LogNormalCdf().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V rest = k.mul(NormalCdf.tail(k, k.neg(x)), k.gaussian(x, 0.5));
    V right = k.log1p(k.neg(rest));
    V left = k.sub(k.log(NormalCdf.tail(k, x)), k.mul(k.mul(k.literal(0.5), x), x));
    return k.select(k.lessOrEqual(k.literal(0), x), right, left);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(InverseMills.inverseMills(x));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("lnΦ", "\\ln\\Phi");
  }
}
