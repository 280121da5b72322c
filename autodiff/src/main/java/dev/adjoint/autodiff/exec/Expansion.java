package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.function.Function;

/// What ops say of their own results, held to the type they declared.
final class Expansion {
  private Expansion() {}

  /// The expression that a composite op means.
  static Expr of(Apply node, Function<List<Expr>, Expr> expansion) {
    Expr expanded =
        Origin.within(
            new Origin.Rewritten("expand " + node.op().name(), List.of(node)),
            () -> expansion.apply(node.operands()));
    check(node, "expands to", expanded.type());
    return expanded;
  }

  /// The result of an opaque op.
  static Elements checked(Apply node, Elements result) {
    check(node, "evaluates to", result.type());
    return result;
  }

  private static void check(Apply node, String how, TensorType type) {
    if (type.dtype() != node.dtype() || !type.shape().sameSizes(node.shape())) {
      throw new AdjointException(
          "[%s] %s %s, but its type rule says %s%n  at %s"
              .formatted(node.op().name(), how, type, node.type(), node.origin().written()));
    }
  }
}
