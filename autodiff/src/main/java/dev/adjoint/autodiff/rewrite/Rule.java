package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import java.util.Optional;

/// An identity between expressions whose right side is computed, and differentiated, accurately
/// where the left side is not.
public interface Rule {

  /// The name that [dev.adjoint.autodiff.graph.Origin.Rewritten] gives to what the rule made.
  String name();

  /// The identity, and when it is applied.
  String says();

  /// Whether applications of this op can be the outermost of the pattern.
  boolean startsAt(Op op);

  /// What the rule makes of a node whose operands are stable already; empty if it does not match.
  Optional<Expr> apply(Apply node, Match match);
}
