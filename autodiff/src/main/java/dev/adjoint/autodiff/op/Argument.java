package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `y = x`, of any dtype: `x` as the argument of a function that is to be differentiated. It is a
/// node of its own, so a derivative by it is by the function's argument only: what the function
/// reads of `x` in another way stays constant.
public record Argument() implements Op {
  /// A new node of the value of `x`.
  public static Expr argument(Expr x) {
    return new Argument().of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return Arity.unary(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(yBar));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.View.Reshape();
  }

  @Override
  public Notation notation() {
    return new Notation.Transparent();
  }
}
