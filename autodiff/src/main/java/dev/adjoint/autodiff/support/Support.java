package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where what a node makes of one operand may be other than zero, by where the operand may: by the
/// lowering alone, for a node that is linear in it. Null is everywhere.
record Support(Apply y, int operand) {

  @Nullable Mask of(@Nullable Mask mask) {
    return switch (y.lowering()) {
      case Lowering.Scatter.Add(int batch) -> scattered(batch, mask);
      case Lowering.Scatter.Place(List<List<Dim>> starts, List<Integer> steps) ->
          placed(starts.get(operand), steps, mask);
      case Lowering lowering -> mask == null ? null : moved(lowering, mask);
    };
  }

  private @Nullable Mask moved(Lowering lowering, Mask mask) {
    return switch (lowering) {
      case Lowering.Elementwise _, Lowering.Convert _ -> mask;
      case Lowering.Barrier _ -> operand == 0 ? mask : null;
      case Lowering.View.Reshape() -> reshaped(mask);
      case Lowering.View.Permute(List<Integer> axes) -> mask.onto(axes);
      case Lowering.View.Flip(var axes) -> new Mask(new Flip(axes).of(mask.bits()));
      case Lowering.View.Slice(List<Dim> starts, List<Integer> steps) ->
          sliced(starts, steps, mask);
      case Lowering.View.Expand() -> {
        int missing = y.rank() - x().rank();
        yield mask.onto(
            IntStream.range(0, y.rank()).mapToObj(a -> Math.max(a - missing, -1)).toList());
      }
      case Lowering.Gather(int batch) -> {
        Mask rows = mask.expanded(x().shape(), a -> a <= batch);
        yield new Mask(new Gather(batch).of(rows.bits(), y.operands().get(1)));
      }
      case Lowering.Reduction(var kind, var axes) ->
          kind == Lowering.Reduction.Kind.SUM
              ? mask.onto(
                  IntStream.range(0, x().rank()).filter(a -> !axes.contains(a)).boxed().toList())
              : null;
      case Lowering.Scan(int axis, boolean reverse) -> running(mask, axis, reverse);
      case Lowering.Recurrence(int axis, boolean reverse) ->
          operand == 1 ? running(mask, axis, reverse) : null;
      case Lowering.Triangular.Solve _ -> operand == 1 ? inColumns(mask) : null;
      case Lowering.Contraction contraction -> new Product(contraction, y, operand).result(mask);
      case Lowering.Scatter _,
          Lowering.Order _,
          Lowering.Triangular _,
          Lowering.Generate _,
          Lowering.Composite _,
          Lowering.Opaque _ ->
          null;
    };
  }

  /// At an element or after one.
  private Mask running(Mask mask, int axis, boolean reverse) {
    Expr counted = mask.expanded(x().shape(), a -> a == axis).bits().cast(DType.INT64);
    return new Mask(new CumulativeSum(axis, reverse).of(counted).cast(DType.BOOL));
  }

  /// Columns are solved each by itself.
  private @Nullable Mask inColumns(Mask mask) {
    int row = y.rank() - 2;
    return mask.onto(IntStream.range(0, y.rank()).mapToObj(a -> a == row ? -1 : a).toList());
  }

  private Expr x() {
    return y.operands().get(operand);
  }

  private Mask sliced(List<Dim> starts, List<Integer> steps, Mask mask) {
    List<Dim> from = new ArrayList<>(starts);
    List<Dim> sizes = new ArrayList<>(y.shape().dims());
    List<Integer> strides = new ArrayList<>(steps);
    for (int axis = 0; axis < from.size(); axis++) {
      if (mask.isConstantAlong(axis)) {
        from.set(axis, Dim.of(0));
        sizes.set(axis, Mask.ONE);
        strides.set(axis, 1);
      }
    }
    return new Mask(new Slice(from, sizes, strides).of(mask.bits()));
  }

  /// Axes that the operand fills stay as they are; along the others the rest is false.
  private @Nullable Mask placed(List<Dim> starts, List<Integer> steps, @Nullable Mask mask) {
    Shape x = x().shape();
    List<Integer> padded =
        IntStream.range(0, x.rank())
            .filter(a -> !x.dim(a).equals(y.shape().dim(a)))
            .boxed()
            .toList();
    if (padded.isEmpty()) {
      return mask;
    }
    Shape point = Shape.of(x.dims().stream().map(_ -> Mask.ONE).toList());
    Mask inside = (mask == null ? Mask.all(point) : mask).expanded(x, padded::contains);
    List<Dim> from = new ArrayList<>();
    Shape shape = inside.bits().shape();
    for (int axis = 0; axis < x.rank(); axis++) {
      from.add(padded.contains(axis) ? starts.get(axis) : Dim.of(0));
      shape = padded.contains(axis) ? shape.with(axis, y.shape().dim(axis)) : shape;
    }
    return new Mask(new Pad(from, steps, shape).of(inside.bits()));
  }

  private Mask scattered(int batch, @Nullable Mask mask) {
    Expr indices = y.operands().get(1);
    Shape point = Shape.of(x().shape().dims().stream().map(_ -> Mask.ONE).toList());
    Mask inside =
        (mask == null ? Mask.all(point) : mask).expanded(x().shape(), a -> a < indices.rank());
    return new Mask(new ScatterAdd(batch, y.shape().dim(batch)).of(inside.bits(), indices));
  }

  /// Runs of axes with equal products map to one another; a run that the mask does not vary along
  /// stays so.
  private Mask reshaped(Mask mask) {
    Shape from = x().shape();
    Shape to = y.shape();
    boolean[] written = new boolean[from.rank()];
    List<Dim> dims = new ArrayList<>();
    int i = 0;
    while (i < from.rank() || dims.size() < to.rank()) {
      int first = i;
      int start = dims.size();
      int end = start;
      Dim p = i < from.rank() ? from.dim(i++) : Mask.ONE;
      Dim q = end < to.rank() ? to.dim(end++) : Mask.ONE;
      while (!p.equals(q) && (i < from.rank() || end < to.rank())) {
        if (end == to.rank() || (i < from.rank() && p.size() < q.size())) {
          p = p.times(from.dim(i++));
        } else {
          q = q.times(to.dim(end++));
        }
      }
      if (!p.equals(q)) { // only without elements, when runs need not have equal products
        return new Mask(Reshape.reshape(mask.expanded(from, _ -> true).bits(), to));
      }
      boolean varies = IntStream.range(first, i).anyMatch(a -> !mask.isConstantAlong(a));
      for (int a = first; a < i; a++) {
        written[a] = varies;
      }
      for (int a = start; a < end; a++) {
        dims.add(varies ? to.dim(a) : Mask.ONE);
      }
    }
    Mask runs = mask.expanded(from, a -> written[a]);
    return new Mask(Reshape.reshape(runs.bits(), Shape.of(dims)));
  }
}
