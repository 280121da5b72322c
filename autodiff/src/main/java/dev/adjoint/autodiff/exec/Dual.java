package dev.adjoint.autodiff.exec;

import org.jspecify.annotations.Nullable;

/// A dual number `primal + tangent·ε` with ε² = 0; no tangent means a tangent that is zero by
/// structure, which no infinite factor can turn into NaN.
public record Dual<V>(V primal, @Nullable V tangent) {}
