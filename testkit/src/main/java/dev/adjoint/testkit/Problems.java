package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.ArrayList;
import java.util.List;

/// What a contract is found broken by: every part is tried, so that one error tells all.
final class Problems {
  private final List<String> found = new ArrayList<>();
  private boolean asked;
  private int compared;

  /// Runs one part; its failure is kept under a heading.
  void during(String part, Runnable check) {
    try {
      check.run();
    } catch (AssertionError | AdjointException e) {
      add(part + ": " + e.getMessage());
    } catch (RuntimeException e) {
      add(part + ": " + e);
    }
  }

  void add(String problem) {
    found.add(problem);
  }

  /// How many elements of derivatives were compared in one case that has some.
  void derivatives(int elements) {
    asked = true;
    compared += elements;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /// Fails if anything was found.
  void failIfAny(String subject) {
    if (found.isEmpty() && asked && compared == 0) {
      add(
          "derivatives: none could be compared: state a @Domain, or give operands at which the op"
              + " is differentiable");
    }
    if (!found.isEmpty()) {
      StringBuilder text = new StringBuilder(subject);
      text.append(
          found.size() == 1
              ? " breaks its contract:"
              : " breaks its contract in %d places:".formatted(found.size()));
      for (String problem : found) {
        text.append("\n- ").append(problem.replace("\n", "\n  "));
      }
      throw new AssertionError(text.toString());
    }
  }
}
