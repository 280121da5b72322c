package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.tensor.AdjointException;

/// Raised when a check is asked for what cannot be checked: a loss without numbers, a missing or
/// impossible binding, a basis that does not fit.
public final class CheckException extends AdjointException {
  private static final long serialVersionUID = 1L;

  CheckException(String message) {
    super("[check] " + message);
  }
}
