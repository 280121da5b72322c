/// Matrix products and who computes them.
///
/// [Gemm] is the contract. [Blas] chooses one provider for the process: a native CBLAS named by the
/// system property `adjoint.blas`, or supplied by a [BlasLibrary] on the path, or [JavaGemm], which
/// needs nothing.
@NullMarked
package dev.adjoint.autodiff.exec.blas;

import org.jspecify.annotations.NullMarked;
