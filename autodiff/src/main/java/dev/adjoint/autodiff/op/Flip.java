package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// `x` with the index running backwards along some axes. The derivative flips back.
public record Flip(SortedSet<Integer> axes) implements Op {
  /// Copies the axes.
  public Flip {
    axes = Axes.copy(axes);
  }

  /// `x` reversed along axes, along all if none is given.
  public static Expr flip(Expr x, int... axes) {
    return new Flip(Axes.of("flip", x, axes)).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return Arity.unary(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(new Flip(axes).of(yBar)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.View.Flip(axes);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("flip", "\\operatorname{flip}", List.of("axes=" + axes));
  }
}
