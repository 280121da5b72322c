package dev.adjoint.testkit;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Every node of a case on its own: its op applied to the values that reach it, so that a wrong vjp
/// rule is found where it stands.
final class RuleCheck {
  private final GraphCase graph;

  RuleCheck(GraphCase graph) {
    this.graph = graph;
  }

  /// The first node whose rule disagrees with dual numbers.
  Optional<Disagreement> firstWrong() {
    List<Expr> nodes = Graph.topological(graph.outputs());
    List<Tensor> values = Interpreter.of(nodes).run(graph.bindings());
    Map<Expr, Tensor> valueOf = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      valueOf.put(nodes.get(i), values.get(i));
    }
    return nodes.stream()
        .filter(Apply.class::isInstance)
        .map(node -> wrong((Apply) node, valueOf))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Disagreement> wrong(Apply node, Map<Expr, Tensor> valueOf) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Expr[] operands = new Expr[node.operands().size()];
    for (int i = 0; i < operands.length; i++) {
      Input operand = Input.of("operand " + i, node.operands().get(i).type());
      bindings.put(operand, Objects.requireNonNull(valueOf.get(node.operands().get(i))));
      operands[i] = operand;
    }
    GraphCase alone = GraphCase.of(node.op().of(operands), bindings);
    try {
      alone.loss().ifPresent(loss -> new GradientCheck(alone, loss).compareWithDuals());
      return Optional.empty();
    } catch (Disagreement e) {
      return Optional.of(
          new Disagreement("the vjp rule of [%s]: %s".formatted(node.op().name(), e.getMessage())));
    }
  }
}
