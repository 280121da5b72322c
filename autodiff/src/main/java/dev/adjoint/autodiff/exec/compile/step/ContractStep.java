package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.exec.blas.Blas;
import dev.adjoint.autodiff.exec.blas.Gemm;
import dev.adjoint.autodiff.tensor.DType;

/// A batch of matrix products `[m, k]·[k, n]`, written one behind another.
///
/// @param left the left operands
/// @param right the right operands
public record ContractStep(
    DType dtype, int batch, int m, int n, int k, Side left, Side right, Place to) implements Step {

  /// Matrices of a batch, possibly stored transposed.
  ///
  /// @param from where they start
  /// @param batches the distance of each from the start, in the order of the batch
  /// @param transposed whether rows of the matrix are columns in memory
  /// @param stride the distance of neighbouring rows in memory
  public record Side(Place from, Strides batches, boolean transposed, int stride) {}

  @Override
  public void run(Workspace w) {
    Object c = w.array(to);
    if (m == 0 || n == 0 || k == 0) {
      Moves.clear(c, to.offset(), batch * m * n);
      return;
    }
    Gemm gemm = Blas.gemm();
    Object a = w.array(left.from);
    Object b = w.array(right.from);
    for (int i = 0; i < batch; i++) {
      int x = left.from.offset() + left.batches.offset(i);
      int y = right.from.offset() + right.batches.offset(i);
      int z = to.offset() + i * m * n;
      switch (c) {
        case float[] r ->
            gemm.multiply(
                left.transposed,
                right.transposed,
                m,
                n,
                k,
                (float[]) a,
                x,
                left.stride,
                (float[]) b,
                y,
                right.stride,
                r,
                z,
                n);
        case double[] r ->
            gemm.multiply(
                left.transposed,
                right.transposed,
                m,
                n,
                k,
                (double[]) a,
                x,
                left.stride,
                (double[]) b,
                y,
                right.stride,
                r,
                z,
                n);
        case long[] r -> whole((long[]) a, x, (long[]) b, y, r, z);
        default -> throw new IllegalStateException("no numbers: " + c.getClass());
      }
    }
  }

  private void whole(long[] a, int x, long[] b, int y, long[] c, int z) {
    int aRow = left.transposed ? 1 : left.stride;
    int aColumn = left.transposed ? left.stride : 1;
    int bRow = right.transposed ? 1 : right.stride;
    int bColumn = right.transposed ? right.stride : 1;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        long sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a[x + i * aRow + p * aColumn] * b[y + p * bRow + j * bColumn];
        }
        c[z + i * n + j] = sum;
      }
    }
  }

  /// Additions and multiplications.
  public long operations() {
    return 2L * batch * m * n * k;
  }

  @Override
  public String describe() {
    return "contraction %s[%d × %d × %d]%s%s, %,d FLOPs"
        .formatted(
            batch == 1 ? "" : batch + " × ",
            m,
            k,
            n,
            left.transposed ? ", left transposed" : "",
            right.transposed ? ", right transposed" : "",
            operations());
  }
}
