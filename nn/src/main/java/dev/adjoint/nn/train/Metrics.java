package dev.adjoint.nn.train;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import java.util.Set;

/// Metrics: FLOAT64 scalars to report. No gradient flows through them.
public final class Metrics {
  private Metrics() {}

  /// The share of samples whose largest logit, the first of equal ones, is at the label.
  ///
  /// @param logits `[N, C]`
  /// @param labels `[N]`, INT64
  public static Expr accuracy(Expr logits, Expr labels) {
    if (logits.rank() != 2
        || labels.dtype() != DType.INT64
        || logits.shape().without(Set.of(1)).unify(labels.shape()).isEmpty()) {
      throw Misuse.shape(
          "accuracy", "needs logits [N, C] and int64 labels [N]", List.of(logits, labels));
    }
    return share(Compare.equal(ArgExtremum.argMax(logits, 1), labels));
  }

  /// The share of elements where probability and target lie on one side of ½, ½ itself counting as
  /// 1.
  ///
  /// @param probabilities `[N, …]`
  /// @param target as the probabilities
  public static Expr binaryAccuracy(Expr probabilities, Expr target) {
    if (probabilities.shape().unify(target.shape()).isEmpty()) {
      throw Misuse.shape(
          "binaryAccuracy",
          "prediction and target must have one shape, nothing broadcasts",
          List.of(probabilities, target));
    }
    Expr predicted = Compare.greaterOrEqual(probabilities, 0.5).cast(DType.INT64);
    Expr actual = Compare.greaterOrEqual(target, 0.5).cast(DType.INT64);
    return share(Compare.equal(predicted, actual));
  }

  private static Expr share(Expr hits) {
    return hits.cast(DType.FLOAT64).mean();
  }
}
