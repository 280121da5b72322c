package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.tensor.AdjointException;

/// Raised when the tensors given to a run do not fit its inputs.
public final class BindingException extends AdjointException {
  private static final long serialVersionUID = 1L;

  /// A message that says what was expected and what was given.
  public BindingException(String message) {
    super(message);
  }
}
