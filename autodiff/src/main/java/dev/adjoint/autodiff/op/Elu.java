package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.List;

/// The exponential linear unit: `y = x` for x > 0 and `α(e^x − 1)` for x ≤ 0, elementwise; NaN
/// stays NaN.
///
/// dy/dx = 1 for x > 0 and α·e^x for x ≤ 0, not y + α, which cancels to 0 where e^x is small. At 0
/// that is α, the derivative of the left side: the two sides agree if α = 1, and then only the
/// second derivative (there α again) is a convention.
public record Elu(double alpha) implements ElementwiseUnary {
  /// Refuses an α that is not finite.
  public Elu {
    if (!Double.isFinite(alpha)) {
      throw new AdjointException("[elu] alpha must be finite, got " + alpha);
    }
  }

  /// `x > 0 ? x : e^x − 1`.
  public static Expr elu(Expr x) {
    return elu(x, 1);
  }

  /// `x > 0 ? x : alpha·(e^x − 1)`.
  public static Expr elu(Expr x, double alpha) {
    return new Elu(alpha).of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.select(k.lessOrEqual(x, k.literal(0)), k.mul(k.literal(alpha), k.expm1(x)), x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return Where.where(Compare.lessOrEqual(x, 0), yBar.times(x.exp().times(alpha)), yBar);
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("x = 0", "that of the left side, α", 0, alpha));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("elu", "\\operatorname{elu}", List.of("alpha=" + alpha));
  }
}
