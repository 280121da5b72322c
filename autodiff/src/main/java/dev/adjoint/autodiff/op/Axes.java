package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The axes argument of reductions: normalised, checked, and undone.
public final class Axes {
  private Axes() {}

  /// The given axes counted from the front, all if none is given.
  static SortedSet<Integer> of(String op, Expr x, int... axes) {
    if (axes.length == 0) {
      return set(IntStream.range(0, x.rank()));
    }
    for (int axis : axes) {
      if (axis < -x.rank() || axis >= x.rank()) {
        throw Misuse.shape(
            op, "there is no axis " + axis + " in a shape of rank " + x.rank(), List.of(x));
      }
    }
    SortedSet<Integer> normal = set(Arrays.stream(axes).map(a -> a < 0 ? a + x.rank() : a));
    if (normal.size() != axes.length) {
      throw Misuse.shape(op, "axes must differ, got " + Arrays.toString(axes), List.of(x));
    }
    return normal;
  }

  /// The axes of a shape of this rank that are wanted.
  static SortedSet<Integer> of(int rank, IntPredicate wanted) {
    return set(IntStream.range(0, rank).filter(wanted));
  }

  /// Where a new axis goes in a shape with one axis more; −1 appends it.
  static int place(String op, Expr x, int axis) {
    if (axis < -x.rank() - 1 || axis > x.rank()) {
      throw Misuse.shape(
          op, "a new axis cannot be at " + axis + " beside rank " + x.rank(), List.of(x));
    }
    return axis < 0 ? axis + x.rank() + 1 : axis;
  }

  /// An immutable copy.
  static SortedSet<Integer> copy(SortedSet<Integer> axes) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(axes));
  }

  /// The same axes behind a new first one.
  public static SortedSet<Integer> shifted(SortedSet<Integer> axes) {
    return set(axes.stream().mapToInt(a -> a + 1));
  }

  private static SortedSet<Integer> set(IntStream axes) {
    return copy(axes.boxed().collect(Collectors.toCollection(TreeSet::new)));
  }

  /// `y` with axes of length 1 where a reduction of a value of shape `full` dropped them.
  static Expr keep(Expr y, Shape full, Set<Integer> axes) {
    Shape kept = full;
    for (int axis : axes) {
      kept = kept.with(axis, Dim.of(1));
    }
    return Reshape.reshape(y, kept);
  }

  /// `y` repeated along the axes that a reduction of a value of shape `full` dropped.
  public static Expr restore(Expr y, Shape full, Set<Integer> axes) {
    boolean leading = axes.stream().allMatch(axis -> axis < axes.size());
    return Broadcast.broadcast(leading ? y : keep(y, full, axes), full);
  }
}
