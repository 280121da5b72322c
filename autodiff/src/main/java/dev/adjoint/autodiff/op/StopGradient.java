package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `y = x`, elementwise, floating or INT64, through which no gradient flows.
public record StopGradient() implements Op {
  /// `x`, held constant by differentiation.
  public static Expr stopGradient(Expr x) {
    return new StopGradient().of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    return x;
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
            return new Lane.Value<>(k.stopGradient(x.getFirst().value()));
          }
        });
  }

  @Override
  public Notation notation() {
    return new Notation.Function("stop", "\\operatorname{stop}");
  }
}
