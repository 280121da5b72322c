package dev.adjoint.autodiff.exec.blas;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Matrix products in plain Java on the calling thread: slower than a native library, with nothing
/// to install. Equal matrices give equal bits on every platform.
public final class JavaGemm implements Gemm {
  /// Up to this many multiplications, plain loops beat the copying that blocks need.
  private static final long SMALL = 4096;

  private final Queue<FloatProduct> floats = new ConcurrentLinkedQueue<>();
  private final Queue<DoubleProduct> doubles = new ConcurrentLinkedQueue<>();

  /// A provider with working memory of its own.
  public JavaGemm() {}

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    int aRow = transA ? 1 : lda;
    int aColumn = transA ? lda : 1;
    int bRow = transB ? 1 : ldb;
    int bColumn = transB ? ldb : 1;
    if ((long) m * n * k <= SMALL) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float sum = 0;
          for (int p = 0; p < k; p++) {
            sum =
                Math.fma(
                    a[aOffset + i * aRow + p * aColumn], b[bOffset + p * bRow + j * bColumn], sum);
          }
          c[cOffset + i * ldc + j] = sum;
        }
      }
      return;
    }
    FloatProduct product = floats.poll();
    if (product == null) {
      product = new FloatProduct();
    }
    product.multiply(
        m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, ldc);
    floats.add(product);
  }

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double[] a,
      int aOffset,
      int lda,
      double[] b,
      int bOffset,
      int ldb,
      double[] c,
      int cOffset,
      int ldc) {
    int aRow = transA ? 1 : lda;
    int aColumn = transA ? lda : 1;
    int bRow = transB ? 1 : ldb;
    int bColumn = transB ? ldb : 1;
    if ((long) m * n * k <= SMALL) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int p = 0; p < k; p++) {
            sum =
                Math.fma(
                    a[aOffset + i * aRow + p * aColumn], b[bOffset + p * bRow + j * bColumn], sum);
          }
          c[cOffset + i * ldc + j] = sum;
        }
      }
      return;
    }
    DoubleProduct product = doubles.poll();
    if (product == null) {
      product = new DoubleProduct();
    }
    product.multiply(
        m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, ldc);
    doubles.add(product);
  }

  @Override
  public String description() {
    return "plain Java";
  }
}
