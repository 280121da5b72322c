package dev.adjoint.autodiff.exec.compile.step;

import java.util.Arrays;

/// Copies between arrays of one dtype, whichever it is.
final class Moves {
  private Moves() {}

  /// `to[t + i] = from[f + i·stride]` for `n` elements.
  static void run(Object from, int f, int stride, Object to, int t, int n) {
    if (stride == 1) {
      System.arraycopy(from, f, to, t, n);
      return;
    }
    switch (from) {
      case float[] x -> run(x, f, stride, (float[]) to, t, n);
      case double[] x -> run(x, f, stride, (double[]) to, t, n);
      case long[] x -> run(x, f, stride, (long[]) to, t, n);
      case boolean[] x -> run(x, f, stride, (boolean[]) to, t, n);
      default -> throw wrong(from);
    }
  }

  /// `to[t + i·stride] = from[f + i]` for `n` elements.
  static void spread(Object from, int f, Object to, int t, int stride, int n) {
    if (stride == 1) {
      System.arraycopy(from, f, to, t, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      System.arraycopy(from, f + i, to, t + i * stride, 1);
    }
  }

  /// Zeros, or false.
  static void clear(Object array, int from, int n) {
    switch (array) {
      case float[] x -> Arrays.fill(x, from, from + n, 0f);
      case double[] x -> Arrays.fill(x, from, from + n, 0d);
      case long[] x -> Arrays.fill(x, from, from + n, 0L);
      case boolean[] x -> Arrays.fill(x, from, from + n, false);
      default -> throw wrong(array);
    }
  }

  private static void run(float[] from, int f, int stride, float[] to, int t, int n) {
    if (stride == 0) {
      Arrays.fill(to, t, t + n, from[f]);
      return;
    }
    for (int i = 0; i < n; i++) {
      to[t + i] = from[f + i * stride];
    }
  }

  private static void run(double[] from, int f, int stride, double[] to, int t, int n) {
    if (stride == 0) {
      Arrays.fill(to, t, t + n, from[f]);
      return;
    }
    for (int i = 0; i < n; i++) {
      to[t + i] = from[f + i * stride];
    }
  }

  private static void run(long[] from, int f, int stride, long[] to, int t, int n) {
    if (stride == 0) {
      Arrays.fill(to, t, t + n, from[f]);
      return;
    }
    for (int i = 0; i < n; i++) {
      to[t + i] = from[f + i * stride];
    }
  }

  private static void run(boolean[] from, int f, int stride, boolean[] to, int t, int n) {
    if (stride == 0) {
      Arrays.fill(to, t, t + n, from[f]);
      return;
    }
    for (int i = 0; i < n; i++) {
      to[t + i] = from[f + i * stride];
    }
  }

  private static IllegalStateException wrong(Object array) {
    return new IllegalStateException("no tensor storage: " + array.getClass());
  }
}
