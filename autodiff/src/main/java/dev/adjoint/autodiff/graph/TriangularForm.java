package dev.adjoint.autodiff.graph;

/// Which system `T'·X = C` a triangular matrix `T` stands for: the triangle of `T` that is read,
/// and whether `T'` is `T` or its transpose.
public enum TriangularForm {
  /// `L·X = C`, `L` lower triangular.
  LOWER,
  /// `Lᵀ·X = C`, `L` lower triangular.
  LOWER_TRANSPOSED,
  /// `U·X = C`, `U` upper triangular.
  UPPER,
  /// `Uᵀ·X = C`, `U` upper triangular.
  UPPER_TRANSPOSED;

  /// The same triangle with `T'` transposed.
  public TriangularForm transposed() {
    return switch (this) {
      case LOWER -> LOWER_TRANSPOSED;
      case LOWER_TRANSPOSED -> LOWER;
      case UPPER -> UPPER_TRANSPOSED;
      case UPPER_TRANSPOSED -> UPPER;
    };
  }

  /// Whether the lower triangle of `T` is read, rather than the upper.
  public boolean isLower() {
    return this == LOWER || this == LOWER_TRANSPOSED;
  }

  /// Whether `T'` is the transpose of `T`.
  public boolean isTransposed() {
    return this == LOWER_TRANSPOSED || this == UPPER_TRANSPOSED;
  }

  /// Whether the first row of `X` is known first, rather than the last: `T'` is lower triangular.
  public boolean isForward() {
    return isLower() != isTransposed();
  }
}
