package dev.adjoint.autodiff.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Barrier;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Checkpointing changes no bit, and what it is given and gives.
final class CheckpointTest {
  private static long barriers(Collection<Expr> outputs) {
    return Graph.topological(outputs).stream().filter(CheckpointTest::isBarrier).count();
  }

  private static boolean isBarrier(Expr node) {
    return node instanceof Apply apply && apply.op() instanceof Barrier;
  }

  private static List<Expr> interior(Expr loss) {
    return Graph.topological(List.of(loss)).stream().filter(Apply.class::isInstance).toList();
  }

  /// The choices to compare: by the estimate, at random, and one node in the middle.
  private static Map<String, Graph.Copy> choices(List<Expr> outputs, List<Expr> forward) {
    Map<String, Graph.Copy> choices = new LinkedHashMap<>();
    choices.put("least", Checkpoint.least(outputs));
    choices.put("within", Checkpoint.within(outputs, new Cuts(Passes.of(outputs)).leastBytes()));
    choices.put("the middle", Checkpoint.keeping(outputs, Set.of(forward.get(forward.size() / 2))));
    for (int seed = 1; seed <= 2; seed++) {
      Random random = new Random(seed);
      int one = 8 << seed;
      List<Expr> kept = forward.stream().filter(_ -> random.nextInt(one) == 0).toList();
      choices.put("random " + seed, Checkpoint.keeping(outputs, kept));
    }
    return choices;
  }

  private static void assertSameBits(
      List<Expr> outputs, Map<String, Graph.Copy> choices, Map<Input, Tensor> at) {
    for (Executor executor : Executor.values()) {
      List<Tensor> expected = executor.of(outputs).run(at);
      choices.forEach(
          (name, copy) ->
              assertEquals(
                  expected,
                  executor.of(copy.outputs()).run(at),
                  () -> executor + ", " + name + ": " + expected));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noBitChanges(DifferentiatedGraph graph) {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      DifferentiatedGraph.Built built = graph.build(dtype);
      Map<String, Graph.Copy> choices = choices(built.outputs(), interior(built.loss()));
      assertTrue(barriers(choices.get("least").outputs()) > 0);
      long changed = choices.values().stream().filter(c -> barriers(c.outputs()) > 0).count();
      assertTrue(changed >= 2, () -> changed + " choices change something");
      assertSameBits(built.outputs(), choices, built.at());
    }
  }

  /// The batch axis has a name, and a program for another size is made from the checkpointed graph.
  @ParameterizedTest
  @EnumSource
  void norAtOtherSizes(DifferentiatedGraph graph) {
    DifferentiatedGraph.Built built = graph.build(DType.FLOAT64);
    Map<Input, Tensor> at = new HashMap<>(built.at());
    at.put(built.x(), Tensor.normal(built.x().at(Map.of("m", 5)).shape(), 8));
    assertSameBits(built.outputs(), Map.of("least", Checkpoint.least(built.outputs())), at);
  }

  /// The gradient of the gradient's norm; kept are nodes of the forward pass and of its gradient.
  @ParameterizedTest
  @EnumSource(
      names = {
        "CHAIN_OF_TANH",
        "CLASSIFIER",
        "SHARED_NODES",
        "UNTAKEN_NAN",
        "DROPOUT",
        "SPELLED_OUT"
      })
  void norInSecondDerivatives(DifferentiatedGraph graph) {
    DifferentiatedGraph.Built built = graph.build(DType.FLOAT64);
    Expr steep = built.outputs().getFirst().square().sum();
    List<Expr> outputs = new ArrayList<>(Grad.grad(steep, built.x()).all());
    outputs.add(steep);
    outputs.add(built.loss());
    Map<String, Graph.Copy> choices = choices(outputs, interior(steep));
    assertTrue(barriers(choices.get("least").outputs()) > 0);
    assertSameBits(outputs, choices, built.at());
  }

  /// A checkpointed gradient can be differentiated, and checkpointed again. Its derivative adds up
  /// the cotangents of a node and of its copies in another order, so it is equal within rounding.
  @ParameterizedTest
  @EnumSource(
      names = {
        "CHAIN_OF_TANH",
        "CLASSIFIER",
        "SHARED_NODES",
        "UNTAKEN_NAN",
        "DROPOUT",
        "SPELLED_OUT"
      })
  void checkpointedGraphsHaveTheSameDerivatives(DifferentiatedGraph graph) {
    DifferentiatedGraph.Built built = graph.build(DType.FLOAT64);
    List<Expr> plain = second(built.outputs(), built.x());
    List<Expr> late = second(Checkpoint.least(built.outputs()).outputs(), built.x());
    BoundedReading reading = new BoundedReading(built.at());
    Bounded[] expected = reading.values(plain.getFirst());
    int sharp = 0;
    Bounded[] actual = reading.values(late.getFirst());
    for (int i = 0; i < expected.length; i++) {
      double error = expected[i].error() + actual[i].error();
      assertTrue(Agreement.agree(expected[i].value(), actual[i].value(), error));
      sharp += error <= 1e-6 * Math.abs(expected[i].value()) ? 1 : 0;
    }
    // Comparisons near a seam leave the bounds of that graph open.
    assertTrue(sharp > 0 || graph == DifferentiatedGraph.UNTAKEN_NAN, "bounds say too little");
    assertSameBits(late, Map.of("again", Checkpoint.least(late)), built.at());
  }

  private static List<Expr> second(List<Expr> outputs, Input x) {
    return Grad.grad(outputs.getFirst().square().sum(), x).all();
  }

  @ParameterizedTest
  @EnumSource
  void aSecondCheckpointDecidesAnew(DifferentiatedGraph graph) {
    DifferentiatedGraph.Built built = graph.build(DType.FLOAT64);
    Graph.Copy once = Checkpoint.least(built.outputs());
    Graph.Copy twice = Checkpoint.least(once.outputs());
    assertEquals(barriers(once.outputs()), barriers(twice.outputs()));
    assertEquals(
        Graph.topological(once.outputs()).size(), Graph.topological(twice.outputs()).size());
    assertSameBits(built.outputs(), Map.of("twice", twice), built.at());
    Graph.Copy none = Checkpoint.within(once.outputs(), Long.MAX_VALUE);
    assertEquals(once.outputs(), none.outputs());
  }

  @ParameterizedTest
  @EnumSource
  void keepingEverythingChangesNothing(DifferentiatedGraph graph) {
    DifferentiatedGraph.Built built = graph.build(DType.FLOAT64);
    List<Expr> forward =
        Graph.topological(built.outputs()).stream()
            .filter(node -> node.origin().order() == 0)
            .toList();
    Graph.Copy copy = Checkpoint.keeping(built.outputs(), forward);
    assertEquals(built.outputs(), copy.outputs());
    assertSame(built.x(), copy.map().get(built.x()));
    assertEquals(built.outputs(), Checkpoint.within(built.outputs(), 1L << 40).outputs());
  }

  /// There is one segment then, which is at hand when the backward pass begins.
  @Test
  void keepingNothingChangesNothing() {
    DifferentiatedGraph.Built built = DifferentiatedGraph.CLASSIFIER.build(DType.FLOAT64);
    assertEquals(built.outputs(), Checkpoint.keeping(built.outputs(), List.of()).outputs());
  }

  @Test
  void belowTheFirstKeptNodeAllIsComputedFromInputs() {
    Input x = Input.of("x", DType.FLOAT64, 2);
    Expr a = x.tanh();
    Expr b = a.tanh().named("b");
    Expr c = b.tanh();
    Expr d = c.tanh();
    Expr loss = d.sum().named("loss");
    Graph.Copy copy = Checkpoint.keeping(List.of(Grad.grad(loss, x).of(x), loss), List.of(b));
    List<Expr> nodes = Graph.topological(copy.outputs());
    assertEquals(1, nodes.stream().filter(node -> copiesOf(c, node)).count());
    assertEquals(2, nodes.stream().filter(node -> copiesOf(a, node)).count());
    assertSame(a, copy.map().get(a));
    assertSame(b, copy.map().get(b));
    assertEquals("loss", copy.map().get(loss).name().orElseThrow());
    assertSame(copy.outputs().get(1), copy.map().get(loss));
  }

  /// Whether a node is another, or one of its copies.
  private static boolean copiesOf(Expr original, Expr node) {
    return node == original
        || (node.origin() instanceof Origin.Copied(Expr from) && copiesOf(original, from));
  }

  @ParameterizedTest
  @EnumSource
  void copiesKeepNamesOrdersAndLines(DifferentiatedGraph graph) {
    DifferentiatedGraph.Built built = graph.build(DType.FLOAT64);
    Graph.Copy copy = Checkpoint.least(built.outputs());
    for (Expr node : Graph.topological(copy.outputs())) {
      if (node.origin() instanceof Origin.Copied(Expr from)) {
        assertEquals(from.name(), node.name());
        assertEquals(from.type(), node.type());
        assertEquals(from.origin().order(), node.origin().order());
        assertEquals(from.origin().written(), node.origin().written());
      }
    }
    for (int i = 0; i < built.outputs().size(); i++) {
      Expr output = built.outputs().get(i);
      assertEquals(output.name(), copy.outputs().get(i).name());
      assertEquals(output.origin().order(), copy.outputs().get(i).origin().order());
      assertSame(copy.outputs().get(i), copy.map().get(output));
    }
    for (Expr node : Graph.topological(built.outputs())) {
      assertEquals(node.type(), copy.map().get(node).type());
    }
  }

  @Test
  void theStepOfAnOptimizerIsPartOfTheBackwardPass() {
    DifferentiatedGraph.Built built = DifferentiatedGraph.CLASSIFIER.build(DType.FLOAT64);
    List<Expr> outputs = new ArrayList<>(List.of(built.loss()));
    for (int i = 0; i < built.wrt().size(); i++) {
      outputs.add(built.wrt().get(i).minus(built.outputs().get(i).times(0.1)));
    }
    Graph.Copy copy = Checkpoint.least(outputs);
    assertTrue(barriers(copy.outputs()) > 0);
    assertSameBits(outputs, Map.of("least", copy), built.at());
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    Input x = Input.of("x", DType.FLOAT64, 3);
    Expr h = x.tanh().named("h");
    Expr loss = h.tanh().sum();
    Expr gradient = Grad.grad(loss, x).of(x).named("dx");
    List<Expr> outputs = List.of(gradient, loss);
    refuses(
        "[checkpoint] cannot keep other = exp(x): float64[3]: the outputs are not computed from it",
        () -> Checkpoint.keeping(outputs, List.of(h, x.exp().named("other"))));
    refuses(
        "[checkpoint] cannot keep %s: it belongs to the backward pass, which is computed once"
            .formatted(gradient),
        () -> Checkpoint.keeping(outputs, List.of(gradient)));
    refuses(
        "[checkpoint] none of the outputs is a derivative: give the loss and its gradients"
            + " together",
        () -> Checkpoint.least(List.of(loss)));
    refuses(
        "[checkpoint] 10 bytes are not enough: the backward pass needs about 24 at least",
        () -> Checkpoint.within(outputs, 10));
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(AdjointException.class, call).getMessage());
  }
}
