package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.tensor.TensorType;

/// A value of a [Reading]: its elements in row-major order, each a `V` (floating dtypes), an `M`
/// (BOOL) or a Long (INT64).
public record Elements(TensorType type, Object[] data) {}
