package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;
import java.util.Optional;

/// `y = max(0, x)`, elementwise; NaN stays NaN. dy/dx = 1 for x > 0 and 0 for x ≤ 0; at 0, where
/// the derivative does not exist, 0 is the convention here.
public record Relu() implements ElementwiseUnary {
  /// `max(0, x)`.
  public static Expr relu(Expr x) {
    return new Relu().of(x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.select(k.lessOrEqual(x, k.literal(0)), k.literal(0), x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar;
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    Expr x = operands.getFirst();
    return Optional.of(Not.not(Compare.lessOrEqual(x, 0)));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("x = 0", "0", 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("relu", "\\operatorname{relu}");
  }
}
