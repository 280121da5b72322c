package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Notation.Strength;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import java.util.Optional;

/// `y = a − b`, elementwise, floating or INT64. dy/da = 1, dy/db = −1.
public record Subtract() implements ElementwiseBinary {
  /// `a − b` after NumPy broadcasting.
  public static Expr subtract(Expr a, Expr b) {
    return Broadcast.elementwise(new Subtract(), a, b);
  }

  @Override
  public boolean accepts(DType dtype) {
    return dtype != DType.BOOL;
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V a, V b) {
    return k.sub(a, b);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {

    return List.of(Optional.of(yBar), Optional.of(yBar.negate()));
  }

  @Override
  public Notation notation() {
    return new Notation.Infix("−", "-", Strength.SUM);
  }
}
