package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;

/// A failing graph ends small: greedily following the first shrunk graph that still fails.
class ShrinkingTest {
  @Example
  void aGraphWithASineShrinksToASine() {
    GraphCase smallest = shrink(Graphs.graphs(DType.FLOAT64, Palette.PLAIN), ShrinkingTest::hasSin);
    List<Expr> nodes = Graph.topological(smallest.outputs());
    assertTrue(nodes.size() <= 3, smallest::toString);
  }

  private static boolean hasSin(GraphCase graph) {
    return Graph.topological(graph.outputs()).stream()
        .anyMatch(node -> node instanceof Apply apply && apply.op() instanceof Sin);
  }

  private static GraphCase shrink(Arbitrary<GraphCase> graphs, Predicate<GraphCase> fails) {
    RandomGenerator<GraphCase> generator = graphs.generator(1000);
    Random random = new Random(7);
    Shrinkable<GraphCase> sample = generator.next(random);
    while (!fails.test(sample.value()) || sample.value().outputs().size() < 4) {
      sample = generator.next(random);
    }
    while (true) {
      Optional<Shrinkable<GraphCase>> next =
          sample.shrink().filter(s -> fails.test(s.value())).findFirst();
      if (next.isEmpty()) {
        return sample.value();
      }
      sample = next.get();
    }
  }
}
