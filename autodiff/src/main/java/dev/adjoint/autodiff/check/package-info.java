/// Checks of derivatives.
@NullMarked
package dev.adjoint.autodiff.check;

import org.jspecify.annotations.NullMarked;
