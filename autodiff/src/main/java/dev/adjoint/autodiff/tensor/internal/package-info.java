/// The parts of tensors that only this module may use: storage access and random bits.
@NullMarked
package dev.adjoint.autodiff.tensor.internal;

import org.jspecify.annotations.NullMarked;
