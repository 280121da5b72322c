/// A named module that tests its own loss.
module research {
  requires dev.adjoint.testkit;

  opens research to
      org.junit.platform.commons;
}
