package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A mask that is true from one index of a single axis up to another, as a slice leaves it.
/// Adjacent ones join, so that a value that was cut into parts which are all used has no mask.
///
/// @param shape that of the mask, constant along every other axis
record Interval(Shape shape, int axis, Dim start, Dim length) {

  static Optional<Interval> of(Mask mask) {
    if (!(mask.bits() instanceof Apply apply && apply.op() instanceof Pad pad)) {
      return Optional.empty();
    }
    Expr inside = apply.operands().getFirst();
    List<Integer> axes =
        IntStream.range(0, inside.rank()).filter(a -> !mask.isConstantAlong(a)).boxed().toList();
    if (axes.size() != 1 || !new Mask(inside).isAll()) {
      return Optional.empty();
    }
    int axis = axes.getFirst();
    return pad.steps().get(axis) != 1
        ? Optional.empty()
        : Optional.of(
            new Interval(apply.shape(), axis, pad.starts().get(axis), inside.shape().dim(axis)));
  }

  /// One interval for two, if they are adjacent.
  static Optional<Interval> joined(Mask a, Mask b) {
    Optional<Interval> first = of(a);
    Optional<Interval> second = of(b);
    return first.isPresent() && second.isPresent()
        ? first.get().before(second.get()).or(() -> second.get().before(first.get()))
        : Optional.empty();
  }

  private Optional<Interval> before(Interval next) {
    return next.axis == axis && next.shape.equals(shape) && start.plus(length).equals(next.start)
        ? Optional.of(new Interval(shape, axis, start, length.plus(next.length)))
        : Optional.empty();
  }

  /// The mask again; null if the interval is the whole axis.
  @Nullable Mask mask() {
    if (length.equals(shape.dim(axis))) {
      return null;
    }
    List<Dim> starts = new ArrayList<>(Collections.nCopies(shape.rank(), Dim.of(0)));
    starts.set(axis, start);
    Pad pad = new Pad(starts, Collections.nCopies(shape.rank(), 1), shape);
    return new Mask(pad.of(Mask.all(shape.with(axis, length)).bits()));
  }
}
