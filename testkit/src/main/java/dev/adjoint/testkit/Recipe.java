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
import java.util.random.RandomGenerator;

/// What a random graph is made from: tensors and plain integers, which shrink well. Leaving out a
/// choice still gives a graph.
///
/// @param inputs the values of the inputs; the first is floating, and other floating ones have its
///   dtype
/// @param choices one node each, at most: a construction that does not fit is left out
record Recipe(List<Tensor> inputs, List<Choice> choices) {
  private static final int INPUTS = 4;

  /// Copies both.
  Recipe {
    inputs = List.copyOf(inputs);
    choices = List.copyOf(choices);
  }

  /// A recipe by chance. Small graphs are frequent: of n constructions at most, n·u³ for uniform u.
  static Recipe random(RandomGenerator random, Style style, DType dtype) {
    List<Tensor> inputs = new ArrayList<>();
    int count = 1 + random.nextInt(INPUTS);
    int size = style.elements() > 64 ? style.elements() : 12;
    for (int i = 0; i < count; i++) {
      Shape shape = Shapes.random(random, size);
      inputs.add(style.palette().draw(random, new TensorType(dtype(random, i, dtype), shape)));
    }
    double u = random.nextDouble();
    int nodes = 1 + (int) (style.nodes() * u * u * u);
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      choices.add(
          new Choice(
              random.nextInt(style.constructions().size()),
              random.nextInt(6),
              random.nextInt(8),
              random.nextInt(7)));
    }
    return new Recipe(inputs, choices);
  }

  private static DType dtype(RandomGenerator random, int input, DType floating) {
    int dice = random.nextInt(10);
    return input == 0 || dice > 1 ? floating : dice == 0 ? DType.INT64 : DType.BOOL;
  }

  /// The graph, whose outputs are the nodes that no other uses.
  GraphCase cook(Style style) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Bench bench = new Bench(style, inputs.getFirst().dtype());
    for (int i = 0; i < inputs.size(); i++) {
      Input input = Input.of("x" + i, inputs.get(i).type());
      bindings.put(input, inputs.get(i));
      bench.add(input, inputs.get(i));
    }
    choices.forEach(bench::make);
    return new GraphCase(sinks(bench.nodes()), bindings);
  }

  private static List<Expr> sinks(List<Expr> nodes) {
    Set<Expr> used = new HashSet<>();
    Graph.topological(nodes).forEach(node -> used.addAll(node.operands()));
    List<Expr> sinks =
        nodes.stream().distinct().filter(n -> n instanceof Apply && !used.contains(n)).toList();
    return sinks.isEmpty() ? List.of(nodes.getFirst()) : sinks;
  }
}
