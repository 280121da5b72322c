package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Notation.Strength;
import dev.adjoint.autodiff.tensor.DType;

/// `y = −x`, elementwise, floating or INT64. dy/dx = −1.
public record Negate() implements ElementwiseUnary {
  /// `−x`.
  public static Expr negate(Expr x) {
    return new Negate().of(x);
  }

  @Override
  public boolean accepts(DType dtype) {
    return dtype != DType.BOOL;
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.neg(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.negate();
  }

  @Override
  public Notation notation() {
    return new Notation.Prefix("−", "-", Strength.NEGATION);
  }
}
