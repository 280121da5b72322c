package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `x` in another dtype, elementwise: to a narrower float rounds to nearest, to INT64 truncates
/// toward zero, to BOOL is `x ≠ 0`, from BOOL is 0 or 1. A gradient flows between floating dtypes
/// only.
public record Cast(DType dtype) implements Op {
  /// `x` in another dtype; `x` itself if it has it already.
  public static Expr cast(Expr x, DType dtype) {
    return x.dtype() == dtype ? x : new Cast(dtype).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return new TensorType(dtype, Arity.unary(operands).shape());
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    DType from = operands.getFirst().dtype();
    return List.of(
        from.isFloating() && dtype.isFloating() ? Optional.of(cast(yBar, from)) : Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Convert();
  }

  @Override
  public Notation notation() {
    return new Notation.Function(dtype.toString(), "\\operatorname{" + dtype + "}");
  }
}
