package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.op.Any;
import dev.adjoint.autodiff.op.Axes;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Logical;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Permute;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Sort;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How the support of a result's cotangent becomes that of an operand's: by the lowering alone.
/// Null is everywhere. An op's own restriction comes on top.
public record Support(Apply y, int operand) {
  /// Both; null is everywhere.
  public static @Nullable Expr and(@Nullable Expr a, @Nullable Expr b) {
    return a == null ? b : b == null || a == b ? a : Logical.and(a, b);
  }

  /// Either; null is everywhere.
  public static @Nullable Expr or(@Nullable Expr a, @Nullable Expr b) {
    return a == null || b == null ? null : a == b ? a : Logical.or(a, b);
  }

  /// The operand's support, for one of the result.
  public @Nullable Expr of(@Nullable Expr support) {
    Expr x = y.operands().get(operand);
    return switch (y.lowering()) {
      case Lowering.Elementwise _, Lowering.Convert _ -> support;
      case Lowering.View.Reshape() -> support == null ? null : Reshape.reshape(support, x.shape());
      case Lowering.View.Permute(List<Integer> axes) ->
          support == null ? null : new Permute(axes).inverse().of(support);
      case Lowering.View.Flip(SortedSet<Integer> axes) ->
          support == null ? null : new Flip(axes).of(support);
      case Lowering.View.Slice(List<Dim> starts, List<Integer> steps) ->
          new Pad(starts, steps, x.shape()).of(orAll(support));
      case Lowering.Gather(int batch) ->
          new ScatterAdd(batch, x.shape().dim(batch)).of(orAll(support), y.operands().get(1));
      case Lowering.Scatter.Add(int batch) ->
          support == null ? null : new Gather(batch).of(support, y.operands().get(1));
      case Lowering.Scatter.Place(List<List<Dim>> starts, List<Integer> steps) ->
          support == null
              ? null
              : new Slice(starts.get(operand), x.shape().dims(), steps).of(support);
      case Lowering.View.Expand() -> {
        Expr any = any(support, Broadcast.repeated(x.shape(), y.shape()));
        yield any == null ? null : Reshape.reshape(any, x.shape());
      }
      case Lowering.Reduction(_, SortedSet<Integer> axes) ->
          support == null ? null : Axes.restore(support, x.shape(), axes);
      case Lowering.Scan(int axis, boolean reverse) -> later(support, axis, reverse);
      case Lowering.Recurrence(int axis, boolean reverse) -> later(support, axis, reverse);
      case Lowering.Order.Values(int axis, boolean descending) ->
          support == null ? null : new Sort(axis, descending).reach(x, y, support);
      case Lowering.Contraction contraction ->
          support == null ? null : contracted(contraction, support, x.shape());
      case Lowering.Triangular.Cholesky() -> dropped(support, x, matrixAxes());
      case Lowering.Triangular.Solve _ ->
          dropped(support, x, operand == 0 ? matrixAxes() : new TreeSet<>(Set.of(y.rank() - 2)));
      case Lowering.Composite(var expansion) ->
          support == null ? null : through(expansion.apply(y.operands()), support, x);
      case Lowering.Generate _, Lowering.Order.Indices _, Lowering.Opaque _ -> null;
    };
  }

  /// Where a result counts that is at this place of an axis or later.
  private static @Nullable Expr later(@Nullable Expr support, int axis, boolean reverse) {
    return support == null
        ? null
        : new CumulativeSum(axis, !reverse).of(support.cast(DType.INT64)).cast(DType.BOOL);
  }

  private Expr orAll(@Nullable Expr support) {
    return support != null
        ? support
        : Broadcast.broadcast(Constant.scalar(1, DType.BOOL), y.shape());
  }

  /// Any over axes; everywhere if indices scatter everything along one of them.
  private static @Nullable Expr any(@Nullable Expr support, SortedSet<Integer> axes) {
    if (support instanceof Apply scatter
        && scatter.lowering() instanceof Lowering.Scatter.Add(int batch)
        && axes.contains(batch)
        && scatter.operands().get(1).shape().dims().stream().skip(batch).allMatch(Support::isFilled)
        && isAll(scatter.operands().getFirst())) {
      return null;
    }
    return support == null ? null : Any.over(support, axes);
  }

  private static boolean isFilled(Dim dim) {
    return !dim.isNamed() && dim.size() > 0;
  }

  private static boolean isAll(Expr mask) {
    return mask instanceof Apply apply
        && apply.lowering() instanceof Lowering.View.Expand
        && apply.operands().getFirst() instanceof Constant constant
        && constant.rank() == 0
        && constant.value().booleanAt();
  }

  /// The last two axes: an element of a factor may depend on all of its matrix, and an element of a
  /// solution on all of the system's matrix and of its own column.
  private SortedSet<Integer> matrixAxes() {
    return new TreeSet<>(Set.of(y.rank() - 2, y.rank() - 1));
  }

  /// Everywhere along the axes if anywhere along them.
  private static @Nullable Expr dropped(@Nullable Expr support, Expr x, SortedSet<Integer> axes) {
    Expr any = any(support, axes);
    return any == null ? null : Axes.restore(any, x.shape(), axes);
  }

  /// An operand element counts if any product it takes part in does.
  private @Nullable Expr contracted(Lowering.Contraction c, Expr support, Shape x) {
    boolean left = operand == 0;
    List<Integer> batch = left ? c.leftBatch() : c.rightBatch();
    List<Integer> summed = left ? c.leftContracted() : c.rightContracted();
    List<Integer> axes = new ArrayList<>(batch);
    IntStream.range(0, x.rank())
        .filter(a -> !batch.contains(a) && !summed.contains(a))
        .forEach(axes::add);
    int free = axes.size() - batch.size();
    int mine = left ? batch.size() : support.rank() - free;
    SortedSet<Integer> others = new TreeSet<>();
    for (int a = batch.size(); a < support.rank(); a++) {
      if (a < mine || a >= mine + free) {
        others.add(a);
      }
    }
    Expr any = any(support, others);
    if (any == null) {
      return null;
    }
    axes.addAll(summed);
    Shape shape = any.shape();
    for (int i = 0; i < summed.size(); i++) {
      shape = shape.insert(shape.rank(), Dim.of(1));
    }
    Expr aligned = new Permute(axes).inverse().of(Reshape.reshape(any, shape));
    return Broadcast.broadcast(aligned, x);
  }

  /// Through the expansion of a composite op: backwards over its nodes, masks only.
  private @Nullable Expr through(Expr expansion, Expr support, Expr x) {
    Map<Expr, Reach> reached = new HashMap<>();
    reached.put(expansion, new Reach(support));
    for (Expr node : Graph.topological(List.of(expansion), y.operands()).reversed()) {
      Reach reach = reached.get(node);
      if (reach != null && node instanceof Apply apply && !y.operands().contains(node)) {
        for (int i = 0; i < apply.operands().size(); i++) {
          Expr operand = apply.operands().get(i);
          if (operand.dtype().isFloating()) {
            Reach next = new Reach(new Support(apply, i).of(reach.support));
            reached.merge(operand, next, Reach::or);
          }
        }
      }
    }
    Reach reach = reached.get(x);
    return reach == null ? null : reach.support;
  }

  private record Reach(@Nullable Expr support) {
    Reach or(Reach other) {
      return new Reach(Support.or(support, other.support));
    }
  }
}
