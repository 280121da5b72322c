/// One main class per example.
module dev.adjoint.examples {
  requires dev.adjoint.autodiff;
  requires dev.adjoint.nn;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires static org.jspecify;

  // Options are set by reflection.
  opens dev.adjoint.examples to
      info.picocli;
}
