package dev.adjoint.autodiff.exec.compile.step;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The loops of [CholeskyStep] and [SolveStep] on doubles.
///
/// Every element sees the operations of [dev.adjoint.autodiff.graph.Lowering.Triangular] in their
/// order; only the loops around them are arranged for speed. A panel of finished rows is applied to
/// all later rows while it is in the cache, and four of its rows at a time, so that a row is loaded
/// and stored once for four multiplications. All rows are copied into arrays of their own: the
/// compiler makes vector code of loops over whole arrays, but not over rows of one array, of which
/// it cannot tell that they do not overlap.
///
/// An instance holds the working memory of one step at a time, and keeps it for the next.
final class DoubleElimination {
  private static final int PANEL = 32;

  /// Columns of a system are independent: this many are solved at a time, whatever their number.
  static final int WIDTH = 512;

  private static final Queue<DoubleElimination> FREE = new ConcurrentLinkedQueue<>();

  private final double[] factors = new double[PANEL];
  private double[][] panel = new double[0][0];
  private double[] row = new double[0];

  private DoubleElimination() {}

  /// One with memory for rows of a length; to be given back by [#release].
  static DoubleElimination take(int length) {
    DoubleElimination free = FREE.poll();
    DoubleElimination taken = free == null ? new DoubleElimination() : free;
    if (taken.row.length < length) {
      taken.panel = new double[PANEL][length];
      taken.row = new double[length];
    }
    return taken;
  }

  void release() {
    FREE.add(this);
  }

  /// The lower Cholesky factor of the symmetric part of a matrix, to a dense one. It is computed as
  /// its transpose, whose rows lie one behind another.
  void cholesky(double[] a, int start, int down, int across, double[] u, int at, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        double below = a[start + j * down + i * across];
        double above = a[start + i * down + j * across];
        u[at + i * n + j] = i == j ? below : below + (above - below) * 0.5;
      }
    }
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

  /// Replaces an upper triangle by the transposed factor, unless it is not positive definite.
  private boolean factor(double[] u, int at, int n) {
    for (int from = 0; from < n; from += PANEL) {
      int to = Math.min(n, from + PANEL);
      for (int i = from; i < n; i++) {
        double[] y = i < to ? panel[i - from] : row;
        int known = Math.min(i, to) - from;
        System.arraycopy(u, at + i * n + i, y, i, n - i);
        for (int k = 0; k < known; k++) {
          factors[k] = -panel[k][i];
        }
        add(y, i, n, known);
        if (i < to) {
          if (!(y[i] > 0)) {
            return false;
          }
          y[i] = Math.sqrt(y[i]);
          divide(y, i + 1, n, y[i]);
        }
        System.arraycopy(y, i, u, at + i * n + i, n - i);
      }
    }
    return true;
  }

  /// Replaces the rows of a dense `[n, m]` by the solution of a triangular system.
  ///
  /// @param down the distance of neighbouring rows of `T'`
  /// @param across the distance of neighbouring columns
  /// @param forward whether the first row is known first
  void solve(
      double[] t,
      int start,
      int down,
      int across,
      boolean forward,
      double[] x,
      int at,
      int n,
      int m) {
    int first = forward ? 0 : n - 1;
    int step = forward ? 1 : -1;
    for (int column = 0; column < m; column += WIDTH) {
      int width = Math.min(WIDTH, m - column);
      for (int from = 0; from < n; from += PANEL) {
        int to = Math.min(n, from + PANEL);
        for (int p = from; p < n; p++) {
          int i = first + step * p;
          int place = at + i * m + column;
          double[] y = p < to ? panel[p - from] : row;
          int known = Math.min(p, to) - from;
          System.arraycopy(x, place, y, 0, width);
          for (int k = 0; k < known; k++) {
            factors[k] = -t[start + i * down + (first + step * (from + k)) * across];
          }
          add(y, 0, width, known);
          if (p < to) {
            divide(y, 0, width, t[start + i * (down + across)]);
          }
          System.arraycopy(y, 0, x, place, width);
        }
      }
    }
  }

  /// Adds to a row the first rows of the panel times their factors, one after the other.
  private void add(double[] y, int from, int to, int known) {
    int k = 0;
    for (; k + 4 <= known; k += 4) {
      four(y, panel, factors, k, from, to);
    }
    for (; k < known; k++) {
      one(y, panel[k], factors[k], from, to);
    }
  }

  private static void four(
      double[] y, double[][] panel, double[] factors, int k, int from, int to) {
    double[] x0 = panel[k];
    double[] x1 = panel[k + 1];
    double[] x2 = panel[k + 2];
    double[] x3 = panel[k + 3];
    double c0 = factors[k];
    double c1 = factors[k + 1];
    double c2 = factors[k + 2];
    double c3 = factors[k + 3];
    for (int j = from; j < to; j++) {
      double sum = y[j];
      sum = Math.fma(c0, x0[j], sum);
      sum = Math.fma(c1, x1[j], sum);
      sum = Math.fma(c2, x2[j], sum);
      sum = Math.fma(c3, x3[j], sum);
      y[j] = sum;
    }
  }

  private static void one(double[] y, double[] x, double c, int from, int to) {
    for (int j = from; j < to; j++) {
      y[j] = Math.fma(c, x[j], y[j]);
    }
  }

  private static void divide(double[] y, int from, int to, double divisor) {
    for (int j = from; j < to; j++) {
      y[j] /= divisor;
    }
  }
}
