package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import java.util.Optional;

/// `y = |x|`, elementwise, floating or INT64. dy/dx = ±1 with the sign of x; at 0, where the
/// derivative does not exist, 0 is the convention here.
public record Abs() implements ElementwiseUnary {
  /// `|x|`.
  public static Expr abs(Expr x) {
    return new Abs().of(x);
  }

  @Override
  public boolean accepts(DType dtype) {
    return dtype != DType.BOOL;
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return k.abs(x);
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return Where.where(Compare.less(x, 0), yBar.negate(), yBar);
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return Optional.of(Compare.notEqual(operands.getFirst(), 0));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("x = 0", "0", 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Fence("|", "|", "\\left|", "\\right|");
  }
}
