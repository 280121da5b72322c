package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// `x` with its axes in another order: result axis `i` is axis `axes[i]` of `x`. The derivative
/// permutes back.
public record Permute(List<Integer> axes) implements Op {
  /// Copies the axes.
  public Permute {
    axes = List.copyOf(axes);
  }

  /// `x` with result axis `i` taken from axis `axes[i]`.
  public static Expr permute(Expr x, int... axes) {
    return new Permute(Arrays.stream(axes).mapToObj(a -> a < 0 ? a + x.rank() : a).toList())
        .after(x);
  }

  /// `x` with its last two axes exchanged.
  public static Expr transpose(Expr x) {
    if (x.rank() < 2) {
      throw Misuse.shape("transpose", "needs at least two axes, got " + x.shape(), List.of(x));
    }
    int[] axes = IntStream.range(0, x.rank()).toArray();
    axes[x.rank() - 2] = x.rank() - 1;
    axes[x.rank() - 1] = x.rank() - 2;
    return permute(x, axes);
  }

  /// `x` with one axis moved to another place and the others in their order.
  public static Expr move(Expr x, int from, int to) {
    if (from == to) {
      return x;
    }
    List<Integer> axes = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    axes.add(to, axes.remove(/* index */ from));
    return new Permute(axes).after(x);
  }

  /// This permutation of `x`; of a permutation it is one permutation, and none if they cancel.
  private Expr after(Expr x) {
    if (!(x instanceof Apply apply
        && apply.op() instanceof Permute inner
        && Set.copyOf(axes).equals(inner.allAxes()))) {
      return of(x);
    }
    Permute both = new Permute(axes.stream().map(inner.axes::get).toList());
    Expr operand = apply.operands().getFirst();
    return both.isIdentity() ? operand : both.of(operand);
  }

  private boolean isIdentity() {
    return IntStream.range(0, axes.size()).allMatch(i -> axes.get(i) == i);
  }

  @Override
  public String name() {
    return isTranspose() ? "transpose" : "permute";
  }

  private boolean isTranspose() {
    int n = axes.size();
    if (n < 2 || axes.get(n - 1) != n - 2 || axes.get(n - 2) != n - 1) {
      return false;
    }
    return IntStream.range(0, n - 2).allMatch(i -> axes.get(i) == i);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (axes.size() != x.rank() || !Set.copyOf(axes).equals(allAxes())) {
      throw new ShapeException(
          "axes must be a permutation of 0..%d, got %s for %s"
              .formatted(x.rank() - 1, axes, x.shape()));
    }
    return new TensorType(x.dtype(), Shape.of(axes.stream().map(x.shape()::dim).toList()));
  }

  private Set<Integer> allAxes() {
    return IntStream.range(0, axes.size()).boxed().collect(Collectors.toSet());
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(inverse().after(yBar)));
  }

  /// The permutation that undoes this one.
  public Permute inverse() {
    return new Permute(IntStream.range(0, axes.size()).map(axes::indexOf).boxed().toList());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.View.Permute(axes);
  }

  @Override
  public Notation notation() {
    return isTranspose()
        ? new Notation.Superscript("ᵀ", "\\top")
        : new Notation.Function(name(), "\\operatorname{permute}", List.of("axes=" + axes));
  }
}
