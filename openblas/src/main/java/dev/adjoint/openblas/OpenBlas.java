package dev.adjoint.openblas;

import dev.adjoint.autodiff.exec.blas.BlasLibrary;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The OpenBLAS library that the native jar of this platform brings along (`org.bytedeco:openblas`,
/// classifier such as `linux-x86_64`), unpacked to a cache directory of the user.
public final class OpenBlas implements BlasLibrary {
  private static final String ROOT = "org/bytedeco/openblas/";

  /// The provider that [java.util.ServiceLoader] makes.
  public OpenBlas() {}

  @Override
  public List<Path> libraries() throws IOException {
    String platform = platform();
    Unpacking unpacking = unpacking(platform);
    List<Path> paths = new ArrayList<>();
    List<String> names = names(platform);
    for (String name : names) {
      if (unpacking.holds(name)) {
        paths.add(unpacking.unpack(name));
      } else if (name.equals(names.getLast())) {
        throw new NoSuchFileException(
            "the native jar org.bytedeco:openblas for " + platform + " is not on the path");
      }
    }
    return List.copyOf(paths);
  }

  @Override
  public boolean repair() throws IOException {
    String platform = platform();
    Unpacking unpacking = unpacking(platform);
    boolean changed = false;
    for (String name : names(platform)) {
      if (unpacking.holds(name)) {
        changed |= unpacking.repair(name);
      }
    }
    return changed;
  }

  private static Unpacking unpacking(String platform) throws IOException {
    return new Unpacking(OpenBlas.class.getClassLoader(), ROOT + platform + "/");
  }

  private static String platform() {
    return platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /// The jar's name of a platform.
  static String platform(String os, String architecture) {
    String system = os.toLowerCase(Locale.ROOT);
    String family =
        system.startsWith("mac") ? "macosx" : system.startsWith("windows") ? "windows" : "linux";
    return family
        + switch (architecture) {
          case "amd64", "x86_64" -> "-x86_64";
          case "aarch64", "arm64" -> "-arm64";
          default -> "-" + architecture;
        };
  }

  /// The libraries in the order in which they must be opened. Another order works only where the
  /// Fortran runtime is installed.
  static List<String> names(String platform) {
    return switch (platform) {
      case "macosx-x86_64", "macosx-arm64" ->
          List.of(
              "libgcc_s.1.1.dylib",
              "libquadmath.0.dylib",
              "libgfortran.5.dylib",
              "libopenblas.0.dylib");
      case "windows-x86_64" ->
          List.of(
              "libgcc_s_seh-1.dll",
              "libwinpthread-1.dll",
              "libquadmath-0.dll",
              "libgfortran-5.dll",
              "libopenblas.dll");
      default ->
          List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");
    };
  }
}
