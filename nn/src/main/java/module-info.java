/// Layers, losses, optimizers and training on top of `dev.adjoint.autodiff`.
module dev.adjoint.nn {
  requires transitive dev.adjoint.autodiff;
  requires com.google.common;
  requires static transitive org.jspecify;
}
