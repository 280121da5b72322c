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

/// `¬a` of a BOOL operand, elementwise. No gradient flows.
public record Not() implements Op {
  /// `¬a`.
  public static Expr not(Expr a) {
    return new Not().of(a);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType type = Arity.unary(operands);
    if (type.dtype() != DType.BOOL) {
      throw new DTypeException("needs a bool operand, not " + type.dtype());
    }
    return type;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Elementwise(
        new Formula() {
          @Override
          public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
            return new Lane.Mask<>(k.not(x.getFirst().mask()));
          }
        });
  }

  @Override
  public Notation notation() {
    return new Notation.Prefix("¬", "\\lnot", Strength.NEGATION);
  }
}
