package dev.adjoint.autodiff.exec.blas;

import java.util.Arrays;

/// A blocked FLOAT64 matrix product in plain Java, whose inner loops run over whole arrays so that
/// the just-in-time compiler turns them into vector instructions. Every element of C is one chain
/// of fused multiply-adds in the order of k, so its bits do not depend on the blocking.
///
/// An instance holds the working memory of one product at a time: a panel of B, copied so that it
/// stays in the cache, and four rows of C.
final class DoubleProduct {
  private static final int DEPTH = 128;
  private static final int WIDTH = 512;

  private final double[][] panel = new double[DEPTH][WIDTH];
  private final double[][] rows = new double[4][WIDTH];
  private final double[] x = new double[16];

  /// `C = A·B`: element `(i, p)` of A lies at `aOffset + i·aRow + p·aColumn`, likewise for B; those
  /// of C at `cOffset + i·ldc + j`.
  void multiply(
      int m,
      int n,
      int k,
      double[] a,
      int aOffset,
      int aRow,
      int aColumn,
      double[] b,
      int bOffset,
      int bRow,
      int bColumn,
      double[] c,
      int cOffset,
      int ldc) {
    if (k == 0) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0);
      }
      return;
    }
    for (int j = 0; j < n; j += WIDTH) {
      int width = Math.min(WIDTH, n - j);
      for (int p = 0; p < k; p += DEPTH) {
        int depth = Math.min(DEPTH, k - p);
        pack(b, bOffset + p * bRow + j * bColumn, bRow, bColumn, depth, width);
        for (int i = 0; i < m; i += 4) {
          int height = Math.min(4, m - i);
          int target = cOffset + i * ldc + j;
          for (int r = 0; r < height; r++) {
            if (p == 0) {
              Arrays.fill(rows[r], 0, width, 0);
            } else {
              System.arraycopy(c, target + r * ldc, rows[r], 0, width);
            }
          }
          block(a, aOffset + i * aRow + p * aColumn, aRow, aColumn, height, depth, width);
          for (int r = 0; r < height; r++) {
            System.arraycopy(rows[r], 0, c, target + r * ldc, width);
          }
        }
      }
    }
  }

  private void pack(double[] b, int offset, int row, int column, int depth, int width) {
    for (int p = 0; p < depth; p++) {
      double[] target = panel[p];
      int start = offset + p * row;
      if (column == 1) {
        System.arraycopy(b, start, target, 0, width);
      } else {
        for (int j = 0; j < width; j++) {
          target[j] = b[start + j * column];
        }
      }
    }
  }

  private void block(
      double[] a, int offset, int row, int column, int height, int depth, int width) {
    int p = 0;
    for (; p + 4 <= depth; p += 4) {
      for (int r = 0; r < height; r++) {
        for (int q = 0; q < 4; q++) {
          x[4 * r + q] = a[offset + r * row + (p + q) * column];
        }
      }
      if (height == 4) {
        four(rows, panel, p, x, width);
      } else {
        for (int r = 0; r < height; r++) {
          single(rows[r], panel, p, x, 4 * r, width);
        }
      }
    }
    for (; p < depth; p++) {
      for (int r = 0; r < height; r++) {
        add(rows[r], panel[p], a[offset + r * row + p * column], width);
      }
    }
  }

  private static void four(double[][] rows, double[][] panel, int p, double[] x, int n) {
    double[] c0 = rows[0];
    double[] c1 = rows[1];
    double[] c2 = rows[2];
    double[] c3 = rows[3];
    double[] b0 = panel[p];
    double[] b1 = panel[p + 1];
    double[] b2 = panel[p + 2];
    double[] b3 = panel[p + 3];
    double x00 = x[0];
    double x01 = x[1];
    double x02 = x[2];
    double x03 = x[3];
    double x10 = x[4];
    double x11 = x[5];
    double x12 = x[6];
    double x13 = x[7];
    double x20 = x[8];
    double x21 = x[9];
    double x22 = x[10];
    double x23 = x[11];
    double x30 = x[12];
    double x31 = x[13];
    double x32 = x[14];
    double x33 = x[15];
    for (int j = 0; j < n; j++) {
      c0[j] =
          Math.fma(
              x03, b3[j], Math.fma(x02, b2[j], Math.fma(x01, b1[j], Math.fma(x00, b0[j], c0[j]))));
      c1[j] =
          Math.fma(
              x13, b3[j], Math.fma(x12, b2[j], Math.fma(x11, b1[j], Math.fma(x10, b0[j], c1[j]))));
      c2[j] =
          Math.fma(
              x23, b3[j], Math.fma(x22, b2[j], Math.fma(x21, b1[j], Math.fma(x20, b0[j], c2[j]))));
      c3[j] =
          Math.fma(
              x33, b3[j], Math.fma(x32, b2[j], Math.fma(x31, b1[j], Math.fma(x30, b0[j], c3[j]))));
    }
  }

  private static void single(double[] c, double[][] panel, int p, double[] x, int at, int n) {
    double[] b0 = panel[p];
    double[] b1 = panel[p + 1];
    double[] b2 = panel[p + 2];
    double[] b3 = panel[p + 3];
    double x0 = x[at];
    double x1 = x[at + 1];
    double x2 = x[at + 2];
    double x3 = x[at + 3];
    for (int j = 0; j < n; j++) {
      c[j] =
          Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], c[j]))));
    }
  }

  private static void add(double[] c, double[] b, double x, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(x, b[j], c[j]);
    }
  }
}
