package dev.adjoint.autodiff.exec.blas;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A service that supplies a native CBLAS library; found by [java.util.ServiceLoader].
public interface BlasLibrary {
  /// The native libraries in the order in which they must be opened; the last one holds
  /// `cblas_sgemm` and `cblas_dgemm`. Throws if there is none for this machine.
  List<Path> libraries() throws IOException;

  /// Mends files that could not be opened, such as damaged copies. Whether anything changed, so
  /// that another attempt may succeed; by default nothing does.
  default boolean repair() throws IOException {
    return false;
  }
}
