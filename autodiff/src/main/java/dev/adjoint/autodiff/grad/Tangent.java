package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;

/// The answer for one output of a forward pass. That there is no tangent is not a zero tangent, and
/// neither is NaN.
public sealed interface Tangent {
  /// The tangent, of the dtype and shape of the output.
  record Connected(Expr expr) implements Tangent {}

  /// No tangent reaches the output; why says whether it depends on nothing that has one or which
  /// ops let nothing through.
  record Disconnected(String why) implements Tangent {}

  /// The output is BOOL or INT64: it has no derivative.
  record NonDifferentiable(String why) implements Tangent {}
}
