package dev.adjoint.autodiff.graph;

import java.util.List;

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

  /// `σ(a)`, `sum(a, axes=[0])`: the parameters follow the operands.
  record Function(String symbol, String latex, List<String> parameters) implements Notation {
    /// Copies the parameters.
    public Function {
      parameters = List.copyOf(parameters);
    }

    /// A function without parameters.
    public Function(String symbol, String latex) {
      this(symbol, latex, List.of());
    }
  }

  /// `m`: a value that is a name of its own.
  record Symbol(String symbol, String latex) implements Notation {}

  /// Printed as its only operand: a broadcast, whose shape follows from what surrounds it.
  record Transparent() implements Notation {}

  /// How tightly an operator binds, weakest first.
  enum Strength {
    OR,
    AND,
    COMPARISON,
    SUM,
    PRODUCT,
    NEGATION,
    POWER,
    ATOM
  }
}
