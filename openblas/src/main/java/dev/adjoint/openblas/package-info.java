/// Matrix products by OpenBLAS; nothing is written here yet.
@NullMarked
package dev.adjoint.openblas;

import org.jspecify.annotations.NullMarked;
