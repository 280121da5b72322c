package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;

/// What the comparison of two computed numbers says, of which the bounds tell how well each is
/// known. Agreement counts only if it could have failed: if the bounds would have shown a relative
/// error of [#RESOLUTION].
enum Judgement {
  /// Equal within bounds that are narrow for their size.
  EQUAL,
  /// Further apart than the bounds allow.
  DIFFERENT,
  /// Within the bounds, which are as large as the numbers: they cancel or vanish.
  BLURRED,
  /// The bounds are infinite.
  UNKNOWN,
  /// The first is not finite, so nothing is asked of the second.
  NOT_FINITE,
  /// FLOAT32 cannot hold the first, or what leads to the second.
  BEYOND;

  /// The relative error that equality excludes.
  static final double RESOLUTION = 1e-7;

  /// The relative error that equality excludes in FLOAT32.
  private static final double COARSE = 1e-2;

  /// Whether the second number is the first.
  static Judgement of(Bounded expected, Bounded actual) {
    return of(expected, actual, RESOLUTION);
  }

  /// Whether a number in FLOAT32 is the first one. It cannot be asked for 10⁻⁵⁰ or 10⁵⁰, nor for
  /// what is left when something on the way has overflown.
  static Judgement inFloat32(Bounded expected, Bounded actual) {
    double size = Math.abs(expected.value());
    boolean held = size == 0 || (size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE / 16);
    boolean lost = !Double.isFinite(actual.value()) && !Double.isFinite(actual.error());
    return Double.isFinite(size) && (!held || lost) ? BEYOND : of(expected, actual, COARSE);
  }

  private static Judgement of(Bounded expected, Bounded actual, double resolution) {
    if (!Double.isFinite(expected.value())) {
      return NOT_FINITE;
    }
    double error = expected.error() + actual.error();
    if (!Double.isFinite(actual.value())) {
      return Double.isFinite(expected.error()) ? DIFFERENT : UNKNOWN;
    }
    if (!Double.isFinite(error)) {
      return UNKNOWN;
    }
    if (!Agreement.agree(expected.value(), actual.value(), error)) {
      return DIFFERENT;
    }
    double size = Math.max(Math.abs(expected.value()), Math.abs(actual.value()));
    boolean narrow = Agreement.MARGIN * error <= resolution * size;
    return narrow ? EQUAL : BLURRED;
  }

  /// Why this judgement of two numbers is no answer.
  Reason reason(Bounded expected, Bounded actual) {
    return switch (this) {
      case BLURRED -> new Reason.Rounding(expected.value(), expected.error() + actual.error());
      case NOT_FINITE -> new Reason.NotFinite(expected.value());
      case UNKNOWN -> new Reason.Unbounded();
      case BEYOND -> new Reason.BeyondFloat32(expected.value());
      case EQUAL, DIFFERENT -> throw new IllegalStateException(this + " is an answer");
    };
  }
}
