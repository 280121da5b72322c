package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Site;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Lowering;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The pass that replaces ops which mean an expression of simpler ops by that expression, until
/// none is left.
final class Composites {
  /// How often a composite may expand to further composites.
  private static final int DEEPEST = 64;

  private Composites() {}

  static List<Expr> expand(List<Expr> outputs) {
    List<Expr> expanded = outputs;
    for (int depth = 0; depth <= DEEPEST; depth++) {
      Optional<Apply> composite = composite(expanded);
      if (composite.isEmpty()) {
        return expanded;
      }
      if (depth == DEEPEST) {
        throw new Site(composite.get()).endless();
      }
      expanded = Graph.rebuild(expanded, Composites::replace).outputs();
    }
    return expanded;
  }

  private static Optional<Apply> composite(List<Expr> outputs) {
    for (Expr node : Graph.topological(outputs)) {
      if (node instanceof Apply apply && apply.lowering() instanceof Lowering.Composite) {
        return Optional.of(apply);
      }
    }
    return Optional.empty();
  }

  private static Expr replace(Expr node, List<Expr> operands) {
    Expr copy = Graph.withOperands(node, operands);
    return copy instanceof Apply apply
            && apply.lowering() instanceof Lowering.Composite(Function<List<Expr>, Expr> expansion)
        ? new Site(apply).expanded(expansion)
        : copy;
  }
}
