/// One main class per example.
module dev.adjoint.examples {
  requires dev.adjoint.autodiff;
  requires dev.adjoint.nn;
  requires static org.jspecify;
}
