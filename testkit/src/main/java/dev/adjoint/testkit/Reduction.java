package dev.adjoint.testkit;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Smaller graphs than a given one, by its nodes: one output only, a node replaced by one of its
/// operands or by an input that holds its value, rounder values.
final class Reduction {
  /// How many graphs are tried on the way to the smallest.
  private static final int TRIES = 3000;

  private Reduction() {}

  /// The smallest graph that still fails, found greedily.
  static GraphCase smallest(GraphCase graph, Predicate<GraphCase> fails) {
    int[] left = {TRIES};
    GraphCase smallest = graph;
    Optional<GraphCase> next = Optional.of(graph);
    while (next.isPresent()) {
      smallest = next.get();
      next = of(smallest).takeWhile(_ -> left[0]-- > 0).filter(fails).findFirst();
    }
    return smallest;
  }

  private static Stream<GraphCase> of(GraphCase graph) {
    return Stream.of(singleOutputs(graph), cuts(graph), bypasses(graph), rounder(graph))
        .flatMap(s -> s);
  }

  private static Stream<GraphCase> singleOutputs(GraphCase graph) {
    return graph.outputs().size() == 1
        ? Stream.of()
        : graph.outputs().stream().map(output -> graph.computing(List.of(output)));
  }

  /// With an input in the place of a node, those next to the outputs first.
  private static Stream<GraphCase> cuts(GraphCase graph) {
    List<Expr> nodes = applications(graph);
    if (nodes.isEmpty()) {
      return Stream.of();
    }
    List<Tensor> values = Interpreter.of(nodes).run(graph.bindings());
    return IntStream.iterate(nodes.size() - 1, i -> i >= 0, i -> i - 1)
        .filter(i -> !graph.outputs().equals(List.of(nodes.get(i))))
        .mapToObj(
            i -> {
              Input input = Input.of(free(graph), values.get(i).type());
              Map<Input, Tensor> bindings = new LinkedHashMap<>(graph.bindings());
              bindings.put(input, values.get(i));
              return new GraphCase(replaced(graph, nodes.get(i), input), bindings);
            });
  }

  private static String free(GraphCase graph) {
    List<String> taken = graph.bindings().keySet().stream().map(Input::label).toList();
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "x" + i)
        .filter(name -> !taken.contains(name))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<GraphCase> bypasses(GraphCase graph) {
    return applications(graph).stream()
        .flatMap(
            node ->
                node.operands().stream()
                    .filter(x -> x.dtype() == node.dtype() && x.shape().equals(node.shape()))
                    .map(x -> graph.computing(replaced(graph, node, x))));
  }

  private static Stream<GraphCase> rounder(GraphCase graph) {
    return graph.bindings().keySet().stream()
        .flatMap(
            input ->
                Stream.of(input)
                    .map(graph.bindings()::get)
                    .flatMap(Simpler::rounder)
                    .map(
                        value -> {
                          Map<Input, Tensor> bindings = new LinkedHashMap<>(graph.bindings());
                          bindings.put(input, value);
                          return new GraphCase(graph.outputs(), bindings);
                        }));
  }

  private static List<Expr> applications(GraphCase graph) {
    return Graph.topological(graph.outputs()).stream().filter(Apply.class::isInstance).toList();
  }

  private static List<Expr> replaced(GraphCase graph, Expr old, Expr by) {
    return new ArrayList<>(
        Graph.rebuild(
                graph.outputs(),
                (node, operands) -> node == old ? by : Graph.withOperands(node, operands))
            .outputs());
  }
}
