/// Tensors, expressions, their derivatives, and the programs that evaluate them.
module dev.adjoint.autodiff {
  requires com.google.common;
  requires static transitive org.jspecify;

  exports dev.adjoint.autodiff.tensor;
  exports dev.adjoint.autodiff.graph;
  exports dev.adjoint.autodiff.op;
  exports dev.adjoint.autodiff.tree;
  exports dev.adjoint.autodiff.rewrite;
  exports dev.adjoint.autodiff.batch;
  exports dev.adjoint.autodiff.grad;
  exports dev.adjoint.autodiff.checkpoint;
  exports dev.adjoint.autodiff.exec;
  exports dev.adjoint.autodiff.exec.blas;
  exports dev.adjoint.autodiff.bounds;
  exports dev.adjoint.autodiff.check;
  exports dev.adjoint.autodiff.symbolic;

  uses dev.adjoint.autodiff.exec.blas.BlasLibrary;
}
