package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.DType;

/// `y = x²`, elementwise, floating or INT64. dy/dx = 2x.
public record Square() implements ElementwiseUnary {
  /// `x²`.
  public static Expr square(Expr x) {
    return new Square().of(x);
  }

  @Override
  public boolean accepts(DType dtype) {
    return dtype != DType.BOOL;
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.mul(x, x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return yBar.times(x.times(2));
  }

  @Override
  public Notation notation() {
    return new Notation.Superscript("²", "2");
  }
}
