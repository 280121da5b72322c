package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.Exp;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Sum;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;

/// Exponentials divided by their own sum.
final class SoftmaxOfQuotient implements Rule {
  @Override
  public String name() {
    return "exponentials over their sum";
  }

  @Override
  public String says() {
    return """
    e^x / Σ e^x = softmax(x) along one axis, for all elements, or those that indices or a \
    slice pick along it\
    """;
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Divide;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    return Rows.of(y.operands().get(0), y.operands().get(1), SoftmaxOfQuotient::summed, match)
        .flatMap(
            rows ->
                match
                    .see(rows.base())
                    .filter(e -> e.op() instanceof Exp)
                    .map(
                        e -> {
                          match.cross(e);
                          Expr x = e.operands().getFirst();
                          return rows.pick().apply(Softmax.softmax(x, rows.axis()));
                        }));
  }

  private static OptionalInt summed(Apply y) {
    return y.op() instanceof Sum(SortedSet<Integer> axes) && axes.size() == 1
        ? OptionalInt.of(axes.first())
        : OptionalInt.empty();
  }
}
