package dev.adjoint.nn.train;

import dev.adjoint.autodiff.tensor.AdjointException;
import java.io.Serial;

/// The error of a training run whose loss, or a parameter of it, is no longer finite.
public class DivergedException extends AdjointException {
  @Serial private static final long serialVersionUID = 1L;

  /// An error with this message.
  public DivergedException(String message) {
    super(message);
  }
}
