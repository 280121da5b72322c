package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Subtract;
import java.util.Optional;
import java.util.OptionalInt;

/// Logits less the logarithm of the sum of their own exponentials, which cancels for a sure class.
final class LogSoftmaxOfDifference implements Rule {
  @Override
  public String name() {
    return "logits less their logSumExp";
  }

  @Override
  public String says() {
    return """
    x − logSumExp(x) = logSoftmax(x), and its negative, for all elements, or those that \
    indices or a slice pick along the axis\
    """;
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Subtract;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    Expr a = y.operands().get(0);
    Expr b = y.operands().get(1);
    return logSoftmax(a, b, match).or(() -> logSoftmax(b, a, match).map(Expr::negate));
  }

  private static Optional<Expr> logSoftmax(Expr part, Expr fold, Match match) {
    return Rows.of(part, fold, LogSoftmaxOfDifference::folded, match)
        .map(rows -> rows.pick().apply(LogSoftmax.logSoftmax(rows.base(), rows.axis())));
  }

  private static OptionalInt folded(Apply y) {
    return y.op() instanceof LogSumExp(int axis) ? OptionalInt.of(axis) : OptionalInt.empty();
  }
}
