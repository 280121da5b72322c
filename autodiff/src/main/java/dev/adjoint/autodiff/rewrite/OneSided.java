package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Clamp;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.Relu;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// A function that is spelled by the larger or smaller of two numbers, but has a name and a kink
/// rule of its own.
final class OneSided implements Rule {
  private static final String NAME = "relu and clamp as extremes";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String says() {
    return """
    max(x, 0) = relu(x), min(max(x, low), high) = max(min(x, high), low) = clamp(x, low, high) \
    for numbers low < high: the derivative at the kink is theirs, not that of a tie\
    """;
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Maximum;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    return y.op() instanceof Maximum(boolean smaller) && y.dtype().isFloating()
        ? bounded(y, smaller, match).flatMap(bound -> clamp(bound, match).or(() -> relu(bound)))
        : Optional.empty();
  }

  /// An expression that is kept on one side of a number.
  private record Bounded(Expr x, double number, boolean above) {}

  private static Optional<Bounded> bounded(Apply y, boolean smaller, Match match) {
    Expr a = y.operands().get(0);
    Expr b = y.operands().get(1);
    OptionalDouble right = match.number(b);
    OptionalDouble left = match.number(a);
    return right.isPresent()
        ? Optional.of(new Bounded(a, right.getAsDouble(), !smaller))
        : left.isPresent()
            ? Optional.of(new Bounded(b, left.getAsDouble(), !smaller))
            : Optional.empty();
  }

  private static Optional<Expr> clamp(Bounded outer, Match match) {
    return match
        .see(outer.x())
        .flatMap(
            y ->
                y.op() instanceof Maximum(boolean smaller)
                    ? bounded(y, smaller, match)
                    : relu(y).map(x -> new Bounded(x, 0, true)))
        .filter(inner -> inner.above() != outer.above())
        .filter(
            inner ->
                outer.above() ? outer.number() < inner.number() : inner.number() < outer.number())
        .map(
            inner -> {
              match.cross(outer.x());
              double low = Math.min(inner.number(), outer.number());
              double high = Math.max(inner.number(), outer.number());
              return new Clamp(low, high).of(inner.x());
            });
  }

  /// What a relu is of that was spelled as an extreme; one that was written keeps its own kink.
  private static Optional<Expr> relu(Apply y) {
    return y.op() instanceof Relu
            && y.origin() instanceof Origin.Rewritten(String rule, List<Expr> _)
            && rule.equals(NAME)
        ? Optional.of(y.operands().getFirst())
        : Optional.empty();
  }

  private static Optional<Expr> relu(Bounded bound) {
    return bound.above() && bound.number() == 0
        ? Optional.of(Relu.relu(bound.x()))
        : Optional.empty();
  }
}
