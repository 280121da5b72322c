package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;

/// What a [Reading] computes in: the numbers of the two floating dtypes and the masks of BOOL.
/// INT64 is the same in every algebra.
///
/// @param <V> a floating number
/// @param <M> a mask
public interface Algebra<V, M> {
  /// The arithmetic of a floating dtype.
  Lanes<V, M> lanes(DType dtype);

  /// A number in another floating dtype.
  V convert(V x, DType to);

  /// A number truncated toward zero.
  long truncate(V x);

  /// What a mask decides where an integer depends on it.
  boolean isTrue(M mask);

  /// The result of an opaque op, where the algebra can run one.
  default Elements opaque(Lowering.Opaque opaque, List<Elements> operands) {
    throw new UnsupportedOperationException(
        "an opaque op can be evaluated on numbers only, not in " + getClass().getSimpleName());
  }
}
