/// Layers, losses, optimizers and training on top of `dev.adjoint.autodiff`.
module dev.adjoint.nn {
  requires transitive dev.adjoint.autodiff;
  requires static transitive org.jspecify;

  exports dev.adjoint.nn.layer;
  exports dev.adjoint.nn.loss;
  exports dev.adjoint.nn.init;
  exports dev.adjoint.nn.optimizer;
  exports dev.adjoint.nn.train;
  exports dev.adjoint.nn.data;
}
