package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Comparison;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Notation.Strength;

/// The comparisons `<`, `≤`, `=`, `≠` of two numbers, elementwise; `>` and `≥` exchange the
/// operands. With NaN all are false but `≠`. No gradient flows.
public record Compare(Relation relation) implements Comparison {
  /// What is asked of the two numbers.
  public enum Relation {
    LESS,
    LESS_OR_EQUAL,
    EQUAL,
    NOT_EQUAL
  }

  /// `a < b`.
  public static Expr less(Expr a, Expr b) {
    return Broadcast.elementwise(new Compare(Relation.LESS), a, b);
  }

  /// `a < b`.
  public static Expr less(Expr a, double b) {
    return less(a, Constant.scalar(b, a.dtype()));
  }

  /// `a ≤ b`.
  public static Expr lessOrEqual(Expr a, Expr b) {
    return Broadcast.elementwise(new Compare(Relation.LESS_OR_EQUAL), a, b);
  }

  /// `a ≤ b`.
  public static Expr lessOrEqual(Expr a, double b) {
    return lessOrEqual(a, Constant.scalar(b, a.dtype()));
  }

  /// `a > b`.
  public static Expr greater(Expr a, Expr b) {
    return less(b, a);
  }

  /// `a > b`.
  public static Expr greater(Expr a, double b) {
    return less(Constant.scalar(b, a.dtype()), a);
  }

  /// `a ≥ b`.
  public static Expr greaterOrEqual(Expr a, Expr b) {
    return lessOrEqual(b, a);
  }

  /// `a ≥ b`.
  public static Expr greaterOrEqual(Expr a, double b) {
    return lessOrEqual(Constant.scalar(b, a.dtype()), a);
  }

  /// `a = b`.
  public static Expr equal(Expr a, Expr b) {
    return Broadcast.elementwise(new Compare(Relation.EQUAL), a, b);
  }

  /// `a = b`.
  public static Expr equal(Expr a, double b) {
    return equal(a, Constant.scalar(b, a.dtype()));
  }

  /// `a ≠ b`.
  public static Expr notEqual(Expr a, Expr b) {
    return Broadcast.elementwise(new Compare(Relation.NOT_EQUAL), a, b);
  }

  /// `a ≠ b`.
  public static Expr notEqual(Expr a, double b) {
    return notEqual(a, Constant.scalar(b, a.dtype()));
  }

  @Override
  public String name() {
    return switch (relation) {
      case LESS -> "less";
      case LESS_OR_EQUAL -> "lessOrEqual";
      case EQUAL -> "equal";
      case NOT_EQUAL -> "notEqual";
    };
  }

  @Override
  public <V, M> M lane(Lanes<V, M> k, V a, V b) {
    return switch (relation) {
      case LESS -> k.less(a, b);
      case LESS_OR_EQUAL -> k.lessOrEqual(a, b);
      case EQUAL -> k.equal(a, b);
      case NOT_EQUAL -> k.notEqual(a, b);
    };
  }

  @Override
  public Notation notation() {
    return switch (relation) {
      case LESS -> new Notation.Infix("<", "<", Strength.COMPARISON);
      case LESS_OR_EQUAL -> new Notation.Infix("≤", "\\le", Strength.COMPARISON);
      case EQUAL -> new Notation.Infix("=", "=", Strength.COMPARISON);
      case NOT_EQUAL -> new Notation.Infix("≠", "\\ne", Strength.COMPARISON);
    };
  }
}
