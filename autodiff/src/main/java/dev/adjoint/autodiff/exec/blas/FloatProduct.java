package dev.adjoint.autodiff.exec.blas;

import java.util.Arrays;

/// A blocked FLOAT32 matrix product in plain Java, whose inner loops run over whole arrays so that
/// the just-in-time compiler turns them into vector instructions. Every element of C is one chain
/// of fused multiply-adds in the order of k, so its bits do not depend on the blocking.
///
/// An instance holds the working memory of one product at a time: a panel of B, copied so that it
/// stays in the cache, and a row of C.
final class FloatProduct {
  private static final int DEPTH = 128;
  private static final int WIDTH = 512;

  private final float[][] panel = new float[DEPTH][WIDTH];
  private final float[] row = new float[WIDTH];

  /// `C = A·B`: element `(i, p)` of A lies at `aOffset + i·aRow + p·aColumn`, likewise for B; those
  /// of C at `cOffset + i·ldc + j`.
  void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aRow,
      int aColumn,
      float[] b,
      int bOffset,
      int bRow,
      int bColumn,
      float[] c,
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
        for (int i = 0; i < m; i++) {
          int target = cOffset + i * ldc + j;
          if (p == 0) {
            Arrays.fill(row, 0, width, 0);
          } else {
            System.arraycopy(c, target, row, 0, width);
          }
          add(a, aOffset + i * aRow + p * aColumn, aColumn, depth, width);
          System.arraycopy(row, 0, c, target, width);
        }
      }
    }
  }

  private void pack(float[] b, int offset, int down, int across, int depth, int width) {
    for (int p = 0; p < depth; p++) {
      float[] target = panel[p];
      int start = offset + p * down;
      if (across == 1) {
        System.arraycopy(b, start, target, 0, width);
      } else {
        for (int j = 0; j < width; j++) {
          target[j] = b[start + j * across];
        }
      }
    }
  }

  /// Adds to the row of C what the panel contributes.
  private void add(float[] a, int offset, int step, int depth, int width) {
    int p = 0;
    for (; p + 8 <= depth; p += 8) {
      eight(row, panel, p, a, offset + p * step, step, width);
    }
    for (; p < depth; p++) {
      one(row, panel[p], a[offset + p * step], width);
    }
  }

  // One row of C for each pass: loops that write several rows are not turned into vector code.
  private static void eight(float[] c, float[][] panel, int p, float[] a, int at, int step, int n) {
    float[] b0 = panel[p];
    float[] b1 = panel[p + 1];
    float[] b2 = panel[p + 2];
    float[] b3 = panel[p + 3];
    float[] b4 = panel[p + 4];
    float[] b5 = panel[p + 5];
    float[] b6 = panel[p + 6];
    float[] b7 = panel[p + 7];
    float x0 = a[at];
    float x1 = a[at + 1 * step];
    float x2 = a[at + 2 * step];
    float x3 = a[at + 3 * step];
    float x4 = a[at + 4 * step];
    float x5 = a[at + 5 * step];
    float x6 = a[at + 6 * step];
    float x7 = a[at + 7 * step];
    for (int j = 0; j < n; j++) {
      float sum = c[j];
      sum = Math.fma(x0, b0[j], sum);
      sum = Math.fma(x1, b1[j], sum);
      sum = Math.fma(x2, b2[j], sum);
      sum = Math.fma(x3, b3[j], sum);
      sum = Math.fma(x4, b4[j], sum);
      sum = Math.fma(x5, b5[j], sum);
      sum = Math.fma(x6, b6[j], sum);
      sum = Math.fma(x7, b7[j], sum);
      c[j] = sum;
    }
  }

  private static void one(float[] c, float[] b, float x, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(x, b[j], c[j]);
    }
  }
}
