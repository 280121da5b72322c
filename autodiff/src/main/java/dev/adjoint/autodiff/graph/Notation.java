package dev.adjoint.autodiff.graph;

/// How an op is written in mathematics, as structure: text, LaTeX and the parser derive from it.
///
/// `symbol` is plain Unicode text, `latex` the same in LaTeX.
public sealed interface Notation {

  /// `a + b`; a higher [Strength] binds more tightly.
  record Infix(String symbol, String latex, Strength strength) implements Notation {}

  /// `−a`.
  record Prefix(String symbol, String latex, Strength strength) implements Notation {}

  /// `aᵀ`, `a²`.
  record Superscript(String symbol, String latex) implements Notation {}

  /// `|a|`.
  record Fence(String open, String close, String latexOpen, String latexClose)
      implements Notation {}

  /// `σ(a)`; parameters of the op such as an axis follow the operands.
  record Function(String symbol, String latex) implements Notation {}

  /// Printed as its only operand: a broadcast, whose shape follows from what surrounds it.
  record Transparent() implements Notation {}

  /// How tightly an operator binds, weakest first.
  enum Strength {
    OR,
    AND,
    NOT,
    COMPARISON,
    SUM,
    PRODUCT,
    NEGATION
  }
}
