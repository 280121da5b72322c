package dev.adjoint.autodiff.tensor;

import java.io.Serial;

/// An error about lengths, ranks, axes or indices.
public class ShapeException extends AdjointException {
  @Serial private static final long serialVersionUID = 1L;

  /// An error with this message.
  public ShapeException(String message) {
    super(message);
  }

  /// An error with this message and the failure that led to it.
  public ShapeException(String message, Throwable cause) {
    super(message, cause);
  }
}
