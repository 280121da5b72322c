package dev.adjoint.autodiff.exec.blas;

/// Dense matrix products `C = op(A)·op(B)` of row-major matrices, `op` being the identity or the
/// transposition; `op(A)` is m × k, `op(B)` k × n, C m × n.
///
/// A matrix starts at an offset of its array; neighbouring rows lie `lda`, `ldb`, `ldc` elements
/// apart. C is overwritten, whatever it holds; with k = 0 it becomes zero.
public interface Gemm {
  /// The product of FLOAT32 matrices.
  void multiply(
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
      int ldc);

  /// The product of FLOAT64 matrices.
  void multiply(
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
      int ldc);

  /// What computes the products, for logs and listings.
  String description();
}
