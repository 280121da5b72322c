package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.List;

/// `y = x` for x > 0 and `slope·x` for x ≤ 0, elementwise; NaN stays NaN.
///
/// dy/dx = 1 for x > 0 and `slope` for x ≤ 0: at 0, where the derivative does not exist, that of
/// the left side is the convention here, as it is for [Relu].
public record LeakyRelu(double slope) implements ElementwiseUnary {
  /// Refuses a slope that is not finite.
  public LeakyRelu {
    if (!Double.isFinite(slope)) {
      throw new AdjointException("[leakyRelu] the slope must be finite, got " + slope);
    }
  }

  /// `x > 0 ? x : slope·x`; [Relu] if the slope is 0.
  public static Expr leakyRelu(Expr x, double slope) {
    return slope == 0 ? Relu.relu(x) : new LeakyRelu(slope).of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.select(k.lessOrEqual(x, k.literal(0)), k.mul(k.literal(slope), x), x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return Where.where(Compare.lessOrEqual(x, 0), yBar.times(slope), yBar);
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("x = 0", "that of the left side, the slope", 0, slope));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "leakyRelu", "\\operatorname{leakyRelu}", List.of("slope=" + slope));
  }
}
