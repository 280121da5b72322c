package dev.adjoint.autodiff.exec.compile.step;

/// The primitive of an instruction: those of [dev.adjoint.autodiff.graph.Lanes], and what moves
/// elements in and out of registers.
public enum Code {
  /// A constant of the program.
  LITERAL,
  /// Elements of an array.
  LOAD,
  /// Elements in another dtype.
  CONVERT,
  /// The same element in another register.
  MOVE,
  NEG,
  ADD,
  SUB,
  MUL,
  DIV,
  FMA,
  SQRT,
  ABS,
  MIN,
  MAX,
  COPY_SIGN,
  FLOOR,
  RINT,
  LESS,
  LESS_OR_EQUAL,
  EQUAL,
  NOT_EQUAL,
  AND,
  OR,
  NOT,
  SELECT,
  EXP,
  EXPM1,
  LOG,
  LOG1P,
  SIN,
  COS,
  TAN,
  ASIN,
  ACOS,
  ATAN,
  ATAN2,
  SINH,
  COSH,
  TANH,
  POW,
  ERF,
  ERFC,
  ERFCX,
  ERFINV,
  LGAMMA,
  /// The first operand is the order.
  POLYGAMMA;

  /// Whether the result is a mask although the operands are numbers.
  public boolean compares() {
    return this == LESS || this == LESS_OR_EQUAL || this == EQUAL || this == NOT_EQUAL;
  }
}
