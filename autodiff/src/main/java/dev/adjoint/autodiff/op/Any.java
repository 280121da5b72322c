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

/// Whether any element over axes is true; the axes are dropped. No gradient flows.
public record Any(SortedSet<Integer> axes) implements Op {
  /// Copies the axes.
  public Any {
    axes = Axes.copy(axes);
  }

  /// Whether any element over axes is true, over all if none is given.
  public static Expr any(Expr x, int... axes) {
    return over(x, Axes.of("any", x, axes));
  }

  /// Whether any element over a set of axes is true; the set may be empty.
  public static Expr over(Expr x, SortedSet<Integer> axes) {
    return axes.isEmpty() ? x : new Any(axes).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() != DType.BOOL) {
      throw new DTypeException("needs bool, not " + x.dtype());
    }
    return new TensorType(DType.BOOL, x.shape().without(axes));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Reduction(Lowering.Reduction.Kind.ANY, axes);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("any", "\\operatorname{any}", List.of("axes=" + axes));
  }
}
