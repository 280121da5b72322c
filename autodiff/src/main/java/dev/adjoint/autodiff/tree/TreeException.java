package dev.adjoint.autodiff.tree;

import dev.adjoint.autodiff.tensor.AdjointException;
import java.io.Serial;

/// An error about the structure of a tree of parameters; it names the path.
public class TreeException extends AdjointException {
  @Serial private static final long serialVersionUID = 1L;

  /// An error with this message.
  public TreeException(String message) {
    super(message);
  }

  /// An error with this message and the failure that led to it.
  public TreeException(String message, Throwable cause) {
    super(message, cause);
  }
}
