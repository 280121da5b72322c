/// Matrix products by OpenBLAS, called through the foreign function interface.
module dev.adjoint.openblas {
  requires dev.adjoint.autodiff;
  requires static org.jspecify;
}
