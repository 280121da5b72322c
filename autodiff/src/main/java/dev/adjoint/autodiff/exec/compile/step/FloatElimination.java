package dev.adjoint.autodiff.exec.compile.step;

/// The loops of [CholeskyStep] and [SolveStep] on floats.
///
/// Every element sees the operations of [dev.adjoint.autodiff.graph.Lowering.Triangular] in their
/// order; only the loops around them are arranged for speed. The innermost runs along a row, which
/// the compiler turns into vector code; four earlier rows are applied at a time, so that the row is
/// loaded and stored once for four multiplications; and [#PANEL] rows are applied to all later ones
/// while they are in the cache.
final class FloatElimination {
  /// 32 rows of 1,000 floats take 125 KB of the second-level cache.
  private static final int PANEL = 32;

  private FloatElimination() {}

  /// Replaces a dense matrix, of which only the upper triangle is read, by its lower Cholesky
  /// factor. The factor is computed as its transpose, whose rows lie one behind another.
  static void cholesky(float[] u, int at, int n) {
    boolean positive = factor(u, at, n);
    for (int i = 0; i < n; i++) {
      if (!positive) {
        u[at + i * n + i] = Float.NaN;
      }
      for (int j = i + 1; j < n; j++) {
        u[at + j * n + i] = positive ? u[at + i * n + j] : Float.NaN;
        u[at + i * n + j] = 0;
      }
    }
  }

  private static boolean factor(float[] u, int at, int n) {
    for (int from = 0; from < n; from += PANEL) {
      int to = Math.min(n, from + PANEL);
      for (int i = from; i < n; i++) {
        int diagonal = at + i * n + i;
        int above = at + from * n + i;
        subtract(u, diagonal, n - i, above, n, u, above, n, Math.min(i, to) - from);
        if (i < to) {
          if (!(u[diagonal] > 0)) {
            return false;
          }
          u[diagonal] = (float) Math.sqrt(u[diagonal]);
          divide(u, diagonal + 1, n - i - 1, u[diagonal]);
        }
      }
    }
    return true;
  }

  /// Replaces the rows of a dense `[n, m]` by the solution of a triangular system.
  ///
  /// @param row the distance of neighbouring rows of `T'`
  /// @param column the distance of neighbouring columns
  /// @param forward whether the first row is known first
  static void solve(
      float[] t, int start, int row, int column, boolean forward, float[] x, int at, int n, int m) {
    int step = forward ? 1 : -1;
    int first = forward ? 0 : n - 1;
    for (int from = 0; from < n; from += PANEL) {
      int to = Math.min(n, from + PANEL);
      for (int known = from; known < n; known++) {
        int i = first + step * known;
        int k = first + step * from;
        subtract(
            x,
            at + i * m,
            m,
            at + k * m,
            step * m,
            t,
            start + i * row + k * column,
            step * column,
            Math.min(known, to) - from);
        if (known < to) {
          divide(x, at + i * m, m, t[start + i * (row + column)]);
        }
      }
    }
  }

  /// `y[j] ← y[j] − c₀·x₀[j] − c₁·x₁[j] − …`, one after the other, for rows `y` and `x` of one
  /// array.
  private static void subtract(
      float[] rows,
      int y,
      int length,
      int x,
      int stride,
      float[] factors,
      int factor,
      int next,
      int count) {
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      int f = factor + k * next;
      float c0 = -factors[f];
      float c1 = -factors[f + next];
      float c2 = -factors[f + 2 * next];
      float c3 = -factors[f + 3 * next];
      int x0 = x + k * stride;
      int x1 = x0 + stride;
      int x2 = x1 + stride;
      int x3 = x2 + stride;
      for (int j = 0; j < length; j++) {
        float two = Math.fma(c1, rows[x1 + j], Math.fma(c0, rows[x0 + j], rows[y + j]));
        rows[y + j] = Math.fma(c3, rows[x3 + j], Math.fma(c2, rows[x2 + j], two));
      }
    }
    for (; k < count; k++) {
      float c = -factors[factor + k * next];
      int x0 = x + k * stride;
      for (int j = 0; j < length; j++) {
        rows[y + j] = Math.fma(c, rows[x0 + j], rows[y + j]);
      }
    }
  }

  private static void divide(float[] rows, int y, int length, float divisor) {
    for (int j = 0; j < length; j++) {
      rows[y + j] /= divisor;
    }
  }

  /// The upper triangle of the symmetric part of a matrix, to a dense one.
  static void symmetrize(float[] a, int start, int row, int column, float[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        float below = a[start + j * row + i * column];
        float above = a[start + i * row + j * column];
        to[at + i * n + j] = i == j ? below : below + (above - below) * 0.5f;
      }
    }
  }
}
