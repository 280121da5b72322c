package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Optional;

/// Computes a node's value while the graph is being built, from the test values of its inputs; the
/// interpreter is one.
public interface Evaluator {
  /// The value, or empty if an input below carries none.
  Optional<Tensor> evaluate(Expr node);
}
