package dev.adjoint.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Tanh;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tree.Tree;
import dev.adjoint.nn.data.Dataset;
import dev.adjoint.nn.init.Initializer;
import dev.adjoint.nn.layer.Mlp;
import dev.adjoint.nn.loss.Losses;
import dev.adjoint.nn.optimizer.GradientDescent;
import dev.adjoint.nn.optimizer.Momentum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Steps of several micro-batches against steps of one large batch.
final class AccumulationTest {
  private static final Measure<Mlp<Expr>> LOSS =
      (p, x, y) -> Losses.halfMeanSquaredError(Mlp.apply(p, Tanh::tanh, x), y);

  private static Dataset data(int n, DType dtype) {
    return Dataset.of(
        Tensor.normal(Shape.of(n, 3), 1).cast(dtype), Tensor.normal(Shape.of(n, 2), 2).cast(dtype));
  }

  private static Mlp<Tensor> model(DType dtype) {
    return Mlp.of(Initializer.normal(1), Key.of(3), dtype, 3, 4, 2);
  }

  private static Trainer<Mlp<Expr>> step(int batch, int accumulation) {
    return Trainer.of(LOSS)
        .optimizer(new GradientDescent(1))
        .epochs(1)
        .batch(batch)
        .accumulate(accumulation);
  }

  /// Within the running error bound of the gradient of the large batch: with equal micro-batches,
  /// with a smaller last one, and with one sample each.
  @Test
  void aStepOfMicroBatchesIsThatOfTheLargeBatch() {
    for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
      for (int[] sizes : new int[][] {{12, 4, 3}, {10, 4, 3}, {11, 1, 11}, {7, 6, 2}}) {
        Dataset data = data(sizes[0], dtype);
        Mlp<Tensor> initial = model(dtype);
        Map<String, Tensor> large =
            Tree.leaves(step(sizes[0], 1).fit(initial, data).model(), Tensor.class);
        Map<String, Tensor> small =
            Tree.leaves(step(sizes[1], sizes[2]).fit(initial, data).model(), Tensor.class);
        Map<String, Bounded[]> bounds = gradients(initial, data);
        large.forEach(
            (path, expected) -> {
              double[] e = expected.cast(DType.FLOAT64).toDoubleArray();
              double[] a = small.get(path).cast(DType.FLOAT64).toDoubleArray();
              for (int i = 0; i < e.length; i++) {
                Bounded g = bounds.get(path)[i];
                double unit = dtype == DType.FLOAT32 ? Math.ulp((float) e[i]) : Math.ulp(e[i]);
                assertTrue(
                    Math.abs(e[i] - a[i]) <= Agreement.MARGIN * g.error() + unit,
                    "%s %s at %d: %s, not %s".formatted(dtype, path, i, a[i], e[i]));
                assertTrue(
                    g.error() < (dtype == DType.FLOAT32 ? 1e-4 : 1e-13), () -> path + ": " + g);
              }
            });
      }
    }
  }

  private static Map<String, Bounded[]> gradients(Mlp<Tensor> model, Dataset data) {
    Map<Input, Tensor> at = new HashMap<>();
    Mlp<Expr> inputs =
        Tree.map(
            model,
            Tensor.class,
            (path, value) -> {
              Input input = Input.of(path, value.type());
              at.put(input, value);
              return input;
            });
    Input x = Input.of("x", data.x().type());
    Input y = Input.of("y", data.y().type());
    at.put(x, data.x());
    at.put(y, data.y());
    Mlp<Expr> gradients = Grad.valueAndGrad(p -> LOSS.of(p, x, y), inputs).gradients();
    Map<String, Bounded[]> bounds = new HashMap<>();
    Tree.leaves(gradients, Expr.class)
        .forEach((path, g) -> bounds.put(path, new BoundedReading(at).values(g)));
    return bounds;
  }

  /// 10 samples in micro-batches of 3, two at a time: steps of 6 and of 4 = 3 + 1.
  @Test
  void theLossOfAStepIsTheMeanOverItsSamples() {
    List<Progress.Step> steps = new ArrayList<>();
    var still =
        Trainer.of(LOSS)
            .optimizer(new GradientDescent(1e-300))
            .epochs(1)
            .batch(3)
            .accumulate(2)
            .progress(
                new Progress() {
                  @Override
                  public void step(Step step) {
                    steps.add(step);
                  }
                });
    Dataset data = data(10, DType.FLOAT64);
    var trained = still.fit(model(DType.FLOAT64), data);
    assertEquals(2, steps.size());
    assertEquals(2, steps.getFirst().steps());
    double mean = Evaluation.mean(model(DType.FLOAT64), LOSS, data, 10);
    assertEquals(mean, (6 * steps.get(0).loss() + 4 * steps.get(1).loss()) / 10, 1e-15 * mean * 10);
    assertEquals(mean, trained.history().getFirst().loss(), 1e-15 * mean * 10);
  }

  @Test
  void optimizerStateAndFrozenParametersWorkAsWithOneBatch() {
    Dataset data = data(8, DType.FLOAT64);
    Mlp<Tensor> initial = model(DType.FLOAT64);
    var large =
        Trainer.of(LOSS)
            .optimizer(new Momentum(0.25, 0.5))
            .freeze("layers[0].bias")
            .epochs(5)
            .batch(8)
            .fit(initial, data);
    var small =
        Trainer.of(LOSS)
            .optimizer(new Momentum(0.25, 0.5))
            .freeze("layers[0].bias")
            .epochs(5)
            .batch(2)
            .accumulate(4)
            .fit(initial, data);
    assertEquals(initial.layers().get(0).bias(), small.model().layers().get(0).bias());
    Map<String, Tensor> expected = Tree.leaves(large.model(), Tensor.class);
    Tree.leaves(small.model(), Tensor.class)
        .forEach(
            (path, value) -> {
              double[] e = expected.get(path).toDoubleArray();
              double[] a = value.toDoubleArray();
              for (int i = 0; i < e.length; i++) {
                assertEquals(e[i], a[i], 1e-13, path);
              }
            });
  }

  @Test
  void aStepNeedsABatch() {
    assertEquals(
        "[train] a step needs at least one batch, got 0",
        assertThrows(AdjointException.class, () -> Trainer.of(LOSS).accumulate(0)).getMessage());
  }
}
