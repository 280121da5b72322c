/// Elementary and special functions of one double, our own, from correctly rounded operations only:
/// the same bits on every platform, however warm the virtual machine. Start with [Erf].
/// Coefficients are made by `build/elementary`.
@NullMarked
package dev.adjoint.autodiff.exec.elementary;

import org.jspecify.annotations.NullMarked;
