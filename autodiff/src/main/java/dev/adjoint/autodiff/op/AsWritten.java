package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `y = x`, of any dtype: a mark that `x`, with all it is computed from, is to be computed and
/// differentiated literally. No rule of the rewrite package looks through it or touches what is
/// below it. The derivative is 1, and is marked as well.
public record AsWritten() implements Op {
  /// `x`, kept as it is written.
  public static Expr asWritten(Expr x) {
    return new AsWritten().of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return Arity.unary(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(asWritten(yBar)));
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
