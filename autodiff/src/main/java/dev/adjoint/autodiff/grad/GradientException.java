package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.tensor.AdjointException;

/// Raised when a gradient is asked for that does not exist, or when an op's rule breaks its
/// contract.
public final class GradientException extends AdjointException {
  private static final long serialVersionUID = 1L;

  GradientException(String message) {
    super(message);
  }

  GradientException(String message, Throwable cause) {
    super(message, cause);
  }
}
