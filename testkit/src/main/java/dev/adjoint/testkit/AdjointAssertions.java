package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Map;
import java.util.function.BinaryOperator;

/// Assertions about graphs and their gradients that read as sentences.
///
/// ```java
/// assertThat(loss, Map.of(x, xs)).gradientMatchesDuals();
/// assertThat(loss, Map.of(x, xs)).gradientMatches(x, prediction.minus(target));
/// ```
public final class AdjointAssertions {
  private AdjointAssertions() {}

  /// What can be asserted about a case.
  public static GraphAssert assertThat(GraphCase graph) {
    return new GraphAssert(graph);
  }

  /// What can be asserted about an expression at these inputs.
  public static GraphAssert assertThat(Expr output, Map<Input, Tensor> bindings) {
    return new GraphAssert(GraphCase.of(output, bindings));
  }

  /// What can be asserted about an op: mostly that it satisfies its contract.
  public static OpAssert assertThat(Op op) {
    return new OpAssert(op);
  }

  /// What can be asserted about a loss, a scalar function of a prediction and a target, at samples.
  public static LossAssert assertThatLoss(BinaryOperator<Expr> loss, Samples samples) {
    return new LossAssert(loss, samples);
  }
}
