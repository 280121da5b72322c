package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.graph.Lowering.Reduction;

/// One stretch of elements folded into a result: to one element if the axis is folded, else element
/// by element into as many.
final class Folds {
  private Folds() {}

  static void row(
      Reduction.Kind kind, float[] x, int from, int n, float[] r, int to, boolean folded) {
    switch (kind) {
      case SUM -> {
        if (folded) {
          r[to] += Sums.of(x, from, n);
        } else {
          add(x, from, n, r, to);
        }
      }
      case PROD -> {
        for (int i = 0; i < n; i++) {
          r[folded ? to : to + i] *= x[from + i];
        }
      }
      case MAX -> {
        if (folded) {
          r[to] = Math.max(r[to], max(x, from, n));
        } else {
          for (int i = 0; i < n; i++) {
            r[to + i] = Math.max(r[to + i], x[from + i]);
          }
        }
      }
      case MIN -> {
        if (folded) {
          r[to] = Math.min(r[to], min(x, from, n));
        } else {
          for (int i = 0; i < n; i++) {
            r[to + i] = Math.min(r[to + i], x[from + i]);
          }
        }
      }
      case ANY, ARGMAX, ARGMIN -> throw new IllegalStateException(kind + " of numbers");
    }
  }

  private static void add(float[] x, int from, int n, float[] r, int to) {
    for (int i = 0; i < n; i++) {
      r[to + i] += x[from + i];
    }
  }

  private static float max(float[] x, int from, int n) {
    float largest = x[from];
    for (int i = from + 1; i < from + n; i++) {
      largest = Math.max(largest, x[i]);
    }
    return largest;
  }

  private static float min(float[] x, int from, int n) {
    float smallest = x[from];
    for (int i = from + 1; i < from + n; i++) {
      smallest = Math.min(smallest, x[i]);
    }
    return smallest;
  }

  static void row(
      Reduction.Kind kind, double[] x, int from, int n, double[] r, int to, boolean folded) {
    switch (kind) {
      case SUM -> {
        if (folded) {
          r[to] += Sums.of(x, from, n);
        } else {
          add(x, from, n, r, to);
        }
      }
      case PROD -> {
        for (int i = 0; i < n; i++) {
          r[folded ? to : to + i] *= x[from + i];
        }
      }
      case MAX -> {
        if (folded) {
          r[to] = Math.max(r[to], max(x, from, n));
        } else {
          for (int i = 0; i < n; i++) {
            r[to + i] = Math.max(r[to + i], x[from + i]);
          }
        }
      }
      case MIN -> {
        if (folded) {
          r[to] = Math.min(r[to], min(x, from, n));
        } else {
          for (int i = 0; i < n; i++) {
            r[to + i] = Math.min(r[to + i], x[from + i]);
          }
        }
      }
      case ANY, ARGMAX, ARGMIN -> throw new IllegalStateException(kind + " of numbers");
    }
  }

  private static void add(double[] x, int from, int n, double[] r, int to) {
    for (int i = 0; i < n; i++) {
      r[to + i] += x[from + i];
    }
  }

  private static double max(double[] x, int from, int n) {
    double largest = x[from];
    for (int i = from + 1; i < from + n; i++) {
      largest = Math.max(largest, x[i]);
    }
    return largest;
  }

  private static double min(double[] x, int from, int n) {
    double smallest = x[from];
    for (int i = from + 1; i < from + n; i++) {
      smallest = Math.min(smallest, x[i]);
    }
    return smallest;
  }

  static void row(
      Reduction.Kind kind, long[] x, int from, int n, long[] r, int to, boolean folded) {
    switch (kind) {
      case SUM -> {
        if (folded) {
          r[to] += Sums.of(x, from, n);
        } else {
          add(x, from, n, r, to);
        }
      }
      case PROD -> {
        for (int i = 0; i < n; i++) {
          r[folded ? to : to + i] *= x[from + i];
        }
      }
      case MAX -> {
        if (folded) {
          r[to] = Math.max(r[to], max(x, from, n));
        } else {
          for (int i = 0; i < n; i++) {
            r[to + i] = Math.max(r[to + i], x[from + i]);
          }
        }
      }
      case MIN -> {
        if (folded) {
          r[to] = Math.min(r[to], min(x, from, n));
        } else {
          for (int i = 0; i < n; i++) {
            r[to + i] = Math.min(r[to + i], x[from + i]);
          }
        }
      }
      case ANY, ARGMAX, ARGMIN -> throw new IllegalStateException(kind + " of numbers");
    }
  }

  private static void add(long[] x, int from, int n, long[] r, int to) {
    for (int i = 0; i < n; i++) {
      r[to + i] += x[from + i];
    }
  }

  private static long max(long[] x, int from, int n) {
    long largest = x[from];
    for (int i = from + 1; i < from + n; i++) {
      largest = Math.max(largest, x[i]);
    }
    return largest;
  }

  private static long min(long[] x, int from, int n) {
    long smallest = x[from];
    for (int i = from + 1; i < from + n; i++) {
      smallest = Math.min(smallest, x[i]);
    }
    return smallest;
  }

  static void row(boolean[] x, int from, int n, boolean[] r, int to, boolean folded) {
    for (int i = 0; i < n; i++) {
      r[folded ? to : to + i] |= x[from + i];
    }
  }
}
