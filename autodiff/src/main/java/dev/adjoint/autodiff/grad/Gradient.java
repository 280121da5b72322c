package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;

/// The answer for one requested expression. That there is no gradient is not a zero gradient, and
/// neither is NaN.
public sealed interface Gradient {
  /// The gradient, of the dtype and shape of the requested expression.
  record Connected(Expr expr) implements Gradient {}

  /// No gradient reaches the requested expression; why says whether the loss does not depend on it
  /// or which ops let nothing through.
  record Disconnected(String why) implements Gradient {}

  /// The requested expression is BOOL or INT64: it has no derivative.
  record NonDifferentiable(String why) implements Gradient {}
}
