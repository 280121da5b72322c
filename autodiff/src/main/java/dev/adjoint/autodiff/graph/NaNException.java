package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.AdjointException;

/// Raised while a graph with test values is being built, at the line whose op first gives NaN.
public final class NaNException extends AdjointException {
  private static final long serialVersionUID = 1L;

  NaNException(String message) {
    super(message);
  }
}
