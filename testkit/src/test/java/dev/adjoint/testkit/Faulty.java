package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// A user's op that computes what a right one does, with a mistake in its vjp rule.
public record Faulty(Op right, Mistake mistake) implements Op {
  /// The mistakes that are made.
  public enum Mistake {
    /// The last operand's cotangent has the wrong sign.
    SIGN,
    /// The last operand's cotangent is twice too large.
    FACTOR_TWO,
    /// The last operand's cotangent is not summed over a repeated axis: its first part is taken.
    MISSING_SUM
  }

  @Override
  public String name() {
    return "faulty " + right.name();
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return right.type(operands);
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return right.lowering(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    List<Optional<Expr>> bars = new java.util.ArrayList<>(right.vjp(operands, y, yBar));
    int last = bars.size() - 1;
    Expr bar = bars.get(last).orElseThrow();
    bars.set(
        last,
        Optional.of(
            switch (mistake) {
              case SIGN -> bar.negate();
              case FACTOR_TWO -> bar.times(2);
              case MISSING_SUM -> firstPart(operands.get(last), yBar);
            }));
    return bars;
  }

  /// What is left of a broadcast's derivative without the sum.
  private Expr firstPart(Expr x, Expr yBar) {
    if (!(right instanceof Broadcast)) {
      throw new IllegalStateException("only a broadcast has a sum to forget");
    }
    return dev.adjoint.autodiff.op.Slice.slice(yBar, 0, 0, 1).reshape(x.shape());
  }
}
