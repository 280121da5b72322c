package dev.adjoint.autodiff.exec.blas;

import static java.util.Objects.requireNonNull;

import dev.adjoint.autodiff.tensor.AdjointException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// The provider of matrix products, chosen once for the process.
///
/// The system property `adjoint.blas` is the path or name of a CBLAS library, or `java`; a library
/// that it names and that cannot be loaded is an error at each use. Without it, the first usable
/// [BlasLibrary] serves, else [JavaGemm]; one log line says which and why.
public final class Blas {
  /// The system property that names the library.
  public static final String PROPERTY = "adjoint.blas";

  private static final Logger LOGGER = System.getLogger(Blas.class.getName());

  private Blas() {}

  /// The provider. Throws [AdjointException] if the system property names a library that cannot be
  /// used.
  public static Gemm gemm() {
    return Chosen.CHOICE.gemm();
  }

  private static final class Chosen {
    static final Choice CHOICE = Choice.of(System.getProperty(PROPERTY, ""));
  }

  /// A provider, or why there is none, which every use says again.
  record Choice(@Nullable Gemm provider, @Nullable AdjointException failure) {
    static Choice of(String property) {
      try {
        return new Choice(choose(property), null);
      } catch (AdjointException e) {
        return new Choice(null, e);
      }
    }

    Gemm gemm() {
      if (provider == null) {
        AdjointException reason = requireNonNull(failure);
        throw new AdjointException(reason.getMessage(), reason);
      }
      return provider;
    }
  }

  /// The provider that a value of the property stands for; empty if it is not set.
  static Gemm choose(String property) {
    if (property.equals("java")) {
      Gemm gemm = new JavaGemm();
      LOGGER.log(Level.DEBUG, "matrix products by {0}, as {1} says", gemm.description(), PROPERTY);
      return gemm;
    }
    if (!property.isEmpty()) {
      Gemm gemm = named(property);
      LOGGER.log(Level.DEBUG, "matrix products by {0}, as {1} says", gemm.description(), PROPERTY);
      return gemm;
    }
    StringBuilder reasons = new StringBuilder();
    try {
      ServiceLoader<BlasLibrary> found =
          ServiceLoader.load(BlasLibrary.class, Blas.class.getClassLoader());
      for (BlasLibrary library : found) {
        try {
          Gemm gemm = open(library);
          LOGGER.log(Level.DEBUG, "matrix products by {0}", gemm.description());
          return gemm;
        } catch (IOException
            | IllegalArgumentException
            | IllegalCallerException
            | SecurityException
            | UnsatisfiedLinkError
            | UnsupportedOperationException e) {
          reasons.append("; ").append(library.getClass().getName()).append(": ").append(reason(e));
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

  private static Gemm named(String property) {
    try {
      return CblasGemm.open(property);
    } catch (IllegalArgumentException
        | IllegalCallerException
        | SecurityException
        | UnsatisfiedLinkError
        | UnsupportedOperationException e) {
      throw new AdjointException(
          "[blas] -D%s=%s cannot be used: %s; it takes the path or name of a CBLAS library, or java"
              .formatted(PROPERTY, property, reason(e)),
          e);
    }
  }

  /// A library, after one attempt to repair its files.
  private static Gemm open(BlasLibrary library) throws IOException {
    try {
      return CblasGemm.open(library.libraries());
    } catch (IllegalArgumentException | UnsatisfiedLinkError e) {
      if (library.repair()) {
        return CblasGemm.open(library.libraries());
      }
      throw e;
    }
  }

  /// What went wrong; where native access is denied, what to do about it too.
  static String reason(Throwable failure) {
    return switch (failure) {
      case IllegalCallerException e ->
          "native access is denied, add --enable-native-access=%s (%s)"
              .formatted(
                  Blas.class.getModule().isNamed()
                      ? Blas.class.getModule().getName()
                      : "ALL-UNNAMED",
                  e.getMessage());
      case IllegalArgumentException e -> String.valueOf(e.getMessage());
      default -> failure.toString();
    };
  }
}
