package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The mean over axes, which are dropped: the sum divided by [Count], so ∞ where the sum overflows.
/// The derivative is the cotangent divided by the count, repeated.
public record Mean(SortedSet<Integer> axes) implements Op {
  /// Copies the axes.
  public Mean {
    axes = Axes.copy(axes);
  }

  /// The mean over axes, over all if none is given.
  public static Expr mean(Expr x, int... axes) {
    SortedSet<Integer> normal = Axes.of("mean", x, axes);
    return normal.isEmpty() ? x : new Mean(normal).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (!x.dtype().isFloating()) {
      throw new DTypeException("needs floating numbers, not " + x.dtype());
    }
    return new TensorType(x.dtype(), x.shape().without(axes));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    return List.of(
        Optional.of(Axes.restore(yBar.dividedBy(Count.count(x, axes)), x.shape(), axes)));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new Mean(Axes.shifted(axes)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        x -> Sum.over(x.getFirst(), axes).dividedBy(Count.count(x.getFirst(), axes)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("mean", "\\operatorname{mean}", List.of("axes=" + axes));
  }
}
