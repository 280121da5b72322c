package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;

/// Whether two numbers are alike enough to recognise a wrong one by: wider than what makes it
/// wrong, since a factor taken from one element is itself rounded.
final class Likeness {
  private static final double ALIKE = 1e-9;

  private Likeness() {}

  static boolean isNear(Bounded expected, Bounded actual) {
    return switch (Judgement.of(expected, actual)) {
      case DIFFERENT ->
          Math.abs(expected.value() - actual.value()) <= ALIKE * Math.abs(expected.value());
      case EQUAL, BLURRED, UNKNOWN, NOT_FINITE, BEYOND -> true;
    };
  }
}
