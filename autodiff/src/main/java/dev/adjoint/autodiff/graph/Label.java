package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.AdjointException;
import org.jspecify.annotations.Nullable;

/// The rule that names of nodes and ops follow, so that printed equations and messages stay what
/// they seem.
public final class Label {
  private Label() {}

  /// The name, if it is not empty and holds no control or formatting characters.
  public static String check(@Nullable String name) {
    if (name == null
        || name.isBlank()
        || name.codePoints().anyMatch(c -> Character.isISOControl(c) || isFormat(c))) {
      throw new AdjointException(
          "[name] a name must not be empty nor hold control characters, got "
              + (name == null ? "null" : "'" + name.strip() + "' of length " + name.length()));
    }
    return name;
  }

  private static boolean isFormat(int codePoint) {
    return Character.getType(codePoint) == Character.FORMAT;
  }
}
