package dev.adjoint.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.checkpoint.Checkpoint;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.grad.GradientException;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.nn.data.Dataset;
import dev.adjoint.nn.init.Initializer;
import dev.adjoint.nn.layer.Dense;
import dev.adjoint.nn.layer.Mlp;
import dev.adjoint.nn.loss.Losses;
import dev.adjoint.nn.optimizer.GradientDescent;
import dev.adjoint.nn.optimizer.Momentum;
import dev.adjoint.nn.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

final class TrainerTest {
  private static final Measure<Mlp<Expr>> LOSS =
      (p, x, y) -> Losses.binaryCrossEntropyOfLogits(Mlp.apply(p, Sigmoid::sigmoid, x), y);

  private static final Measure<Mlp<Expr>> ACCURACY =
      (p, x, y) -> Metrics.binaryAccuracy(Mlp.apply(p, Sigmoid::sigmoid, x).sigmoid(), y);

  /// Squared error of a single affine layer.
  private static final Measure<Dense<Expr>> LINEAR =
      (p, x, y) -> Losses.halfMeanSquaredError(Dense.apply(p, x), y);

  private static final Dense<Tensor> LINE =
      new Dense<>(Tensor.of(new double[][] {{2}}), Tensor.of(1.0));

  private static Dataset xor(DType dtype) {
    return Dataset.of(
        Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}).cast(dtype),
        Tensor.of(new double[][] {{0}, {1}, {1}, {0}}).cast(dtype));
  }

  /// Two half circles that reach into one another, with noise.
  private static Dataset moons(int n, double noise, long seed) {
    double[] angle = Tensor.uniform(Shape.of(n), seed).toDoubleArray();
    double[][] off = Tensor.normal(Shape.of(n, 2), seed + 1).toMatrix();
    double[][] x = new double[n][];
    double[][] y = new double[n][];
    for (int s = 0; s < n; s++) {
      double t = Math.PI * angle[s];
      boolean upper = s % 2 == 0;
      x[s] =
          new double[] {
            (upper ? Math.cos(t) : 1 - Math.cos(t)) + noise * off[s][0],
            (upper ? Math.sin(t) : 0.5 - Math.sin(t)) + noise * off[s][1]
          };
      y[s] = new double[] {upper ? 0 : 1};
    }
    return Dataset.of(Tensor.of(x), Tensor.of(y));
  }

  @Test
  void learnsXorInBothDtypes() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Mlp<Tensor> initial = Mlp.of(Initializer.normal(1), Key.of(3), dtype, 2, 4, 1);
      Trained<Mlp<Tensor>> trained =
          Trainer.of(LOSS)
              .optimizer(new GradientDescent(2))
              .epochs(2000)
              .batch(4)
              .fit(initial, xor(dtype));
      assertEquals(1.0, Evaluation.mean(trained.model(), ACCURACY, xor(dtype), 4));
      assertTrue(trained.history().getLast().loss() < 0.05, "loss " + trained.history().getLast());
      assertEquals(dtype, trained.model().layers().get(0).weight().dtype());
    }
  }

  /// The model of a step that holds less is the same, bit for bit.
  @Test
  void checkpointsChangeNoBit() {
    Mlp<Tensor> initial =
        Mlp.of(Initializer.normal(1), Key.of(3), DType.FLOAT32, 2, 6, 6, 6, 6, 6, 6, 6, 6, 1);
    Trainer<Mlp<Expr>> trainer =
        Trainer.of(LOSS).optimizer(new Momentum(0.5, 0.9)).epochs(3).batch(3);
    List<Integer> sizes = new ArrayList<>();
    Trained<Mlp<Tensor>> late =
        trainer
            .checkpoint(
                step -> {
                  Graph.Copy copy = Checkpoint.least(step);
                  sizes.add(Graph.topological(step).size());
                  sizes.add(Graph.topological(copy.outputs()).size());
                  return copy;
                })
            .fit(initial, xor(DType.FLOAT32));
    assertTrue(sizes.get(0) < sizes.get(1), sizes::toString);
    Trained<Mlp<Tensor>> plain = trainer.fit(initial, xor(DType.FLOAT32));
    assertEquals(plain.history(), late.history());
    assertEquals(plain.model(), late.model());
  }

  /// The best that 2-4-1 sigmoids do on these moons is to miss a few points of the noise.
  @Test
  void learnsTwoMoons() {
    Dataset data = moons(400, 0.1, 11);
    Mlp<Tensor> initial = Mlp.of(Initializer.normal(1), Key.of(5), DType.FLOAT64, 2, 4, 1);
    Trained<Mlp<Tensor>> trained =
        Trainer.of(LOSS)
            .optimizer(new Momentum(0.3, 0.9))
            .epochs(300)
            .batch(32)
            .seed(1)
            .fit(initial, data);
    double onTraining = Evaluation.mean(trained.model(), ACCURACY, data, 64);
    double onOthers = Evaluation.mean(trained.model(), ACCURACY, moons(400, 0.1, 99), 64);
    assertTrue(onTraining >= 0.99, "accuracy on the training set " + onTraining);
    assertTrue(onOthers >= 0.99, "accuracy on other points " + onOthers);
  }

  /// For one sample (x, y) and p = wx + b, dw = (p − y)x and db = p − y.
  @Test
  void aStepMovesAllParametersFromOnePoint() {
    Dataset one = Dataset.of(Tensor.of(new double[][] {{3}}), Tensor.of(new double[][] {{5}}));
    Trained<Dense<Tensor>> trained =
        Trainer.of(LINEAR).optimizer(new GradientDescent(0.25)).epochs(1).fit(LINE, one);
    assertEquals(Tensor.of(new double[][] {{2 - 0.25 * 2 * 3}}), trained.model().weight());
    assertEquals(Tensor.of(1 - 0.25 * 2), trained.model().bias());
    assertEquals(2.0, trained.history().getFirst().loss());
  }

  /// With rates this small the model stands still, and the mean over the epoch is that of the data.
  @Test
  void aSmallerLastBatchCountsByItsSamples() {
    Dataset five =
        Dataset.of(
            Tensor.of(new double[][] {{1}, {2}, {3}, {4}, {5}}),
            Tensor.of(new double[][] {{0}, {1}, {0}, {7}, {2}}));
    double expected = (9 + 16 + 49 + 4 + 81) / 10.0;
    List<Integer> steps = new ArrayList<>();
    Trained<Dense<Tensor>> trained =
        Trainer.of(LINEAR)
            .optimizer(new GradientDescent(1e-15))
            .epochs(2)
            .batch(2)
            .validate(LINEAR, five)
            .progress(
                new Progress() {
                  @Override
                  public void step(Step step) {
                    steps.add(step.epoch() * 10 + step.step());
                    assertEquals(3, step.steps());
                  }
                })
            .fit(LINE, five);
    assertEquals(List.of(11, 12, 13, 21, 22, 23), steps);
    for (Progress.Epoch epoch : trained.history()) {
      assertEquals(expected, epoch.loss(), 1e-9);
      assertEquals(expected, epoch.metric().orElseThrow(), 1e-9);
    }
    assertEquals(expected, Evaluation.mean(LINE, LINEAR, five, 3), 1e-13);
  }

  @Test
  void runsAreFunctionsOfTheSeed() {
    Dataset data = moons(50, 0.1, 2);
    Mlp<Tensor> initial = Mlp.glorot(Key.of(5), DType.FLOAT32, 2, 4, 1);
    Dataset floats = data.mapX(x -> x.cast(DType.FLOAT32));
    Dataset both = Dataset.of(floats.x(), data.y().cast(DType.FLOAT32));
    Trainer<Mlp<Expr>> trainer = Trainer.of(LOSS).epochs(3).batch(8);
    assertEquals(trainer.seed(1).fit(initial, both), trainer.seed(1).fit(initial, both));
    assertNotEquals(
        trainer.seed(1).fit(initial, both).model(), trainer.seed(2).fit(initial, both).model());
  }

  @Test
  void theScheduleScalesTheRate() {
    List<Progress.Epoch> history =
        Trainer.of(LOSS)
            .optimizer(new GradientDescent(0.5))
            .schedule(epoch -> 1.0 / epoch)
            .epochs(3)
            .fit(Mlp.glorot(Key.of(1), DType.FLOAT64, 2, 4, 1), xor(DType.FLOAT64))
            .history();
    assertEquals(List.of(0.5, 0.25, 0.5 / 3), history.stream().map(Progress.Epoch::rate).toList());
  }

  @Test
  void aLossThatLeavesTheNumbersStopsTheRun() {
    Dataset data = Dataset.of(Tensor.of(new double[][] {{1e3}}), Tensor.of(new double[][] {{5}}));
    String message =
        assertThrows(DivergedException.class, () -> Trainer.of(LINEAR).epochs(1000).fit(LINE, data))
            .getMessage();
    assertTrue(message.startsWith("[train] the loss is "), message);
    assertTrue(message.contains("lower the rate (0.1)"), message);
  }

  @Test
  void aParameterThatTheLossDoesNotUseIsNamed() {
    Measure<Dense<Expr>> withoutBias =
        (p, x, y) -> Losses.halfMeanSquaredError(x.matmul(p.weight().transpose()), y);
    Dataset data = Dataset.of(Tensor.of(new double[][] {{1}}), Tensor.of(new double[][] {{5}}));
    String message =
        assertThrows(GradientException.class, () -> Trainer.of(withoutBias).fit(LINE, data))
            .getMessage();
    assertTrue(message.contains("bias"), message);
  }

  private static final Dataset PAIR =
      Dataset.of(Tensor.of(new double[][] {{1}, {2}}), Tensor.of(new double[][] {{5}, {6}}));

  /// An autoencoder's target is its input, so nothing reads y.
  @Test
  void aLossThatIgnoresTheTargetsTrains() {
    Measure<Dense<Expr>> auto = (p, x, _) -> Losses.halfMeanSquaredError(Dense.apply(p, x), x);
    Trained<Dense<Tensor>> trained =
        Trainer.of(auto).epochs(50).batch(2).validate(auto, PAIR).fit(LINE, PAIR);
    assertTrue(trained.history().getLast().loss() < trained.history().getFirst().loss());
  }

  @Test
  void anOptimizerThatIgnoresTheRateTrains() {
    Optimizer fixed = optimizer(List.of(), (w, g) -> new Optimizer.Update(w.minus(g), List.of()));
    Trained<Dense<Tensor>> trained =
        Trainer.of(LINEAR).optimizer(fixed).epochs(1).batch(2).fit(LINE, PAIR);
    assertEquals(Tensor.of(1 - (3.0 - 5 + 5 - 6) / 2), trained.model().bias());
  }

  private static Optimizer optimizer(
      List<Tensor> initial, BiFunction<Expr, Expr, Optimizer.Update> update) {
    return new Optimizer() {
      @Override
      public double rate() {
        return 0.1;
      }

      @Override
      public List<Tensor> initial(TensorType parameter) {
        return initial;
      }

      @Override
      public Update update(Expr parameter, Expr gradient, List<Expr> state, Expr rate) {
        return update.apply(parameter, gradient);
      }

      @Override
      public String toString() {
        return "mine";
      }
    };
  }

  @Test
  void anOptimizerThatForgetsItsStateIsNamed() {
    Optimizer forgets =
        optimizer(
            List.of(Tensor.scalar(0), Tensor.scalar(1)),
            (w, g) -> new Optimizer.Update(w.minus(g), List.of(w)));
    String message =
        assertThrows(
                AdjointException.class, () -> Trainer.of(LINEAR).optimizer(forgets).fit(LINE, PAIR))
            .getMessage();
    assertTrue(
        message.startsWith("[train] the optimizer mine declares 2 state tensors for weight"),
        message);
    assertTrue(message.endsWith("but its update gives 1"), message);
  }

  @Test
  void aScheduledRateThatIsNoRateIsRefusedWithItsEpoch() {
    for (double factor : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String message =
          assertThrows(
                  AdjointException.class,
                  () ->
                      Trainer.of(LINEAR)
                          .schedule(epoch -> epoch < 3 ? 1e-9 : factor)
                          .fit(LINE, PAIR))
              .getMessage();
      assertTrue(message.startsWith("[train] the rate of epoch 3 must be"), message);
    }
  }

  @Test
  void aScheduledRateOfZeroLeavesTheModel() {
    assertEquals(LINE, Trainer.of(LINEAR).schedule(_ -> 0).fit(LINE, PAIR).model());
  }

  /// The loss of a step is that before its update, so the last update shows in no loss.
  @Test
  void parametersThatLeaveTheNumbersInTheLastStepAreRefused() {
    Dataset data = Dataset.of(Tensor.of(new double[][] {{1e3}}), Tensor.of(new double[][] {{5}}));
    Trainer<Dense<Expr>> last =
        Trainer.of(LINEAR).optimizer(new GradientDescent(1e306)).epochs(1).batch(1);
    String message = assertThrows(DivergedException.class, () -> last.fit(LINE, data)).getMessage();
    assertTrue(message.startsWith("[train] the parameter weight is not finite"), message);
  }

  @Test
  void whatAListenerThrowsEndsTheRunUnchanged() {
    CancellationException stop = new CancellationException("enough");
    List<Integer> steps = new ArrayList<>();
    Trainer<Dense<Expr>> trainer =
        Trainer.of(LINEAR)
            .batch(1)
            .progress(
                new Progress() {
                  @Override
                  public void step(Step step) {
                    steps.add(step.step());
                    if (step.step() == 2) {
                      throw stop;
                    }
                  }
                });
    assertSame(stop, assertThrows(CancellationException.class, () -> trainer.fit(LINE, PAIR)));
    assertEquals(List.of(1, 2), steps);
  }

  @Test
  void badSettingsAreRefused() {
    Trainer<Dense<Expr>> trainer = Trainer.of(LINEAR);
    assertThrows(AdjointException.class, () -> trainer.batch(0));
    assertThrows(AdjointException.class, () -> trainer.epochs(-1));
    Dataset empty =
        Dataset.of(
            Tensor.of(Shape.of(0, 1), new double[0]), Tensor.of(Shape.of(0, 1), new double[0]));
    assertThrows(AdjointException.class, () -> trainer.fit(LINE, empty));
    assertThrows(AdjointException.class, () -> Evaluation.mean(LINE, LINEAR, empty, 1));
    assertThrows(
        AdjointException.class,
        () -> Evaluation.<Object>mean("no model", (_, x, _) -> x.sum(), xor(DType.FLOAT64), 1));
  }

  @Test
  void accuracyCountsTheLargestLogit() {
    Input logits = Input.of("logits", DType.FLOAT32, 4, 3);
    Input labels = Input.of("labels", DType.INT64, 4);
    Tensor value =
        Interpreter.of(Metrics.accuracy(logits, labels))
            .run(
                Map.of(
                    logits,
                    Tensor.of(new float[][] {{1, 2, 0}, {5, 5, 1}, {0, 0, 1}, {-1, -2, -3}}),
                    labels,
                    Tensor.of(1L, 0, 1, 0)))
            .getFirst();
    assertEquals(Tensor.scalar(0.75), value);
    assertThrows(AdjointException.class, () -> Metrics.accuracy(logits, logits));
  }

  @Test
  void binaryAccuracyCutsAtOneHalf() {
    Input p = Input.of("p", DType.FLOAT64, 4);
    Input t = Input.of("t", DType.FLOAT64, 4);
    Tensor value =
        Interpreter.of(Metrics.binaryAccuracy(p, t))
            .run(Map.of(p, Tensor.of(0.5, 0.4999, 0.9, 0.1), t, Tensor.of(1.0, 0, 0, 0)))
            .getFirst();
    assertEquals(Tensor.scalar(0.75), value);
    assertThrows(
        AdjointException.class,
        () -> Metrics.binaryAccuracy(p, Input.of("t", DType.FLOAT64, 4, 1)));
  }
}
