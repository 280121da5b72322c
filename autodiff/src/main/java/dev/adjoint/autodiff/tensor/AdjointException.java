package dev.adjoint.autodiff.tensor;

import java.io.Serial;

/// The root of the errors by which this library refuses bad input. The message starts with the
/// operation in brackets and names the rule and every value concerned: `[reshape] [2, 3] has 6
/// elements, [4] has 4`.
public class AdjointException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /// An error with this message.
  public AdjointException(String message) {
    super(message);
  }

  /// An error with this message and the failure that led to it.
  public AdjointException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The text, which is never missing.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
