package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The elements of an axis by size, ascending or descending; floating or INT64. NaN comes last
/// either way, as in NumPy; −0 and 0 are equal, and equal elements keep their order.
///
/// Each cotangent goes back to where its element stood. Where elements are equal the derivative
/// does not exist, since which of them is where has no meaning: they share their cotangents
/// equally. So the last of a sorted axis, the first of its [#topK], [Extremum] and [Maximum] have
/// one gradient. All NaNs are equal here.
public record Sort(int axis, boolean descending) implements Op {
  /// The elements of an axis, ascending.
  public static Expr sort(Expr x, int axis) {
    return new Sort(Axes.of("sort", x, axis).first(), false).of(x);
  }

  /// The `k` largest elements of an axis, descending. `k` may be a name, or a formula of names.
  public static Expr topK(Expr x, Dim k, int axis) {
    int a = within("topK", x, k, axis);
    return Slice.part(new Sort(a, true).of(x), a, Dim.of(0), k);
  }

  /// The `k` largest elements of an axis, descending.
  public static Expr topK(Expr x, int k, int axis) {
    return topK(x, length("topK", x, k), axis);
  }

  /// The axis, if it has `k` elements.
  static int within(String op, Expr x, Dim k, int axis) {
    int a = Axes.of(op, x, axis).first();
    if (k.size() > x.shape().size(a)) {
      throw Misuse.shape(
          op, "axis %d of %s has fewer than %s elements".formatted(a, x.shape(), k), List.of(x));
    }
    return a;
  }

  /// `k` as a length.
  static Dim length(String op, Expr x, int k) {
    if (k < 0) {
      throw Misuse.shape(op, "k must not be negative, got " + k, List.of(x));
    }
    return Dim.of(k);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    if (axis < 0 || axis >= x.rank()) {
      throw new ShapeException("there is no axis " + axis + " in " + x.shape());
    }
    return x;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Ties ties = ties(operands.getFirst(), y);
    Expr ones = Broadcast.broadcast(Constant.scalar(1, y.dtype()), y.shape());
    Expr mean = ties.total(last(yBar)).dividedBy(ties.total(last(ones)));
    return List.of(Optional.of(Permute.move(ties.unsorted(mean), y.rank() - 1, axis)));
  }

  private Expr last(Expr x) {
    return Permute.move(x, axis, x.rank() - 1);
  }

  /// Which places of the sorted axis hold equal elements, and where these stood; the axis is last.
  private record Ties(Expr group, Expr order) {
    /// The sum over its group, at each place.
    Expr total(Expr sorted) {
      return new Gather(sorted.rank() - 1).of(scattered(sorted, group), group);
    }

    /// Back in the order of the operand.
    Expr unsorted(Expr sorted) {
      return scattered(sorted, order);
    }

    private static Expr scattered(Expr sorted, Expr to) {
      int last = sorted.rank() - 1;
      return new ScatterAdd(last, sorted.shape().dim(last)).of(sorted, to);
    }
  }

  /// A group is numbered by how many begin before it ends.
  private Ties ties(Expr x, Expr y) {
    Expr sorted = last(y);
    int end = y.rank() - 1;
    Expr previous = LinearRecurrence.shifted(sorted, end, 1);
    Expr differs = Compare.notEqual(sorted, previous);
    if (y.dtype().isFloating()) {
      Expr bothNaN = Logical.and(Classify.isNaN(sorted), Classify.isNaN(previous));
      differs = Logical.and(differs, Not.not(bothNaN));
    }
    Expr isFirst = Compare.equal(Iota.iota(sorted.shape(), end), 0);
    Expr begins = Logical.and(differs, Not.not(isFirst)).cast(DType.INT64);
    Expr group = CumulativeSum.cumulativeSum(begins, end);
    return new Ties(group, last(new Argsort(axis, descending).of(x)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Order.Values(axis, descending);
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.ofEqual("at ties", "shared equally", new TreeSet<>(List.of(axis)), 3, 1));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "sort", "\\operatorname{sort}", List.of("axis=" + axis, "descending=" + descending));
  }
}
