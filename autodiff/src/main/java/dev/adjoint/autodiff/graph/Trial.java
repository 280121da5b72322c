package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A test value that travels with a node while the graph is being built, and who computes the next.
record Trial(Tensor value, Evaluator evaluator) {

  /// The trial of an application: present if an operand has one and all inputs below do. What an
  /// executor or a transform builds is not tried, and NaN in a backward pass is not refused: it may
  /// lie behind a branch that was not taken.
  static @Nullable Trial of(Apply node) {
    Trial first =
        node.operands().stream().map(Trial::at).filter(Objects::nonNull).findFirst().orElse(null);
    boolean derived =
        node.origin() instanceof Origin.Rewritten || node.origin() instanceof Origin.Copied;
    if (first == null || derived) {
      return null;
    }
    Optional<Tensor> value = first.evaluator().evaluate(node);
    if (value.isEmpty()) {
      return null;
    }
    boolean written = node.origin() instanceof Origin.Written;
    if (written && value.get().hasNaN() && !operandHasNaN(node.operands())) {
      throw new NaNException(
          Misuse.text(
                  node.op().name(), "gives NaN at the test values: " + value.get(), node.operands())
              + values(node.operands()));
    }
    return new Trial(value.get(), first.evaluator());
  }

  static @Nullable Trial at(Expr node) {
    return switch (node) {
      case Input input -> input.trial;
      case Constant _ -> null;
      case Apply apply -> apply.trial;
    };
  }

  private static String values(List<Expr> operands) {
    StringBuilder text = new StringBuilder();
    for (Expr operand : operands) {
      operand
          .testValue()
          .ifPresent(v -> text.append("%n  %s = %s".formatted(Apply.reference(operand), v)));
    }
    return text.toString();
  }

  private static boolean operandHasNaN(List<Expr> operands) {
    return operands.stream().anyMatch(x -> x.testValue().map(Tensor::hasNaN).orElse(false));
  }
}
