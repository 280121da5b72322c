package dev.adjoint.nn.loss;

import static dev.adjoint.autodiff.op.Gather.takeAlong;
import static dev.adjoint.autodiff.op.LogSoftmax.logSoftmax;
import static dev.adjoint.autodiff.op.Softplus.softplus;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Count;
import dev.adjoint.autodiff.tensor.Dim;
import java.util.Set;

/// Losses of predictions against targets.
///
/// N is the length of the first axis. Prediction and target have one shape and dtype; shapes that
/// would merely broadcast are refused, since `[n, 1]` against `[n]` would compare every sample with
/// every other. Targets may carry gradients too.
public final class Losses {
  private Losses() {}

  /// Half the mean over samples of the squared error, `1/(2N) · Σₛ Σⱼ (pₛⱼ − tₛⱼ)²`: the factors
  /// cancel in ∂/∂p = (p − t)/N.
  ///
  /// @param prediction `[N, …]`
  /// @param target as the prediction
  public static Expr halfMeanSquaredError(Expr prediction, Expr target) {
    Agreement.same("halfMeanSquaredError", prediction, target);
    return perSample(prediction.minus(target).square().times(0.5), prediction);
  }

  /// The mean over all elements of the squared error, `1/n · Σ (p − t)²` with n the number of
  /// elements, not of samples; ∂/∂p = 2(p − t)/n.
  ///
  /// @param prediction of any shape
  /// @param target as the prediction
  public static Expr meanSquaredErrorOverElements(Expr prediction, Expr target) {
    Agreement.same("meanSquaredErrorOverElements", prediction, target);
    return prediction.minus(target).square().mean();
  }

  /// Binary cross entropy of probabilities, `−1/N · Σ (t ln p + (1 − t) ln(1 − p))`; ∂/∂p = (p −
  /// t)/(p (1 − p))/N.
  ///
  /// Where p is computed by a sigmoid, [#binaryCrossEntropyOfLogits] is exact also where p rounds
  /// to 0 or 1.
  ///
  /// @param probabilities `[N, …]`, within (0, 1); 0 and 1 give an infinite or undefined loss
  /// @param target as the probabilities, within [0, 1]
  public static Expr binaryCrossEntropy(Expr probabilities, Expr target) {
    Agreement.same("binaryCrossEntropy", probabilities, target);
    Expr positive = target.times(probabilities.log());
    Expr negative = oneMinus(target).times(oneMinus(probabilities).log());
    return perSample(positive.plus(negative).negate(), probabilities);
  }

  /// Binary cross entropy of logits z with p = σ(z), `1/N · Σ (t softplus(−z) + (1 − t)
  /// softplus(z))`; ∂/∂z = (σ(z) − t)/N.
  ///
  /// The spelling softplus(z) − t z has fewer terms, but for t = 1 and z = 40 loses the loss, e⁻⁴⁰,
  /// in 40 − 40.
  ///
  /// @param logits `[N, …]`
  /// @param target as the logits, within [0, 1]
  public static Expr binaryCrossEntropyOfLogits(Expr logits, Expr target) {
    Agreement.same("binaryCrossEntropyOfLogits", logits, target);
    Expr positive = target.times(softplus(logits.negate()));
    Expr negative = oneMinus(target).times(softplus(logits));
    return perSample(positive.plus(negative), logits);
  }

  /// Categorical cross entropy of logits with class numbers, `−1/N · Σₛ ln softmax(zₛ)[labelₛ]`;
  /// ∂/∂z = (softmax(z) − onehot(label))/N. A label outside 0..C−1 is an error when the graph is
  /// run: labels pick columns of the logits, so it reads `[gather]` or, in a training step,
  /// `[scatterAdd] index 7 at position 1 …`, where the index is the label and the position its
  /// sample in the batch.
  ///
  /// @param logits `[N, C]`
  /// @param labels `[N]`, INT64
  public static Expr categoricalCrossEntropyOfLogits(Expr logits, Expr labels) {
    Agreement.labels("categoricalCrossEntropyOfLogits", logits, labels);
    Expr column = labels.reshape(labels.shape().insert(1, Dim.of(1)));
    return perSample(takeAlong(logSoftmax(logits, 1), column, 1).negate(), logits);
  }

  /// Categorical cross entropy of logits with a distribution for each sample, `−1/N · Σₛ Σ_c tₛ_c
  /// ln softmax(zₛ)_c`; ∂/∂z = (softmax(z) − t)/N where each row of t sums to 1.
  ///
  /// @param logits `[N, C]`
  /// @param target `[N, C]`, one-hot or any distribution
  public static Expr categoricalCrossEntropyOfLogitsOneHot(Expr logits, Expr target) {
    Agreement.oneHot("categoricalCrossEntropyOfLogitsOneHot", logits, target);
    return perSample(target.times(logSoftmax(logits, 1)).negate(), logits);
  }

  /// The sum of all terms over the number of samples of `x`.
  private static Expr perSample(Expr terms, Expr x) {
    return terms.sum().dividedBy(Count.count(x, Set.of(0)));
  }

  private static Expr oneMinus(Expr x) {
    return x.negate().plus(1);
  }
}
