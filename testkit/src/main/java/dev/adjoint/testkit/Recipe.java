package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a random graph is made from: plain lists of integers, which shrink well. Leaving out a
/// choice still gives a graph.
///
/// @param dtype the floating dtype of the inputs
/// @param shapes the shapes of the inputs
/// @param choices one node each, at most: a construction that does not fit is left out
/// @param codes the values of all inputs
record Recipe(DType dtype, List<Shape> shapes, List<Choice> choices, List<Integer> codes) {
  /// The graph, whose outputs are the nodes that no other uses.
  GraphCase cook(List<Construction> constructions, Palette palette) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    List<Expr> nodes = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      Input input = Input.of("x" + i, new TensorType(dtype, shapes.get(i)));
      List<Integer> from = codes.subList(i % codes.size(), codes.size());
      bindings.put(input, Tensors.tensor(input.type(), palette, from));
      nodes.add(input);
    }
    for (Choice choice : choices) {
      Bench bench = new Bench(dtype, nodes, choice);
      Construction construction = constructions.get(choice.what() % constructions.size());
      construction.build(bench).filter(Bench::isSmall).ifPresent(nodes::add);
    }
    return new GraphCase(sinks(nodes), bindings);
  }

  private static List<Expr> sinks(List<Expr> nodes) {
    Set<Expr> used = new HashSet<>();
    List<Expr> all = Graph.topological(nodes);
    all.forEach(node -> used.addAll(node.operands()));
    List<Expr> sinks =
        nodes.stream().distinct().filter(n -> n instanceof Apply && !used.contains(n)).toList();
    return sinks.isEmpty() ? List.of(nodes.getFirst()) : sinks;
  }
}
