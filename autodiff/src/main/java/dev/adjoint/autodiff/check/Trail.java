package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Where a wrong gradient of right rules begins: from the output down, the first node at which the
/// gradient is still right and at an operand of which it is not.
final class Trail {
  private final Expr loss;
  private final Point at;
  private final RandomGenerator random;
  private final Map<Expr, Judgement> judged = new HashMap<>();

  Trail(Expr loss, Point at, RandomGenerator random) {
    this.loss = loss;
    this.at = at;
    this.random = random;
  }

  /// The node and the position of the operand, with what was found there.
  record Start(Apply node, int operand, Bounded expected, Bounded actual) {}

  /// The start of the trail, if there is one.
  Optional<Start> start() {
    List<Expr> order = Graph.topological(List.of(loss)).reversed();
    for (Expr node : order) {
      if (node instanceof Apply y && y.dtype().isFloating() && isRight(y)) {
        for (int i = 0; i < y.operands().size(); i++) {
          Optional<Start> start = wrong(y, i);
          if (start.isPresent()) {
            return start;
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean isRight(Expr y) {
    return y.equals(loss) || judged.getOrDefault(y, Judgement.UNKNOWN) == Judgement.EQUAL;
  }

  private Optional<Start> wrong(Apply y, int i) {
    Expr x = y.operands().get(i);
    if (!x.dtype().isFloating() || x.shape().size() == 0 || judged.containsKey(x)) {
      return Optional.empty();
    }
    try {
      Slice slice = Slice.of(loss, x, at);
      double[] v = Direction.random(random, slice.size());
      Numbers numbers = new Numbers();
      Direction direction = new Direction(Map.of(slice.target(), v));
      Bounded expected = DualNumbers.first(slice.scalar(), slice.at(), direction, numbers)[0];
      Bounded actual = Sums.dot(v, slice.reverse());
      Judgement judgement =
          numbers.isUndecided() ? Judgement.UNKNOWN : Judgement.of(expected, actual);
      judged.put(x, judgement);
      return judgement == Judgement.DIFFERENT
          ? Optional.of(new Start(y, i, expected, actual))
          : Optional.empty();
    } catch (AdjointException unreadable) {
      judged.put(x, Judgement.UNKNOWN);
      return Optional.empty();
    }
  }
}
