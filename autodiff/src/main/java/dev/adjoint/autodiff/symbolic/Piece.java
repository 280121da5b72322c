package dev.adjoint.autodiff.symbolic;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Notation.Strength;

/// Printed text and how tightly its outermost operator binds.
record Piece(String text, Strength strength) {
  static Piece atom(String text) {
    return new Piece(text, Strength.ATOM);
  }

  /// A symbol such as `m`, or a sum or product of symbols.
  static Piece symbol(String text) {
    if (text.contains(" ")) {
      return new Piece(text, Strength.SUM);
    }
    return text.contains("·") ? new Piece(text, Strength.PRODUCT) : atom(text);
  }

  static Piece constant(Constant constant) {
    String text = constant.toString();
    String value = text.substring(0, text.lastIndexOf(": "));
    return value.startsWith("-")
        ? new Piece("−" + value.substring(1), Strength.NEGATION)
        : atom(value);
  }

  /// The text, in parentheses if it binds less tightly than its surroundings.
  String within(Strength surroundings) {
    return strength.compareTo(surroundings) < 0 ? "(" + text + ")" : text;
  }

  /// The text, in parentheses unless it binds more tightly than its surroundings: for the right
  /// operand of an operator that groups to the left.
  String rightOf(Strength surroundings) {
    return strength.compareTo(surroundings) <= 0 ? "(" + text + ")" : text;
  }
}
