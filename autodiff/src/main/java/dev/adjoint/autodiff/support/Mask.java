package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.op.Any;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Logical;
import dev.adjoint.autodiff.op.Not;
import dev.adjoint.autodiff.op.Permute;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where a value may be other than zero: a BOOL expression of the value's rank, in which an axis of
/// literal length 1 stands for an axis of any length. So a mask of samples stays a column however
/// wide the value is, and what does not vary along an axis is known not to.
///
/// Everywhere is null.
record Mask(Expr bits) {
  static final Dim ONE = Dim.of(1);

  /// The mask that a BOOL expression of the value's shape says.
  static Mask of(Expr full) {
    if (full instanceof Apply apply
        && apply.op() instanceof Not
        && apply.operands().getFirst() instanceof Apply inner
        && inner.lowering() instanceof Lowering.View.Expand) {
      return new Mask(Not.not(of(inner).bits));
    }
    if (!(full instanceof Apply apply && apply.lowering() instanceof Lowering.View.Expand)) {
      return new Mask(full);
    }
    Expr base = apply.operands().getFirst();
    Shape shape = base.shape();
    while (shape.rank() < full.rank()) {
      shape = shape.insert(0, ONE);
    }
    return new Mask(Reshape.reshape(base, shape));
  }

  /// True at every element of a shape, whose axes of length 1 stand for any length.
  static Mask all(Shape shape) {
    return new Mask(Broadcast.broadcast(Constant.scalar(1, DType.BOOL), shape));
  }

  /// Whether two masks are known to be one: the same expression, or the same op of the same ones.
  static boolean same(@Nullable Mask a, @Nullable Mask b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return a.bits == b.bits
        || (a.bits instanceof Apply p
            && b.bits instanceof Apply q
            && p.op().equals(q.op())
            && p.operands().equals(q.operands()));
  }

  static @Nullable Mask and(@Nullable Mask a, @Nullable Mask b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return same(a, b) ? a : new Mask(Logical.and(a.bits, b.bits));
  }

  static @Nullable Mask or(@Nullable Mask a, @Nullable Mask b) {
    if (a == null || b == null) {
      return null;
    }
    if (same(a, b) || a.isAnyOf(b)) {
      return a;
    }
    if (b.isAnyOf(a)) {
      return b;
    }
    Optional<Interval> joined = Interval.joined(a, b);
    if (joined.isPresent()) {
      return joined.get().mask();
    }
    if (a.bits instanceof Apply or && or.op().equals(new Logical(Logical.Connective.OR))) {
      for (int i = 0; i < 2; i++) {
        Optional<Interval> part = Interval.joined(new Mask(or.operands().get(i)), b);
        if (part.isPresent()) {
          return or(part.get().mask(), new Mask(or.operands().get(1 - i)));
        }
      }
    }
    return new Mask(Logical.or(a.bits, b.bits));
  }

  /// Whether this is `any` of the other over some axes, each left in its place: so contains it.
  private boolean isAnyOf(Mask other) {
    return bits.rank() == other.bits.rank()
        && bits instanceof Apply kept
        && kept.lowering() instanceof Lowering.View.Reshape
        && kept.operands().getFirst() instanceof Apply apply
        && apply.op() instanceof Any any
        && apply.operands().getFirst() == other.bits
        && IntStream.range(0, bits.rank())
            .allMatch(
                a ->
                    bits.shape()
                        .dim(a)
                        .equals(any.axes().contains(a) ? ONE : other.bits.shape().dim(a)));
  }

  /// The value within the mask, zero outside.
  Expr select(Expr value) {
    return Where.where(bits, value, 0);
  }

  boolean isConstantAlong(int axis) {
    return bits.shape().dim(axis).equals(ONE);
  }

  /// Whether it is true throughout, as far as its form tells.
  boolean isAll() {
    Expr base = bits;
    while (base instanceof Apply apply && apply.lowering() instanceof Lowering.View.Expand) {
      base = apply.operands().getFirst();
    }
    return base instanceof Constant constant
        && constant.rank() == 0
        && constant.value().booleanAt();
  }

  /// The same mask with the axes that it varies along named as those of a shape.
  Mask named(Shape shape) {
    return new Mask(Reshape.reshape(bits, along(shape, this::isConstantAlong)));
  }

  /// The same mask written out along some axes of a value's shape.
  Mask expanded(Shape shape, IntPredicate axes) {
    return new Mask(
        Broadcast.broadcast(bits, along(shape, a -> isConstantAlong(a) && !axes.test(a))));
  }

  private static Shape along(Shape shape, IntPredicate constant) {
    return Shape.of(
        IntStream.range(0, shape.rank())
            .mapToObj(a -> constant.test(a) ? ONE : shape.dim(a))
            .toList());
  }

  /// The mask with axis `i` taken from axis `sources[i]`, constant along it for −1; any over the
  /// axes that are not taken.
  @Nullable Mask onto(List<Integer> sources) {
    SortedSet<Integer> gone = new TreeSet<>();
    SortedSet<Integer> varying = new TreeSet<>();
    for (int axis = 0; axis < bits.rank(); axis++) {
      if (!sources.contains(axis)) {
        gone.add(axis);
        if (!isConstantAlong(axis)) {
          varying.add(axis);
        }
      }
    }
    if (isFilledAlong(varying)) {
      return null;
    }
    Expr any = Any.over(bits, varying);
    List<Integer> order = new ArrayList<>();
    List<Dim> dims = new ArrayList<>();
    for (int source : sources) {
      dims.add(source < 0 ? ONE : bits.shape().dim(source));
      if (source >= 0) {
        order.add(source - gone.headSet(source).size());
      }
    }
    Expr left = Reshape.reshape(any, bits.shape().without(gone));
    boolean inOrder = order.equals(IntStream.range(0, order.size()).boxed().toList());
    return new Mask(Reshape.reshape(inOrder ? left : new Permute(order).of(left), Shape.of(dims)));
  }

  /// Whether something is true along axes wherever one looks: if all was put into places that lie
  /// along them.
  private boolean isFilledAlong(Set<Integer> axes) {
    if (!(bits instanceof Apply put && put.lowering() instanceof Lowering.Scatter scatter)) {
      return false;
    }
    Expr what = put.operands().getFirst();
    return new Mask(what).isAll()
        && switch (scatter) {
          case Lowering.Scatter.Add(int batch) ->
              axes.contains(batch)
                  && put.operands().get(1).shape().dims().stream()
                      .skip(batch)
                      .allMatch(Mask::isFilled);
          case Lowering.Scatter.Place _ ->
              put.operands().size() == 1
                  && IntStream.range(0, bits.rank())
                      .allMatch(
                          a ->
                              what.shape().dim(a).equals(bits.shape().dim(a))
                                  || (axes.contains(a) && isFilled(what.shape().dim(a))));
        };
  }

  private static boolean isFilled(Dim dim) {
    return !dim.isNamed() && dim.size() > 0;
  }
}
