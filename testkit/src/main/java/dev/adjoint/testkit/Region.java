package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Softplus;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;

/// Numbers on which a function is defined and neither it nor its slope runs away, and a smooth way
/// to bring any number there.
@SuppressWarnings("ImmutableEnumChecker") // lambdas without state
enum Region {
  /// Every number.
  ANY(x -> true, x -> x),
  /// For functions that grow exponentially.
  MODERATE(x -> Math.abs(x) <= 6, x -> x.tanh().times(3)),
  /// For logarithms, roots, powers and quotients.
  POSITIVE(x -> x >= 0.03 && x <= 1e3, x -> Softplus.softplus(x).plus(0.125)),
  /// For logarithms of complements.
  NEGATIVE(x -> x <= -0.03 && x >= -6, x -> x.tanh().minus(1.25)),
  /// For inverse functions of sines, of tanh and of erf.
  UNIT(x -> Math.abs(x) <= 0.97, x -> x.tanh().times(0.9)),
  /// For the inverse of cosh.
  ABOVE_ONE(x -> x >= 1.03 && x <= 1e3, x -> Softplus.softplus(x).plus(1.25)),
  /// For logits.
  PROBABILITY(x -> x >= 0.02 && x <= 0.98, x -> x.sigmoid().times(0.9).plus(0.05));

  private final DoublePredicate contains;
  private final UnaryOperator<Expr> into;

  Region(DoublePredicate contains, UnaryOperator<Expr> into) {
    this.contains = contains;
    this.into = into;
  }

  /// Whether a number lies well inside.
  boolean contains(double x) {
    return contains.test(x);
  }

  /// An expression whose elements lie well inside, if those of `x` are not too far away.
  Expr into(Expr x) {
    return into.apply(x);
  }
}
