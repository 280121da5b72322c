/// Elementary and special functions of one double, our own, from correctly rounded operations only.
@NullMarked
package dev.adjoint.autodiff.exec.elementary;

import org.jspecify.annotations.NullMarked;
