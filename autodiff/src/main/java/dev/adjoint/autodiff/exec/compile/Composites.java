package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.List;
import java.util.function.Function;

/// The pass that replaces ops which mean an expression of simpler ops by that expression, until
/// none is left.
final class Composites {
  private Composites() {}

  static List<Expr> expand(List<Expr> outputs) {
    List<Expr> expanded = outputs;
    while (holdsComposite(expanded)) {
      expanded = Graph.rebuild(expanded, Composites::replace).outputs();
    }
    return expanded;
  }

  private static boolean holdsComposite(List<Expr> outputs) {
    for (Expr node : Graph.topological(outputs)) {
      if (node instanceof Apply apply && apply.lowering() instanceof Lowering.Composite) {
        return true;
      }
    }
    return false;
  }

  private static Expr replace(Expr node, List<Expr> operands) {
    Expr copy = Graph.withOperands(node, operands);
    return copy instanceof Apply apply
            && apply.lowering() instanceof Lowering.Composite(Function<List<Expr>, Expr> expansion)
        ? expand(apply, expansion)
        : copy;
  }

  private static Expr expand(Apply apply, Function<List<Expr>, Expr> expansion) {
    Expr result =
        Origin.within(
            new Origin.Rewritten("expand " + apply.op().name(), List.of(apply)),
            () -> expansion.apply(apply.operands()));
    if (result.dtype() != apply.dtype() || !result.shape().sameSizes(apply.shape())) {
      throw new AdjointException(
          "[%s] expands to %s, but its type rule says %s%n  at %s"
              .formatted(apply.op().name(), result.type(), apply.type(), apply.origin().written()));
    }
    return result;
  }
}
