package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The sum over axes, which are dropped; floating or INT64. The derivative repeats the cotangent
/// along them.
public record Sum(SortedSet<Integer> axes) implements Op {
  /// Copies the axes.
  public Sum {
    axes = Axes.copy(axes);
  }

  /// The sum over axes, over all if none is given.
  public static Expr sum(Expr x, int... axes) {
    return over(x, Axes.of("sum", x, axes));
  }

  /// The sum over a set of axes, which may be empty.
  public static Expr over(Expr x, SortedSet<Integer> axes) {
    return axes.isEmpty() ? x : new Sum(axes).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool: cast to count");
    }
    return new TensorType(x.dtype(), x.shape().without(axes));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(Axes.restore(yBar, operands.getFirst().shape(), axes)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Reduction(Lowering.Reduction.Kind.SUM, axes);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("sum", "\\sum", List.of("axes=" + axes));
  }
}
