package dev.adjoint.autodiff.bounds;

/// A mask of three values: true, false, or unsure, where rounding may have decided.
///
/// @param value what floating-point arithmetic decides
/// @param sure whether exact arithmetic decides the same for certain
public record Truth(boolean value, boolean sure) {
  /// A mask known for certain.
  public static Truth sure(boolean value) {
    return new Truth(value, true);
  }

  Truth and(Truth other) {
    boolean decided = (sure && !value) || (other.sure && !other.value);
    return new Truth(value && other.value, decided || (sure && other.sure));
  }

  Truth or(Truth other) {
    return not().and(other.not()).not();
  }

  Truth not() {
    return new Truth(!value, sure);
  }
}
