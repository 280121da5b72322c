package dev.adjoint.autodiff.exec.compile.step;

/// The loops of [CholeskyStep] and [SolveStep] on doubles.
///
/// Every element sees the operations of [dev.adjoint.autodiff.graph.Lowering.Triangular] in their
/// order; only the loops around them are arranged for speed. The innermost runs along a row, which
/// the compiler turns into vector code; four earlier rows are applied at a time, so that the row is
/// loaded and stored once for four multiplications; and [#PANEL] rows are applied to all later ones
/// while they are in the cache.
final class DoubleElimination {
  /// 32 rows of 1,000 doubles take 250 KB of the second-level cache.
  private static final int PANEL = 32;

  private DoubleElimination() {}

  /// Replaces a dense matrix, of which only the upper triangle is read, by its lower Cholesky
  /// factor. The factor is computed as its transpose, whose rows lie one behind another.
  static void cholesky(double[] u, int at, int n) {
    boolean positive = factor(u, at, n);
    for (int i = 0; i < n; i++) {
      if (!positive) {
        u[at + i * n + i] = Double.NaN;
      }
      for (int j = i + 1; j < n; j++) {
        u[at + j * n + i] = positive ? u[at + i * n + j] : Double.NaN;
        u[at + i * n + j] = 0;
      }
    }
  }

  private static boolean factor(double[] u, int at, int n) {
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
          u[diagonal] = Math.sqrt(u[diagonal]);
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
      double[] t,
      int start,
      int row,
      int column,
      boolean forward,
      double[] x,
      int at,
      int n,
      int m) {
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
      double[] rows,
      int y,
      int length,
      int x,
      int stride,
      double[] factors,
      int factor,
      int next,
      int count) {
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      int f = factor + k * next;
      double c0 = -factors[f];
      double c1 = -factors[f + next];
      double c2 = -factors[f + 2 * next];
      double c3 = -factors[f + 3 * next];
      int x0 = x + k * stride;
      int x1 = x0 + stride;
      int x2 = x1 + stride;
      int x3 = x2 + stride;
      for (int j = 0; j < length; j++) {
        double two = Math.fma(c1, rows[x1 + j], Math.fma(c0, rows[x0 + j], rows[y + j]));
        rows[y + j] = Math.fma(c3, rows[x3 + j], Math.fma(c2, rows[x2 + j], two));
      }
    }
    for (; k < count; k++) {
      double c = -factors[factor + k * next];
      int x0 = x + k * stride;
      for (int j = 0; j < length; j++) {
        rows[y + j] = Math.fma(c, rows[x0 + j], rows[y + j]);
      }
    }
  }

  private static void divide(double[] rows, int y, int length, double divisor) {
    for (int j = 0; j < length; j++) {
      rows[y + j] /= divisor;
    }
  }

  /// The upper triangle of the symmetric part of a matrix, to a dense one.
  static void symmetrize(double[] a, int start, int row, int column, double[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        double below = a[start + j * row + i * column];
        double above = a[start + i * row + j * column];
        to[at + i * n + j] = i == j ? below : below + (above - below) * 0.5;
      }
    }
  }
}
