package dev.adjoint.autodiff.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Bernoulli;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What checkpointing saves, as the compiler plans its memory.
final class CheckpointMemoryTest {
  private static final int BATCH = 64;
  private static final int WIDTH = 16;
  private static final long LAYER = 8L * BATCH * WIDTH;

  private static List<Expr> chain(int n) {
    Input x = Input.of("x", DType.FLOAT64, BATCH, WIDTH);
    Expr h = x;
    for (int i = 0; i < n; i++) {
      h = h.tanh();
    }
    return differentiated(h, List.of(x));
  }

  /// Layers of weights, the activation given; the gradients are asked for in the order of the
  /// layers, which is not that of the backward pass.
  private static List<Expr> network(int layers, UnaryOperator<Expr> activation) {
    Expr h = Input.of("x", DType.FLOAT64, BATCH, WIDTH);
    List<Input> parameters = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      Input w = Input.of("w" + i, DType.FLOAT64, WIDTH, WIDTH);
      Input b = Input.of("b" + i, DType.FLOAT64, WIDTH);
      parameters.addAll(List.of(w, b));
      h = activation.apply(h.matmul(w).plus(b));
    }
    return differentiated(h, parameters);
  }

  private static List<Expr> differentiated(Expr h, List<Input> wrt) {
    Expr loss = h.square().mean();
    List<Expr> outputs = new ArrayList<>(Grad.grad(loss, wrt).all());
    outputs.add(loss);
    return outputs;
  }

  private static long bytes(List<Expr> outputs) {
    return Program.compile(outputs).workspaceBytes();
  }

  private static long least(List<Expr> outputs) {
    return bytes(Checkpoint.least(outputs).outputs());
  }

  private static void growsAsTheRoot(String what, long one, long four) {
    double ratio = (double) four / one;
    assertTrue(1.5 < ratio && ratio < 2.4, () -> what + ": " + one + " bytes, then " + four);
  }

  @Test
  void aChainTakesMemoryOfTheRootOfItsLength() {
    long plain = bytes(chain(1000));
    assertTrue(plain > 900 * LAYER, () -> "without checkpoints " + plain);
    growsAsTheRoot("chain", least(chain(250)), least(chain(1000)));
    growsAsTheRoot("long chain", least(chain(1000)), least(chain(4000)));
    assertTrue(least(chain(1000)) < plain / 10);
  }

  @Test
  void soDoesANetwork() {
    long plain = bytes(network(64, Expr::tanh));
    long least = least(network(64, Expr::tanh));
    assertTrue(plain > 2 * 60 * LAYER, () -> "without checkpoints " + plain);
    assertTrue(least < plain / 4, () -> plain + " bytes, then " + least);
    growsAsTheRoot("network", least(network(100, Expr::relu)), least(network(400, Expr::relu)));
  }

  /// Masks from a key are drawn again, not held, whether the key is bound or constant.
  @Test
  void soDoRandomDraws() {
    Key bound = new Key(Input.of("key", Key.TYPE));
    for (Key key : List.of(bound, Key.of(3))) {
      List<Expr> outputs =
          network(
              100,
              h -> {
                Expr keep = Bernoulli.bernoulli(key.split((int) h.shape().size()), h.abs());
                return Where.where(keep, h.tanh(), 0);
              });
      assertTrue(least(outputs) < bytes(outputs) / 5);
    }
  }

  /// Every layer adds to what all before it gave, so all of that is held at any cut: one array.
  @Test
  void soDoesAResidualNetwork() {
    UnaryOperator<List<Expr>> residual = outputs -> Checkpoint.least(outputs).outputs();
    long small = bytes(residual.apply(residual(50)));
    growsAsTheRoot("residual", small, bytes(residual.apply(residual(200))));
  }

  private static List<Expr> residual(int layers) {
    Input x = Input.of("x", DType.FLOAT64, BATCH, WIDTH);
    Input mask = Input.of("mask", DType.BOOL, BATCH, WIDTH);
    List<Input> parameters = new ArrayList<>();
    Expr shared = Where.where(mask, 1.0, x.times(0));
    Expr h = x;
    for (int i = 0; i < layers; i++) {
      Input w = Input.of("w" + i, DType.FLOAT64, WIDTH, WIDTH);
      parameters.add(w);
      h = h.plus(h.matmul(w).tanh().times(shared));
    }
    return differentiated(h, parameters);
  }

  @Test
  void aBudgetIsKept() {
    List<Expr> outputs = network(64, Expr::tanh);
    long plain = bytes(outputs);
    long previous = Long.MAX_VALUE;
    for (long layers : new long[] {1000, 60, 40, 24}) {
      List<Expr> within = Checkpoint.within(outputs, layers * LAYER).outputs();
      long bytes = bytes(within);
      long fixed = 12 * LAYER;
      assertTrue(bytes <= Math.min(plain, 2 * layers * LAYER + fixed), bytes + " for " + layers);
      assertTrue(bytes <= previous);
      previous = bytes;
    }
    assertEquals(outputs, Checkpoint.within(outputs, 1000 * LAYER).outputs());
  }

  /// No more than the forward pass is computed again.
  @Test
  void aLayerIsComputedTwiceAtMost() {
    List<Expr> outputs = network(64, Expr::tanh);
    long products = products(outputs);
    assertEquals(64 + 64 + 63, products);
    for (List<Expr> late :
        List.of(
            Checkpoint.least(outputs).outputs(),
            Checkpoint.within(outputs, 40 * LAYER).outputs())) {
      long again = products(late) - products;
      assertTrue(again > 16 && again < 64, () -> again + " products again");
    }
  }

  private static long products(List<Expr> outputs) {
    return Program.compile(outputs)
        .explain()
        .lines()
        .filter(step -> step.contains("contraction ["))
        .count();
  }

  /// The gradient of a gradient keeps parts of the first gradient too; its cotangents are one for
  /// each layer, so only a share is saved.
  @Test
  void secondDerivativesTakeLessToo() {
    List<Expr> first = chain(200);
    Input x = Graph.inputs(first).getFirst();
    List<Expr> outputs = Grad.grad(first.getFirst().square().sum(), x).all();
    long plain = bytes(outputs);
    long least = least(outputs);
    assertTrue(least < 0.7 * plain, () -> plain + " bytes, then " + least);
  }

  /// What users keep is the stream between layers; what all layers share is computed again for
  /// each.
  @Test
  void sharedNodesNeedNotBeKept() {
    Input x = Input.of("x", DType.FLOAT64, BATCH, WIDTH);
    Input w = Input.of("w", DType.FLOAT64, WIDTH, WIDTH);
    Expr gate = x.sigmoid().named("gate");
    List<Expr> kept = new ArrayList<>();
    Expr h = x;
    for (int i = 0; i < 64; i++) {
      h = h.matmul(w).exp().times(gate);
      if (i % 8 == 7) {
        kept.add(h);
      }
    }
    List<Expr> outputs = differentiated(h, List.of(w, x));
    Graph.Copy copy = Checkpoint.keeping(outputs, kept);
    long plain = bytes(outputs);
    long late = bytes(copy.outputs());
    assertTrue(late < 0.4 * plain, () -> plain + " bytes, then " + late);
    long again = products(copy.outputs()) - products(outputs);
    assertTrue(again <= 64 + 8, () -> again + " products again");
  }

  /// A million nodes, differentiated.
  @Test
  void longChainsNeedNoStackAndLinearTime() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          Input x = Input.of("x", DType.FLOAT64, 2);
          Expr h = x;
          for (int i = 0; i < 200_000; i++) {
            h = h.square();
          }
          List<Expr> outputs = Grad.grad(h.sum(), x).all();
          List<Expr> late = Checkpoint.least(outputs).outputs();
          int nodes = Graph.topological(outputs).size();
          int now = Graph.topological(late).size();
          assertTrue(nodes > 1_000_000 && now < 2 * nodes, () -> nodes + " nodes, then " + now);
        });
  }
}
