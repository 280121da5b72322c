package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import java.util.Optional;

/// `y = x`, elementwise, through which no gradient flows.
public record StopGradient() implements ElementwiseUnary {
  /// `x`, held constant by differentiation.
  public static Expr stopGradient(Expr x) {
    return new StopGradient().of(x);
  }

  @Override
  public boolean accepts(DType dtype) {
    return dtype != DType.BOOL;
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.stopGradient(x);
  }

  /// Never used: [#vjp(List, Expr, Expr)] lets nothing through.
  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Notation notation() {
    return new Notation.Function("stop", "\\operatorname{stop}");
  }
}
