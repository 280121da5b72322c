package dev.adjoint.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tree.TreeException;
import dev.adjoint.nn.data.Dataset;
import dev.adjoint.nn.init.Initializer;
import dev.adjoint.nn.layer.Dense;
import dev.adjoint.nn.layer.Mlp;
import dev.adjoint.nn.loss.Losses;
import dev.adjoint.nn.optimizer.GradientDescent;
import dev.adjoint.nn.optimizer.Momentum;
import dev.adjoint.nn.optimizer.WeightDecay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Parameters with an optimizer of their own, and frozen ones.
final class GroupsTest {
  private static final Measure<Mlp<Expr>> LOSS =
      (p, x, y) -> Losses.halfMeanSquaredError(Mlp.apply(p, Sigmoid::sigmoid, x), y);

  private static final Mlp<Tensor> MODEL =
      Mlp.of(Initializer.normal(1), Key.of(3), DType.FLOAT64, 2, 3, 1);

  private static final Dataset DATA =
      Dataset.of(Tensor.normal(Shape.of(12, 2), 1), Tensor.normal(Shape.of(12, 1), 2));

  private static Trainer<Mlp<Expr>> trainer() {
    return Trainer.of(LOSS).optimizer(new GradientDescent(0.5)).epochs(3).batch(5);
  }

  private static Dense<Tensor> layer(Trained<Mlp<Tensor>> trained, int l) {
    return trained.model().layers().get(l);
  }

  @Test
  void aGroupWithTheSameOptimizerChangesNoBit() {
    Mlp<Tensor> plain = trainer().fit(MODEL, DATA).model();
    assertEquals(
        plain, trainer().group(new GradientDescent(0.5), "**.bias").fit(MODEL, DATA).model());
    assertNotEquals(
        plain, trainer().group(new GradientDescent(0.25), "**.bias").fit(MODEL, DATA).model());
  }

  /// One step of two optimizers is what each makes of its parameters, whatever the other's rate is.
  @Test
  void aStepMovesEachGroupAtItsOwnRate() {
    Trainer<Mlp<Expr>> step = trainer().epochs(1).batch(12);
    var slow = step.optimizer(new GradientDescent(0.125)).fit(MODEL, DATA);
    var fast = step.fit(MODEL, DATA);
    var both = step.group(new GradientDescent(0.125), "layers[0]").fit(MODEL, DATA);
    assertEquals(layer(slow, 0), layer(both, 0));
    assertEquals(layer(fast, 1), layer(both, 1));
  }

  @Test
  void aScheduleMultipliesTheRateOfEveryGroup() {
    var at = trainer().epochs(1).schedule(_ -> 0.25);
    var grouped = at.group(new GradientDescent(0.25), "layers[1]").fit(MODEL, DATA);
    var expected =
        trainer()
            .epochs(1)
            .optimizer(new GradientDescent(0.125))
            .group(new GradientDescent(0.0625), "layers[1]")
            .fit(MODEL, DATA);
    assertEquals(expected.model(), grouped.model());
  }

  @Test
  void frozenParametersStayToTheBitAndTheOthersMoveAsIfTheyWereConstants() {
    var trained = trainer().freeze("layers[0]").fit(MODEL, DATA);
    assertEquals(MODEL.layers().get(0), layer(trained, 0));
    Measure<Dense<Expr>> head =
        (p, x, y) -> {
          Mlp<Expr> whole =
              new Mlp<>(
                  List.of(
                      new Dense<>(
                          Constant.of(MODEL.layers().get(0).weight()),
                          Constant.of(MODEL.layers().get(0).bias())),
                      p));
          return LOSS.of(whole, x, y);
        };
    var alone =
        Trainer.of(head)
            .optimizer(new GradientDescent(0.5))
            .epochs(3)
            .batch(5)
            .fit(MODEL.layers().get(1), DATA);
    assertEquals(alone.model(), layer(trained, 1));
  }

  @Test
  void validationSeesFrozenParameters() {
    List<Double> metrics = new ArrayList<>();
    trainer()
        .freeze("**.weight")
        .validate(LOSS, DATA)
        .progress(
            new Progress() {
              @Override
              public void epoch(Epoch epoch) {
                metrics.add(epoch.metric().orElseThrow());
              }
            })
        .fit(MODEL, DATA);
    assertEquals(3, metrics.size());
    assertNotEquals(metrics.getFirst(), metrics.getLast());
  }

  /// A gradient of zero leaves the decay alone: w ← w·(1 − αλ), and biases stay.
  @Test
  void weightsDecayAndBiasesDoNot() {
    Dense<Tensor> line = new Dense<>(Tensor.of(new double[][] {{2}}), Tensor.of(1.0));
    Dataset one = Dataset.of(Tensor.of(new double[][] {{3}}), Tensor.of(new double[][] {{7}}));
    Measure<Dense<Expr>> loss = (p, x, y) -> Losses.halfMeanSquaredError(Dense.apply(p, x), y);
    var decaying = new WeightDecay(new Momentum(0.5, 0.9), 0.25);
    var trained =
        Trainer.of(loss)
            .optimizer(decaying)
            .group(new GradientDescent(0.5), "bias")
            .epochs(1)
            .fit(line, one);
    assertEquals(Tensor.of(new double[][] {{2 - 0.5 * 0.25 * 2}}), trained.model().weight());
    assertEquals(Tensor.of(1.0), trained.model().bias());
    assertEquals(0.5, decaying.rate());
    assertEquals(
        "[weightDecay] the decay must be finite and not negative, got -1.0",
        assertThrows(AdjointException.class, () -> new WeightDecay(decaying, -1)).getMessage());
  }

  @Test
  void errorsNameThePatternAndThePath() {
    assertEquals(
        "[tree] the pattern layer[0] matches no path; there are [layers[0].weight, layers[0].bias,"
            + " layers[1].weight, layers[1].bias]",
        assertThrows(TreeException.class, () -> trainer().freeze("layer[0]").fit(MODEL, DATA))
            .getMessage());
    assertEquals(
        "[train] layers[0].bias is in two groups: the group [**.bias] and frozen [layers[0]]",
        assertThrows(
                AdjointException.class,
                () ->
                    trainer()
                        .group(new GradientDescent(1), "**.bias")
                        .freeze("layers[0]")
                        .fit(MODEL, DATA))
            .getMessage());
    assertEquals(
        "[train] all parameters are frozen",
        assertThrows(AdjointException.class, () -> trainer().freeze("**").fit(MODEL, DATA))
            .getMessage());
  }
}
