package dev.adjoint.autodiff.check;

import org.jspecify.annotations.Nullable;

/// A complex number; without an imaginary part it is real, and any function may be applied to it.
record Complex<V>(V re, @Nullable V im) {}
