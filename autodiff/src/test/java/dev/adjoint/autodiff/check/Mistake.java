package dev.adjoint.autodiff.check;

/// A mistake that is planted in a rule, and the kinds that its report may give it.
enum Mistake {
  SIGN(ErrorKind.SIGN),
  FACTOR_TWO(ErrorKind.FACTOR),
  RELATIVE(ErrorKind.FACTOR),
  TRANSPOSE(ErrorKind.TRANSPOSE),
  MISSING_SUM(ErrorKind.MISSING_SUM),
  SWAPPED(ErrorKind.SWAPPED),
  STALE(ErrorKind.STALE),
  SATURATED(ErrorKind.SATURATED),
  ONE_INDEX(ErrorKind.ONE_INDEX),
  SECOND_ORDER(ErrorKind.SECOND_ORDER),
  FLOAT32(ErrorKind.FLOAT32_ONLY);

  private final ErrorKind kind;

  Mistake(ErrorKind kind) {
    this.kind = kind;
  }

  /// What the checker should say that it looks like.
  ErrorKind kind() {
    return kind;
  }
}
