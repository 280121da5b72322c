package dev.adjoint.autodiff.tensor;

import java.io.Serial;

/// An error about element types: an operation does not take one, or a value does not fit it.
public class DTypeException extends AdjointException {
  @Serial private static final long serialVersionUID = 1L;

  /// An error with this message.
  public DTypeException(String message) {
    super(message);
  }

  /// An error with this message and the failure that led to it.
  public DTypeException(String message, Throwable cause) {
    super(message, cause);
  }
}
