package dev.adjoint.autodiff.check;

/// The error of a report that was required to pass and did not; its message is the report. No test
/// framework is needed to throw it, and every one understands it.
public final class CheckFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  CheckFailure(Report report) {
    super(report.toString());
  }
}
