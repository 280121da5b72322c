package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.List;
import java.util.Optional;

/// The number of [low, high] that is nearest to `x`, elementwise; NaN stays NaN. Either bound may
/// be infinite.
///
/// dy/dx = 1 on the closed interval and 0 outside: at the bounds, where the derivative does not
/// exist, 1 is the convention here, so that a value that lies on its bound can leave it.
public record Clamp(double low, double high) implements ElementwiseUnary {
  /// Refuses bounds that are in the wrong order or NaN.
  public Clamp {
    if (!(low <= high)) {
      throw new AdjointException(
          "[clamp] bounds must be in order: low = " + low + ", high = " + high);
    }
  }

  /// `min(max(x, low), high)`.
  public static Expr clamp(Expr x, double low, double high) {
    return new Clamp(low, high).of(x);
  }

  /// The hard hyperbolic tangent, `clamp(x, −1, 1)`.
  public static Expr hardtanh(Expr x) {
    return clamp(x, -1, 1);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    V least = k.literal(low);
    V most = k.literal(high);
    return k.select(k.less(x, least), least, k.select(k.less(most, x), most, x));
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar;
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    Expr x = operands.getFirst();
    return Optional.of(Not.not(Logical.or(Compare.less(x, low), Compare.greater(x, high))));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("x = low", "1", low, 1), Kink.at("x = high", "1", high, 1));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "clamp", "\\operatorname{clamp}", List.of("low=" + low, "high=" + high));
  }
}
