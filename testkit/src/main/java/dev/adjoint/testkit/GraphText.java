package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The text of a [GraphCase]: one line for each node, operands first, and the bindings.
///
/// ```text
/// x0: float64[2] = [0.5, -1.25]
/// n1 = Sin(x0): float64[2]
/// n2 = Sum[axes=[0]](n1): float64[]
/// outputs n2
/// ```
final class GraphText {
  private GraphText() {}

  static String of(GraphCase graph) {
    StringBuilder text = new StringBuilder();
    Map<Expr, String> labels = new HashMap<>();
    for (Expr node : Graph.topological(graph.outputs())) {
      String label = label(node, labels.size());
      labels.put(node, label);
      String line =
          switch (node) {
            case Input input ->
                "%s = %s"
                    .formatted(input, values(Objects.requireNonNull(graph.bindings().get(input))));
            case Constant constant -> "%s = %s".formatted(label, values(constant.value()));
            case Apply apply ->
                "%s = %s(%s): %s"
                    .formatted(label, op(apply.op()), join(apply.operands(), labels), apply.type());
          };
      text.append(line).append('\n');
    }
    return text.append("outputs ").append(join(graph.outputs(), labels)).toString();
  }

  private static String label(Expr node, int number) {
    return node.name().orElse((node instanceof Constant ? "c" : "n") + number);
  }

  private static String join(List<Expr> nodes, Map<Expr, String> labels) {
    return nodes.stream().map(labels::get).collect(Collectors.joining(", "));
  }

  /// A record with its parameters, without empty brackets.
  private static String op(Op op) {
    return op instanceof Record ? op.toString().replace("[]", "") : op.name();
  }

  private static String values(Tensor tensor) {
    return tensor.toString().replaceAll("\\s*\\n\\s*", " ");
  }
}
