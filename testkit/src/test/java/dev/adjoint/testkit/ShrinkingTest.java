package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.op.MatMul;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;

/// A failing graph ends small, in nodes, in shapes and in values.
class ShrinkingTest {
  @Example
  void aGraphWithASineShrinksToASineOfOneNumber() {
    GraphCase smallest = smallest(graph -> has(graph, Sin.class));
    assertEquals(2, Graph.topological(smallest.outputs()).size(), smallest::toString);
    Tensor value = smallest.bindings().values().iterator().next();
    assertEquals(Shape.scalar(), value.shape(), smallest::toString);
    assertEquals(1, value.item(), smallest::toString);
  }

  @Example
  void aProductOfMatricesShrinksToOneByOne() {
    GraphCase smallest = smallest(graph -> has(graph, MatMul.class));
    List<Expr> nodes = Graph.topological(smallest.outputs());
    assertTrue(nodes.size() <= 5, smallest::toString);
    assertTrue(nodes.stream().allMatch(node -> node.shape().size() <= 1), smallest::toString);
  }

  /// What is wrong with one element of one node shrinks to that node and its operands.
  @Example
  void aLargeValueShrinksToTheNodeThatMakesIt() {
    GraphCase smallest = smallest(ShrinkingTest::hasLarge);
    assertTrue(Graph.topological(smallest.outputs()).size() <= 3, smallest::toString);
  }

  private static boolean hasLarge(GraphCase graph) {
    return Interpreter.of(graph.outputs()).run(graph.bindings()).stream()
        .filter(value -> value.dtype().isFloating())
        .anyMatch(value -> Arrays.stream(Direction.doubles(value)).anyMatch(x -> x > 50));
  }

  private static GraphCase smallest(Predicate<GraphCase> fails) {
    Specimen found =
        Specimen.from(0)
            .filter(specimen -> specimen.manner() == Specimen.Manner.TAME)
            .filter(specimen -> specimen.recipe().choices().size() > 20)
            .filter(specimen -> fails.test(specimen.graph()))
            .findFirst()
            .orElseThrow();
    return Shrinking.smallest(found.recipe(), found.manner().style, fails);
  }

  private static boolean has(GraphCase graph, Class<?> op) {
    return Graph.topological(graph.outputs()).stream()
        .anyMatch(node -> node instanceof Apply apply && op.isInstance(apply.op()));
  }

  /// Following jqwik's shrinking greedily, as a property would.
  @Example
  void anArbitraryShrinksItsGraphs() {
    Arbitrary<GraphCase> graphs = Graphs.graphs(DType.FLOAT64, Palette.PLAIN);
    RandomGenerator<GraphCase> generator = graphs.generator(1000);
    Random random = new Random(7);
    Shrinkable<GraphCase> sample = generator.next(random);
    while (!has(sample.value(), Sin.class) || sample.value().outputs().size() < 4) {
      sample = generator.next(random);
    }
    Optional<Shrinkable<GraphCase>> next = Optional.of(sample);
    while (next.isPresent()) {
      sample = next.get();
      next = sample.shrink().filter(s -> has(s.value(), Sin.class)).findFirst();
    }
    GraphCase smallest = sample.value();
    assertTrue(Graph.topological(smallest.outputs()).size() <= 3, smallest::toString);
  }

  /// Every smaller recipe is a graph that can be built.
  @Example
  void everySmallerRecipeIsAGraph() {
    for (Specimen specimen : Specimen.from(0).limit(20).toList()) {
      Shrinking.of(specimen.recipe())
          .limit(60)
          .forEach(
              smaller -> {
                GraphCase graph = smaller.cook(specimen.manner().style);
                assertTrue(!graph.outputs().isEmpty(), graph::toString);
              });
    }
  }
}
