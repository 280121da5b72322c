package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.ShapeException;
import java.util.List;
import java.util.stream.Collectors;

/// The text of an error that is raised while a graph is being built: the op and the rule, what was
/// given, and the user's line.
///
/// ```text
/// [matmul] inner dimensions must be equal: [64, 784] × [785, 128]
///   given: x: float32[64, 784], w: float32[785, 128]
///   at Digits.main(Digits.java:42)
/// ```
public final class Misuse {
  private Misuse() {}

  /// A shape error of `op`.
  public static ShapeException shape(String op, String rule, List<? extends Expr> given) {
    return new ShapeException(text(op, rule, given));
  }

  /// A dtype error of `op`.
  public static DTypeException dtype(String op, String rule, List<? extends Expr> given) {
    return new DTypeException(text(op, rule, given));
  }

  static String text(String op, String rule, List<? extends Expr> given) {
    String operands = given.stream().map(Expr::toString).collect(Collectors.joining(", "));
    return "[%s] %s%n  given: %s%n  at %s"
        .formatted(op, rule, operands.isEmpty() ? "nothing" : operands, Origin.here().written());
  }
}
