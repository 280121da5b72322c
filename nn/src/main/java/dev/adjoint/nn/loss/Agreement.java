package dev.adjoint.nn.loss;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;

/// What prediction and target must have in common.
final class Agreement {
  private Agreement() {}

  /// One shape with an axis of samples, one floating dtype.
  static void same(String loss, Expr prediction, Expr target) {
    if (!prediction.dtype().isFloating() || prediction.dtype() != target.dtype()) {
      throw Misuse.dtype(
          loss,
          "prediction and target must have one floating dtype: cast the target",
          List.of(prediction, target));
    }
    if (prediction.shape().unify(target.shape()).isEmpty()) {
      throw Misuse.shape(
          loss,
          "prediction and target must have one shape, nothing broadcasts%s"
              .formatted(
                  prediction.shape().size() == target.shape().size()
                      ? ": reshape one to the other's"
                      : ""),
          List.of(prediction, target));
    }
    if (prediction.rank() == 0) {
      throw Misuse.shape(loss, "the first axis must count the samples", List.of(prediction));
    }
  }

  /// Logits `[N, C]` and a distribution for each of the samples.
  static void oneHot(String loss, Expr logits, Expr target) {
    if (target.dtype() == DType.INT64) {
      throw Misuse.dtype(
          loss, "class numbers belong to categoricalCrossEntropyOfLogits", List.of(logits, target));
    }
    same(loss, logits, target);
    matrix(loss, logits);
  }

  /// Logits `[N, C]` and class numbers `[N]`.
  static void labels(String loss, Expr logits, Expr labels) {
    if (!logits.dtype().isFloating() || labels.dtype() != DType.INT64) {
      throw Misuse.dtype(
          loss,
          "needs floating logits and int64 class numbers; one-hot rows belong to"
              + " categoricalCrossEntropyOfLogitsOneHot",
          List.of(logits, labels));
    }
    matrix(loss, logits);
    if (labels.rank() != 1 || logits.shape().dim(0).unify(labels.shape().dim(0)).isEmpty()) {
      throw Misuse.shape(
          loss, "needs logits [N, C] and class numbers [N]", List.of(logits, labels));
    }
  }

  private static void matrix(String loss, Expr logits) {
    if (logits.rank() != 2) {
      throw Misuse.shape(loss, "needs logits [N, C]", List.of(logits));
    }
  }
}
