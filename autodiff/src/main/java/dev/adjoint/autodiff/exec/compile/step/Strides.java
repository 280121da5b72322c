package dev.adjoint.autodiff.exec.compile.step;

import java.util.ArrayList;
import java.util.List;

/// A way through an array: element `(i, j, …)` of a grid lies `i·strides[0] + j·strides[1] + …`
/// from the start. Axes that can be walked as one are merged, and there is at least one axis.
public final class Strides {
  private final int[] sizes;
  private final int[] strides;

  /// Takes over its arrays.
  public Strides(int[] sizes, int[] strides) {
    this.sizes = sizes;
    this.strides = strides;
  }

  public int[] sizes() {
    return sizes;
  }

  public int[] strides() {
    return strides;
  }

  /// The shortest equal way.
  public static Strides of(int[] sizes, int[] strides) {
    List<int[]> merged = new ArrayList<>();
    for (int a = 0; a < sizes.length; a++) {
      if (sizes[a] == 1) {
        continue;
      }
      int[] last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && last[1] == (long) strides[a] * sizes[a]) {
        last[0] *= sizes[a];
        last[1] = strides[a];
      } else {
        merged.add(new int[] {sizes[a], strides[a]});
      }
    }
    if (merged.isEmpty()) {
      merged.add(new int[] {1, 1});
    }
    return new Strides(
        merged.stream().mapToInt(m -> m[0]).toArray(),
        merged.stream().mapToInt(m -> m[1]).toArray());
  }

  /// Row-major strides of some sizes.
  public static int[] dense(int[] sizes) {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int a = sizes.length - 1; a >= 0; a--) {
      strides[a] = stride;
      stride *= sizes[a];
    }
    return strides;
  }

  /// Copies `n` elements, from the one with row-major number `start` on, to consecutive places.
  void read(Object from, int offset, int start, Object to, int t, int n) {
    if (n == 0) {
      return;
    }
    int last = sizes.length - 1;
    int inner = sizes[last];
    int stride = strides[last];
    int row = start / inner;
    int column = start % inner;
    int target = t;
    int left = n;
    while (left > 0) {
      int length = Math.min(left, inner - column);
      Moves.run(from, offset + row(row) + column * stride, stride, to, target, length);
      target += length;
      left -= length;
      column = 0;
      row++;
    }
  }

  /// Copies consecutive elements to all places of the grid.
  void write(Object from, int f, Object to, int offset) {
    int last = sizes.length - 1;
    int inner = sizes[last];
    int rows = 1;
    for (int a = 0; a < last; a++) {
      rows *= sizes[a];
    }
    for (int row = 0; row < rows && inner > 0; row++) {
      Moves.spread(from, f + row * inner, to, offset + row(row), strides[last], inner);
    }
  }

  /// The distance of the element with a row-major number from the start.
  int offset(int number) {
    int last = sizes.length - 1;
    return sizes[last] == 0 ? 0 : row(number / sizes[last]) + number % sizes[last] * strides[last];
  }

  /// The distance of a row of the last axis from the start.
  private int row(int number) {
    int distance = 0;
    int rest = number;
    for (int a = sizes.length - 2; a > 0; a--) {
      distance += rest % sizes[a] * strides[a];
      rest /= sizes[a];
    }
    return sizes.length > 1 ? distance + rest * strides[0] : 0;
  }
}
