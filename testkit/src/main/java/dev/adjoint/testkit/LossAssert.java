package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Assertions about a loss, a scalar function of predictions and targets. Each is tried at a few
/// dozen samples, the same in every run, and fails at the first that contradicts it by more than
/// rounding explains, naming the sample.
///
/// ```java
/// assertThatLoss(Losses::softmaxCrossEntropy, Samples.ofClasses(4, 3))
///     .isStable(-1000, 1000)
///     .isInvariantUnderShift()
///     .isConvexAlongLines()
///     .isProper(probabilities -> probabilities.log());
/// ```
public final class LossAssert {
  private final BinaryOperator<Expr> formula;
  private final Samples samples;
  private final Input prediction;
  private final Input target;
  private final Expr loss;

  LossAssert(BinaryOperator<Expr> formula, Samples samples) {
    this.formula = formula;
    this.samples = samples;
    this.prediction = Input.of("prediction", samples.type());
    this.target = Input.of("target", samples.type());
    this.loss = formula.apply(prediction, target);
    if (loss.rank() != 0 || !loss.dtype().isFloating()) {
      throw new IllegalArgumentException("a loss must be a floating scalar, got " + loss);
    }
  }

  /// Loss and gradient lose no more digits than the problem itself does, for predictions of either
  /// end and all magnitudes between, in FLOAT64 and FLOAT32. See [Stability].
  public LossAssert isStable(double from, double to) {
    List<Tensor> targets = samples.targets();
    List<Tensor> predictions = samples.predictions(from, to);
    for (int i = 0; i < predictions.size(); i++) {
      new Stability(formula, predictions.get(i), targets.get(i % targets.size())).check();
    }
    return this;
  }

  /// For every target, no prediction has a smaller loss than the target itself, and the gradient
  /// there is 0.
  public LossAssert hasItsMinimumAtTheTarget() {
    return hasItsMinimumAt(t -> t);
  }

  /// For every target, no prediction has a smaller loss than what `best` makes of the target, and
  /// the gradient there is 0: for losses of logits, `best` is the inverse of the link. Targets for
  /// which `best` is not finite are left out.
  public LossAssert hasItsMinimumAt(UnaryOperator<Expr> best) {
    return leastAtAll(samples.targets(), labels -> new Minimum("the loss", formula, best, labels));
  }

  /// The loss is a proper scoring rule: where the label is drawn with some probabilities, no
  /// prediction has a smaller expected loss than the one that `best` makes of the probabilities.
  public LossAssert isProper(UnaryOperator<Expr> best) {
    BinaryOperator<Expr> expected = (p, t) -> samples.expected(formula, p, t);
    return leastAtAll(
        samples.probabilities(), p -> new Minimum("the expected loss", expected, best, p));
  }

  /// Adding one number to all elements of the last axis of the predictions changes nothing.
  public LossAssert isInvariantUnderShift() {
    for (Tensor at : samples.predictions()) {
      for (double shift : new double[] {-2.5, 0.75, 8}) {
        same("shifted by " + shift, at, Rearranged.shifted(at, shift), t -> t);
      }
    }
    return this;
  }

  /// The order of the samples, the first axis, does not matter.
  public LossAssert isInvariantUnderPermutationOfSamples() {
    return invariantUnderReversal(0, "samples in reverse order");
  }

  /// The order of the classes, the last axis, does not matter.
  public LossAssert isInvariantUnderPermutationOfClasses() {
    return invariantUnderReversal(samples.type().rank() - 1, "classes in reverse order");
  }

  private LossAssert invariantUnderReversal(int axis, String what) {
    for (Tensor at : samples.predictions()) {
      same(what, at, Rearranged.reversed(at, axis), t -> Rearranged.reversed(t, axis));
      same(
          what.replace("reverse", "rotated"),
          at,
          Rearranged.rotated(at, axis),
          t -> Rearranged.rotated(t, axis));
    }
    return this;
  }

  /// Between any two predictions the loss lies on or below the straight line.
  public LossAssert isConvexAlongLines() {
    List<Tensor> points = samples.predictions();
    for (Tensor labels : samples.targets()) {
      for (int i = 0; i + 1 < points.size(); i++) {
        Tensor a = points.get(i);
        Tensor b = points.get(i + 1);
        for (double part : new double[] {0.25, 0.5, 0.75}) {
          Bounded between = at(Rearranged.between(a, b, part), labels);
          Bounded start = at(a, labels);
          Bounded end = at(b, labels);
          double line = (1 - part) * start.value() + part * end.value();
          double error = between.error() + start.error() + end.error();
          if (!(between.value() <= line + Agreement.MARGIN * error)) {
            throw new AssertionError(
                "the loss is not convex: it is %s at the point that is %s of the way from a to b, above the straight line's %s%n  a = %s%n  b = %s%n  target = %s"
                    .formatted(between.value(), part, line, a, b, labels));
          }
        }
      }
    }
    return this;
  }

  private void same(String what, Tensor at, Tensor changed, UnaryOperator<Tensor> labels) {
    for (Tensor t : samples.targets()) {
      Bounded before = at(at, t);
      Bounded after = at(changed, labels.apply(t));
      if (!Double.isFinite(before.value())
          || !Agreement.agree(before.value(), after.value(), before.error() + after.error())) {
        throw new AssertionError(
            "the loss changes from %s to %s with the prediction %s%n  prediction = %s%n  target = %s"
                .formatted(before.value(), after.value(), what, at, t));
      }
    }
  }

  private Bounded at(Tensor at, Tensor labels) {
    return new BoundedReading(Map.of(prediction, at, target, labels)).values(loss)[0];
  }

  private LossAssert leastAtAll(List<Tensor> targets, Function<Tensor, Minimum> minimum) {
    int tried = 0;
    for (Tensor labels : targets) {
      Minimum least = minimum.apply(labels);
      if (Arrays.stream(least.prediction().toDoubleArray()).allMatch(Double::isFinite)) {
        isLeast(least);
        tried++;
      }
    }
    if (tried == 0) {
      throw new AssertionError("nothing could be tried: no target has a finite best prediction");
    }
    return this;
  }

  /// A gradient of zero at the point, and no smaller loss anywhere on the way to other predictions.
  private void isLeast(Minimum minimum) {
    Tensor best = minimum.prediction();
    minimum.checkGradient();
    for (Tensor prediction : samples.predictions()) {
      Tensor other = Rearranged.resized(prediction, best.shape());
      for (double part : new double[] {1, 0.5, 0.1, 0.01}) {
        minimum.checkAgainst(Rearranged.between(best, other, part));
      }
    }
  }
}
