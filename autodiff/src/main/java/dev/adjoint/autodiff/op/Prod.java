package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.IntStream;

/// The product over axes, which are dropped; floating or INT64; of nothing it is 1.
///
/// x̄ᵢ = ȳ·Πⱼ≠ᵢ xⱼ, taken from the other elements ([ProductOfOthers]) and not as y/xᵢ: so it is
/// exact where one or several elements are 0, and to every order.
public record Prod(SortedSet<Integer> axes) implements Op {
  /// Copies the axes.
  public Prod {
    axes = Axes.copy(axes);
  }

  /// The product over axes, over all if none is given.
  public static Expr prod(Expr x, int... axes) {
    SortedSet<Integer> normal = Axes.of("prod", x, axes);
    return normal.isEmpty() ? x : new Prod(normal).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    return new TensorType(x.dtype(), x.shape().without(axes));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    return List.of(Optional.of(Axes.restore(yBar, x.shape(), axes).times(others(x))));
  }

  /// The product of the others for each element: the axes as one, which is last.
  private Expr others(Expr x) {
    List<Integer> order =
        new ArrayList<>(
            IntStream.range(0, x.rank()).filter(a -> !axes.contains(a)).boxed().toList());
    List<Dim> dims = new ArrayList<>(order.stream().map(x.shape()::dim).toList());
    dims.add(axes.stream().map(x.shape()::dim).reduce(Dim.of(1), Dim::times));
    order.addAll(axes);
    boolean last = order.equals(IntStream.range(0, x.rank()).boxed().toList());
    Permute permute = new Permute(order);
    Expr moved = last ? x : permute.of(x);
    Expr others = new ProductOfOthers().of(Reshape.reshape(moved, Shape.of(dims)));
    Expr back = Reshape.reshape(others, moved.shape());
    return last ? back : permute.inverse().of(back);
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Reduction(Lowering.Reduction.Kind.PROD, axes);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("prod", "\\prod", List.of("axes=" + axes));
  }
}
