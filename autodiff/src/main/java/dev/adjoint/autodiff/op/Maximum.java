package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import java.util.Optional;

/// The larger (or smaller) of two numbers, elementwise, floating or INT64; NaN if either is NaN.
///
/// The derivative is 1 for the winner and 0 for the other; at a tie, where it does not exist, both
/// get ½.
public record Maximum(boolean smaller) implements ElementwiseBinary {
  /// The larger of two numbers after NumPy broadcasting.
  public static Expr maximum(Expr a, Expr b) {
    return Broadcast.elementwise(new Maximum(false), a, b);
  }

  /// The smaller of two numbers after NumPy broadcasting.
  public static Expr minimum(Expr a, Expr b) {
    return Broadcast.elementwise(new Maximum(true), a, b);
  }

  @Override
  public String name() {
    return smaller ? "minimum" : "maximum";
  }

  @Override
  public boolean accepts(DType dtype) {
    return dtype != DType.BOOL;
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V a, V b) {
    return smaller ? k.min(a, b) : k.max(a, b);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr tie = Compare.equal(operands.get(0), operands.get(1));
    Expr share = Where.where(tie, yBar.times(0.5), yBar);
    return List.of(Optional.of(share), Optional.of(share));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    Expr self = operands.get(i);
    Expr other = operands.get(1 - i);
    return Optional.of(Not.not(smaller ? Compare.less(other, self) : Compare.less(self, other)));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("at ties", "shared equally", 2, 2, 0.5, 0.5));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(smaller ? "min" : "max", smaller ? "\\min" : "\\max");
  }
}
