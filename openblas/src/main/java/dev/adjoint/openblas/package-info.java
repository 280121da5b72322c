/// OpenBLAS as a provider of matrix products: with this artifact and the native jar of the platform
/// on the path, nothing needs to be called or set.
@NullMarked
package dev.adjoint.openblas;

import org.jspecify.annotations.NullMarked;
