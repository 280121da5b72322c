package dev.adjoint.autodiff.exec.blas;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The provider of matrix products, chosen once for the process.
///
/// The system property `adjoint.blas` is the path or name of a CBLAS library, or `java`; a library
/// that it names and that cannot be loaded is an error. Without it, the first usable [BlasLibrary]
/// serves, else [JavaGemm]; one log line says which and why.
public final class Blas {
  /// The system property that names the library.
  public static final String PROPERTY = "adjoint.blas";

  private static final Logger LOGGER = System.getLogger(Blas.class.getName());

  private Blas() {}

  /// The provider.
  public static Gemm gemm() {
    return Chosen.GEMM;
  }

  private static final class Chosen {
    static final Gemm GEMM = choose(System.getProperty(PROPERTY, ""));
  }

  /// The provider that a value of the property stands for; empty if it is not set.
  static Gemm choose(String property) {
    if (property.equals("java")) {
      Gemm gemm = new JavaGemm();
      LOGGER.log(Level.DEBUG, "matrix products by {0}, as {1} says", gemm.description(), PROPERTY);
      return gemm;
    }
    if (!property.isEmpty()) {
      Gemm gemm = CblasGemm.open(property);
      LOGGER.log(Level.DEBUG, "matrix products by {0}, as {1} says", gemm.description(), PROPERTY);
      return gemm;
    }
    StringBuilder reasons = new StringBuilder();
    try {
      ServiceLoader<BlasLibrary> found =
          ServiceLoader.load(BlasLibrary.class, Blas.class.getClassLoader());
      for (BlasLibrary library : found) {
        try {
          List<Path> paths = library.libraries();
          Gemm gemm = CblasGemm.open(paths);
          LOGGER.log(Level.DEBUG, "matrix products by {0}", gemm.description());
          return gemm;
        } catch (IOException | IllegalArgumentException | UnsatisfiedLinkError e) {
          reasons.append("; ").append(library.getClass().getName()).append(": ").append(e);
        }
      }
    } catch (ServiceConfigurationError e) {
      reasons.append("; ").append(e);
    }
    Gemm gemm = new JavaGemm();
    if (reasons.isEmpty()) {
      LOGGER.log(Level.DEBUG, "matrix products by {0}: no native library", gemm.description());
    } else {
      LOGGER.log(Level.INFO, "matrix products by {0}: none usable{1}", gemm.description(), reasons);
    }
    return gemm;
  }
}
