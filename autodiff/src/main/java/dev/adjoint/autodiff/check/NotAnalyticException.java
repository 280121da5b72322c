package dev.adjoint.autodiff.check;

/// Raised where a function has no continuation to complex numbers that is written here, so that the
/// complex step has nothing to say.
final class NotAnalyticException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1L;

  NotAnalyticException(String primitive) {
    super(primitive + " is not analytic");
  }
}
