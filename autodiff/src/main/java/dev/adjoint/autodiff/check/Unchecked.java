package dev.adjoint.autodiff.check;

/// Something that was neither confirmed nor refuted.
///
/// @param what which derivative
/// @param reason why
public record Unchecked(String what, Reason reason) {
  @Override
  public String toString() {
    return what + ": " + reason;
  }
}
