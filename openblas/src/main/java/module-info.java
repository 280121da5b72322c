/// Matrix products by OpenBLAS, called through the foreign function interface.
module dev.adjoint.openblas {
  requires transitive dev.adjoint.autodiff;
  requires static org.jspecify;

  exports dev.adjoint.openblas;

  provides dev.adjoint.autodiff.exec.blas.BlasLibrary with
      dev.adjoint.openblas.OpenBlas;
}
