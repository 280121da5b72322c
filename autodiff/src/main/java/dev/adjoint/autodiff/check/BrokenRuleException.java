package dev.adjoint.autodiff.check;

/// Raised where a rule gives what no cotangent can be: the wrong number, dtype or shape, or a
/// failure of its own.
final class BrokenRuleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int operand;
  private final ErrorKind kind;

  BrokenRuleException(String message, int operand, ErrorKind kind) {
    super(message);
    this.operand = operand;
    this.kind = kind;
  }

  int operand() {
    return operand;
  }

  ErrorKind kind() {
    return kind;
  }
}
