package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Notation.Strength;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `a ∧ b` and `a ∨ b` of BOOL operands, elementwise. No gradient flows.
public record Logical(Connective connective) implements Op {
  /// Which of the two.
  public enum Connective {
    AND,
    OR
  }

  /// `a ∧ b` after NumPy broadcasting.
  public static Expr and(Expr a, Expr b) {
    return Broadcast.elementwise(new Logical(Connective.AND), a, b);
  }

  /// `a ∨ b` after NumPy broadcasting.
  public static Expr or(Expr a, Expr b) {
    return Broadcast.elementwise(new Logical(Connective.OR), a, b);
  }

  @Override
  public String name() {
    return switch (connective) {
      case AND -> "and";
      case OR -> "or";
    };
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType type = Arity.same(operands, 2);
    if (type.dtype() != DType.BOOL) {
      throw new DTypeException("needs bool operands, not " + type.dtype());
    }
    return type;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty(), Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Elementwise(
        new Formula() {
          @Override
          public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
            M a = x.get(0).mask();
            M b = x.get(1).mask();
            return new Lane.Mask<>(
                switch (connective) {
                  case AND -> k.and(a, b);
                  case OR -> k.or(a, b);
                });
          }
        });
  }

  @Override
  public Notation notation() {
    return switch (connective) {
      case AND -> new Notation.Infix("∧", "\\land", Strength.AND);
      case OR -> new Notation.Infix("∨", "\\lor", Strength.OR);
    };
  }
}
