package dev.adjoint.autodiff.exec.compile.step;

/// Matrices of a batch, read where they lie: no order of the axes need be dense.
///
/// @param from where the first element is
/// @param batches the distance of each matrix from the first, in the order of the batch
/// @param row the distance of neighbouring rows
/// @param column the distance of neighbouring columns
public record Matrices(Place from, Strides batches, int row, int column) {
  /// Where the matrix with a number in the batch starts.
  int start(int number) {
    return from.offset() + batches.offset(number);
  }

  /// The transposed matrices.
  public Matrices transposed() {
    return new Matrices(from, batches, column, row);
  }
}
