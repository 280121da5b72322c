package dev.adjoint.autodiff.exec.compile.step;

/// Elements in another dtype: to float32 rounds to nearest, to INT64 truncates toward zero (NaN
/// gives 0, the out-of-range the nearest bound), to BOOL is `≠ 0`, from BOOL is 0 or 1.
final class Conversion {
  private Conversion() {}

  /// Converts `n` elements; the arrays say from and to which dtype.
  static void run(Object from, int f, Object to, int t, int n) {
    switch (from) {
      case float[] x -> fromFloat(x, f, to, t, n);
      case double[] x -> fromDouble(x, f, to, t, n);
      case long[] x -> fromLong(x, f, to, t, n);
      case boolean[] x -> fromBoolean(x, f, to, t, n);
      default -> throw wrong(from);
    }
  }

  private static void fromFloat(float[] x, int f, Object to, int t, int n) {
    switch (to) {
      case float[] r -> System.arraycopy(x, f, r, t, n);
      case double[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = x[f + i];
        }
      }
      case long[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = (long) x[f + i];
        }
      }
      case boolean[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = x[f + i] != 0;
        }
      }
      default -> throw wrong(to);
    }
  }

  private static void fromDouble(double[] x, int f, Object to, int t, int n) {
    switch (to) {
      case float[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = (float) x[f + i];
        }
      }
      case double[] r -> System.arraycopy(x, f, r, t, n);
      case long[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = (long) x[f + i];
        }
      }
      case boolean[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = x[f + i] != 0;
        }
      }
      default -> throw wrong(to);
    }
  }

  private static void fromLong(long[] x, int f, Object to, int t, int n) {
    switch (to) {
      case float[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = (float) x[f + i];
        }
      }
      case double[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = (double) x[f + i];
        }
      }
      case long[] r -> System.arraycopy(x, f, r, t, n);
      case boolean[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = x[f + i] != 0;
        }
      }
      default -> throw wrong(to);
    }
  }

  private static void fromBoolean(boolean[] x, int f, Object to, int t, int n) {
    switch (to) {
      case float[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = x[f + i] ? 1 : 0;
        }
      }
      case double[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = x[f + i] ? 1 : 0;
        }
      }
      case long[] r -> {
        for (int i = 0; i < n; i++) {
          r[t + i] = x[f + i] ? 1 : 0;
        }
      }
      case boolean[] r -> System.arraycopy(x, f, r, t, n);
      default -> throw wrong(to);
    }
  }

  private static IllegalStateException wrong(Object array) {
    return new IllegalStateException("no tensor storage: " + array.getClass());
  }
}
