package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.graph.Lowering.Reduction;
import java.util.Arrays;
import java.util.Locale;

/// Axes of a dense value folded away.
///
/// The axes are merged into alternating kept and folded ones. Stretches along a folded last axis
/// are reduced one by one and then combined in row-major order; a kept last axis is combined row by
/// row.
public final class ReduceStep implements Step {
  private final Reduction.Kind kind;

  /// The merged axes of the operand.
  private final int[] sizes;

  /// The stride of each in the result, 0 where it is folded.
  private final int[] targets;

  /// The number of elements of the result.
  private final int size;

  private final Place from;
  private final Place to;

  /// Takes over its arrays.
  public ReduceStep(
      Reduction.Kind kind, int[] sizes, int[] targets, int size, Place from, Place to) {
    this.kind = kind;
    this.sizes = sizes;
    this.targets = targets;
    this.size = size;
    this.from = from;
    this.to = to;
  }

  int[] sizes() {
    return sizes;
  }

  int[] targets() {
    return targets;
  }

  int size() {
    return size;
  }

  Place from() {
    return from;
  }

  Place to() {
    return to;
  }

  @Override
  public void run(Workspace w) {
    if (size == 0) {
      return;
    }
    switch (kind) {
      case SUM, PROD, MAX, MIN, ANY -> fold(w);
      case ARGMAX, ARGMIN ->
          new Extremes(kind == Reduction.Kind.ARGMAX).run(this, w.array(from), w.longs(to));
    }
  }

  private void fold(Workspace w) {
    Object source = w.array(from);
    Object target = w.array(to);
    fillIdentity(target);
    int last = sizes.length - 1;
    int inner = sizes[last];
    boolean folded = targets[last] == 0;
    int rows = 1;
    for (int a = 0; a < last; a++) {
      rows *= sizes[a];
    }
    if (inner == 0) {
      return;
    }
    int[] index = new int[last];
    int place = to.offset();
    for (int row = 0; row < rows; row++) {
      int start = from.offset() + row * inner;
      switch (source) {
        case float[] x -> Folds.row(kind, x, start, inner, (float[]) target, place, folded);
        case double[] x -> Folds.row(kind, x, start, inner, (double[]) target, place, folded);
        case long[] x -> Folds.row(kind, x, start, inner, (long[]) target, place, folded);
        case boolean[] x -> Folds.row(x, start, inner, (boolean[]) target, place, folded);
        default -> throw new IllegalStateException("no tensor storage: " + source.getClass());
      }
      for (int a = last - 1; a >= 0; a--) {
        place += targets[a];
        if (++index[a] < sizes[a]) {
          break;
        }
        place -= targets[a] * sizes[a];
        index[a] = 0;
      }
    }
  }

  /// What leaves the other element as it is.
  private void fillIdentity(Object target) {
    int f = to.offset();
    int t = f + size;
    double start =
        switch (kind) {
          case SUM -> 0;
          case PROD -> 1;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
          case ANY, ARGMAX, ARGMIN -> 0;
        };
    switch (target) {
      case float[] r -> Arrays.fill(r, f, t, (float) start);
      case double[] r -> Arrays.fill(r, f, t, start);
      case long[] r -> Arrays.fill(r, f, t, (long) start);
      case boolean[] r -> Arrays.fill(r, f, t, false);
      default -> throw new IllegalStateException("no tensor storage: " + target.getClass());
    }
  }

  @Override
  public String describe() {
    return "%s of %s to %d elements"
        .formatted(kind.name().toLowerCase(Locale.ROOT), Arrays.toString(sizes), size);
  }
}
