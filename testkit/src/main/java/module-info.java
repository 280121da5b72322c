/// jqwik arbitraries and assertions for property tests of differentiable code.
module dev.adjoint.testkit {
  requires transitive dev.adjoint.autodiff;
  requires transitive net.jqwik.api;
  requires static transitive org.jspecify;

  exports dev.adjoint.testkit;
}
