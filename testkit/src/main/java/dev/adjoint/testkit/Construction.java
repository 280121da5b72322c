package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Expr;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One way to add a node, or a few, to a random graph.
///
/// @param trait what it does to a comparison
/// @param build the new node, if the bench offers operands that fit
record Construction(Trait trait, Function<Bench, Optional<Expr>> build) {
  /// What a construction does to a comparison.
  enum Trait {
    /// Has derivatives of every order where it is defined.
    SMOOTH,
    /// Smooth, and adds up: executors may do so in another order.
    SUMMING,
    /// Has kinks or jumps, or yields no floating numbers.
    KINKED,
    /// Holds a value constant by word, so that differences see more than derivatives.
    STOPPING,
    /// Has a rule that is on purpose not the derivative.
    REDEFINING
  }

  /// All of them, the simplest first: shrinking prefers those.
  static final List<Construction> ALL = all();

  private static List<Construction> all() {
    List<Construction> all = new ArrayList<>();
    Elementwise.addTo(all);
    Moves.addTo(all);
    Choosing.addTo(all);
    Folds.addTo(all);
    Matrices.addTo(all);
    return List.copyOf(all);
  }

  /// Those that have one of the traits.
  static List<Construction> of(Trait first, Trait... others) {
    Set<Trait> traits = EnumSet.of(first, others);
    return ALL.stream().filter(c -> traits.contains(c.trait)).toList();
  }

  /// A construction that always fits.
  static Construction of(Trait trait, Function<Bench, Expr> build) {
    return new Construction(trait, b -> Optional.of(build.apply(b)));
  }

  /// A construction on a first operand with at least one axis.
  static Construction ofAxis(Trait trait, Function<Bench, Expr> build) {
    return new Construction(
        trait, b -> b.x().rank() == 0 ? Optional.empty() : Optional.of(build.apply(b)));
  }

  /// A construction on a first operand with an element along the chosen axis.
  static Construction ofElements(Trait trait, Function<Bench, Expr> build) {
    return new Construction(
        trait, b -> b.hasElements() ? Optional.of(build.apply(b)) : Optional.empty());
  }
}
