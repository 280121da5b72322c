package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tree.Tree;
import dev.adjoint.autodiff.tree.TreeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Derivatives of functions of parameter trees.
final class PointTest {
  /// An affine layer.
  public record Affine<T>(T weight, T bias) {}

  /// Two layers, and an activation's slope that may be a leaf or not.
  public record Net<T>(List<Affine<T>> layers, T scale, double slope) {}

  /// What a loss has to say besides.
  public record Report(Expr loss, Expr logits, Expr hits) {}

  private final Input x = Input.of("x", DType.FLOAT64, 4, 3);
  private final Net<Expr> net =
      new Net<>(
          List.of(affine("a", 3, 2), affine("b", 2, 2)), Input.of("scale", DType.FLOAT64), 0.5);

  private static Affine<Expr> affine(String name, int in, int out) {
    return new Affine<>(
        Input.of(name + ".w", DType.FLOAT64, in, out), Input.of(name + ".b", DType.FLOAT64, out));
  }

  private Expr logits(Net<Expr> p) {
    Expr h = x.matmul(p.layers().get(0).weight()).plus(p.layers().get(0).bias());
    return h.tanh()
        .times(p.slope())
        .matmul(p.layers().get(1).weight())
        .plus(p.layers().get(1).bias())
        .times(p.scale());
  }

  private Expr loss(Net<Expr> p) {
    return LogSumExp.logSumExp(logits(p), 1).mean();
  }

  private Map<Expr, Tensor> at(Expr... outputs) {
    Map<Expr, Tensor> at = new HashMap<>();
    long seed = 1;
    for (Expr leaf : Tree.leaves(net, Expr.class).values()) {
      at.put(leaf, Tensor.normal(leaf.shape(), seed++));
    }
    at.put(x, Tensor.normal(x.shape(), seed));
    at.keySet().retainAll(Graph.inputs(List.of(outputs)));
    return at;
  }

  private double[] value(Expr y) {
    return y.peek(at(y)).toDoubleArray();
  }

  private static String message(Runnable action) {
    return assertThrows(GradientException.class, action::run).getMessage();
  }

  @Test
  void gradientsAreATreeOfTheSameRecords() {
    ValueAndGrad<Net<Expr>, Expr> r = Grad.valueAndGrad(this::loss, net);
    Net<Expr> g = r.gradients();
    assertEquals(0.5, g.slope(), "static data stay");
    assertArrayEquals(value(loss(net)), value(r.value()));
    assertSame(r.value(), r.outputs());
    Gradients flat = Grad.grad(loss(net), List.copyOf(Tree.leaves(net, Expr.class).values()));
    Tree.leaves(net, Expr.class)
        .forEach(
            (path, leaf) -> {
              Expr gradient = Tree.leaves(g, Expr.class).get(path);
              assertEquals(leaf.type(), gradient.type());
              assertArrayEquals(value(flat.of(leaf)), value(gradient), path);
            });
    assertEquals(Tree.leaves(net, Expr.class).keySet(), r.answers().keySet());
  }

  @Test
  void aLossMayGiveFurtherOutputs() {
    ValueAndGrad<Net<Expr>, Report> r =
        Grad.at(net)
            .valueAndGrad(
                p -> {
                  Expr logits = logits(p);
                  return new Report(
                      LogSumExp.logSumExp(logits, 1).mean(), logits, Compare.greater(logits, 0));
                },
                Report::loss);
    assertSame(r.outputs().loss(), r.value());
    assertEquals(DType.BOOL, r.outputs().hits().dtype());
    assertArrayEquals(value(logits(net)), value(r.outputs().logits()));
    assertArrayEquals(
        value(Grad.valueAndGrad(this::loss, net).gradients().scale()),
        value(r.gradients().scale()));
  }

  @Test
  void aLossOfTheLeavesThemselvesNeedsNoFunction() {
    Expr loss = loss(net);
    Net<Expr> g = Grad.at(net).grad(loss).tree();
    assertArrayEquals(value(Grad.grad(loss, net.scale()).of(net.scale())), value(g.scale()));
  }

  @Test
  void frozenLeavesAreConstantsAndKeepTheirPlace() {
    Point<Net<Expr>> point = Grad.at(net).freeze("layers[0]").freeze("scale");
    ValueAndGrad<Net<Expr>, Expr> r = point.valueAndGrad(this::loss);
    Net<Expr> g = r.gradients();
    assertArrayEquals(new double[6], value(g.layers().get(0).weight()));
    assertEquals(net.scale().type(), g.scale().type());
    assertEquals(new Gradient.Disconnected("it is frozen"), r.answers().get("layers[0].bias"));
    assertArrayEquals(
        value(Grad.valueAndGrad(this::loss, net).gradients().layers().get(1).bias()),
        value(g.layers().get(1).bias()));
    assertInstanceOf(Gradient.Disconnected.class, point.grad(loss(net)).answers().get("scale"));
    assertArrayEquals(
        new double[2], value(point.hvp(this::loss, net).tree().layers().get(0).bias()));
  }

  /// A frozen leaf that stands elsewhere in the tree is frozen at its own path only.
  @Test
  void aLeafAtTwoPathsHasTwoPartialDerivatives() {
    Expr w = Input.of("w", DType.FLOAT64);
    Affine<Expr> tied = new Affine<>(w, w);
    Affine<Expr> g = Grad.valueAndGrad(p -> p.weight().square().times(p.bias()), tied).gradients();
    Map<Expr, Tensor> at = Map.of(w, Tensor.scalar(3.0));
    assertEquals(18, g.weight().peek(at).item());
    assertEquals(9, g.bias().peek(at).item());
    Affine<Expr> half =
        Grad.at(tied)
            .freeze("bias")
            .valueAndGrad(p -> p.weight().square().times(p.bias()))
            .gradients();
    assertEquals(18, half.weight().peek(at).item());
    assertEquals(0, half.bias().peek(Map.of()).item());
  }

  @Test
  void aLeafWithoutAGradientIsNamedByItsPath() {
    ValueAndGrad<Net<Expr>, Expr> r = Grad.valueAndGrad(p -> p.scale().square(), net);
    assertEquals(
        "[grad] there is no gradient at layers[0].weight: the outputs do not depend on it; freeze"
            + " it, or ask answers() for each path",
        message(r::gradients));
    assertInstanceOf(Gradient.Connected.class, r.answers().get("scale"));
    assertInstanceOf(Gradient.Disconnected.class, r.answers().get("layers[1].bias"));
    Affine<Expr> keyed = new Affine<>(net.scale(), Input.of("k", DType.INT64));
    Point<Affine<Expr>> point = Grad.at(keyed);
    assertEquals(
        "[grad] there is no gradient at bias: int64 values have no derivative; freeze it, or ask"
            + " answers() for each path",
        message(() -> point.valueAndGrad(p -> p.weight().square()).gradients()));
    Affine<Expr> frozen = point.freeze("bias").valueAndGrad(p -> p.weight().square()).gradients();
    assertEquals(DType.INT64, frozen.bias().dtype());
  }

  @Test
  void tangentsAndCotangentsTravelAsTrees() {
    Point<Net<Expr>> point = Grad.at(net);
    TreeTangents<Report> t =
        point.jvp(p -> new Report(loss(p), logits(p), Compare.less(p.scale(), 0)), net);
    assertInstanceOf(Tangent.NonDifferentiable.class, t.answers().get("hits"));
    assertEquals(
        "[jvp] there is no tangent at hits: bool values have no derivative; ask answers() for each"
            + " path",
        message(t::tree));
    assertEquals(t.outputs().logits().type(), logits(net).type());
    // ⟨∇L, v⟩ both ways, v being the parameters themselves.
    double along = value(point.jvp(this::loss, net).tree())[0];
    double sum = 0;
    Map<String, Expr> g = Tree.leaves(Grad.valueAndGrad(this::loss, net).gradients(), Expr.class);
    for (Map.Entry<String, Expr> leaf : Tree.leaves(net, Expr.class).entrySet()) {
      double[] v = value(leaf.getValue());
      double[] d = value(g.get(leaf.getKey()));
      for (int i = 0; i < v.length; i++) {
        sum += v[i] * d[i];
      }
    }
    assertEquals(sum, along, 1e-14);
    Expr seed = logits(net);
    assertArrayEquals(
        value(Grad.vjp(List.of(seed), List.of(seed), List.of(net.scale())).of(net.scale())),
        value(point.vjp(this::logits, seed).tree().scale()),
        1e-14);
    Net<Expr> hv = point.hvp(this::loss, net).tree();
    Map<Expr, Expr> v = new HashMap<>();
    Tree.leaves(net, Expr.class).values().forEach(leaf -> v.put(leaf, leaf));
    assertArrayEquals(value(Grad.hvp(loss(net), v).of(net.scale())), value(hv.scale()), 1e-14);
  }

  /// Stand-ins leave no trace: the gradient reads as that of the leaves.
  @Test
  void argumentsAreNotSeenInPrint() {
    Affine<Expr> p = new Affine<>(Input.of("w", DType.FLOAT64), Input.of("b", DType.FLOAT64));
    Expr g = Grad.valueAndGrad(q -> q.weight().times(q.bias()).exp(), p).gradients().weight();
    assertEquals("out1 = 1.0 ⊙ exp(w ⊙ b) ⊙ b  float64[]\n", Printer.text(g));
  }

  @Test
  void errorsOfTreesNameThePath() {
    Point<Net<Expr>> point = Grad.at(net);
    assertEquals(
        "[tree] the pattern layers[2] matches no path; there are [layers[0].weight, layers[0].bias,"
            + " layers[1].weight, layers[1].bias, scale]",
        assertThrows(TreeException.class, () -> point.freeze("scale", "layers[2]")).getMessage());
    Net<Expr> wrong = new Net<>(net.layers(), x, 0.5);
    assertEquals(
        "[jvp] at scale is given x: float64[4, 3], but there is scale: float64[]",
        message(() -> point.jvp(this::loss, wrong)));
    assertTrue(message(() -> point.hvp(this::loss, wrong)).startsWith("[hvp] at scale is given"));
    assertEquals(
        "[vjp] at the root is given scale: float64[], but there is %s".formatted("reshape#"),
        message(() -> point.vjp(this::logits, net.scale()))
            .replaceAll("there is .*", "there is reshape#"));
    Net<Expr> shorter = new Net<>(net.layers().subList(0, 1), net.scale(), 0.5);
    assertTrue(
        assertThrows(TreeException.class, () -> point.hvp(this::loss, shorter))
            .getMessage()
            .startsWith("[tree] structures differ at layers"));
    assertTrue(
        message(() -> point.valueAndGrad(this::logits))
            .startsWith("[grad] the loss must be a scalar"));
    assertTrue(
        message(() -> point.valueAndGrad(p -> Compare.less(p.scale(), 0)))
            .startsWith("[grad] the loss must be floating"));
    assertEquals(
        "[grad] a Affine holds no expressions: make its tensors inputs by Tree.map",
        message(() -> Grad.at(new Affine<>(Tensor.scalar(1.0), Tensor.scalar(1.0)))));
  }

  @Test
  void embeddingsByIndexAreTreesToo() {
    Expr table = Input.of("table", DType.FLOAT64, 3, 2);
    Expr rows = Input.of("rows", DType.INT64, 2);
    Affine<Expr> p = new Affine<>(table, rows);
    Affine<Expr> g =
        Grad.at(p)
            .freeze("bias")
            .valueAndGrad(q -> Gather.gather(q.weight(), q.bias()).square().sum())
            .gradients();
    Map<Expr, Tensor> at =
        Map.of(table, Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}), rows, Tensor.of(2L, 2L));
    assertArrayEquals(new double[] {0, 0, 0, 0, 20, 24}, g.weight().peek(at).toDoubleArray());
  }
}
