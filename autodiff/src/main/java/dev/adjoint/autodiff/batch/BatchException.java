package dev.adjoint.autodiff.batch;

import dev.adjoint.autodiff.tensor.AdjointException;

/// Raised when a batch is asked for that does not fit the expression.
public final class BatchException extends AdjointException {
  private static final long serialVersionUID = 1L;

  BatchException(String message) {
    super("[batch] " + message);
  }
}
