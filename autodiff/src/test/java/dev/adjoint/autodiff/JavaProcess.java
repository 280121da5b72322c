package dev.adjoint.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Test programs in virtual machines of their own, with the class path of this one.
public final class JavaProcess {
  /// Flags that change which instructions run: interpreted, compiled by one compiler or the other,
  /// with vectors of several widths or none.
  public static final List<String> MODES =
      List.of(
          "-Xint",
          "-XX:TieredStopAtLevel=1",
          "-XX:UseAVX=0", // without fma instructions: Math.fma computes with big decimals
          "-Xmixed",
          "-XX:-TieredCompilation",
          "-XX:-UseSuperWord",
          "-XX:MaxVectorSize=16",
          "-XX:MaxVectorSize=32",
          "-XX:UseAVX=1",
          "-XX:UseAVX=2",
          "-XX:UseAVX=3");

  private JavaProcess() {}

  /// Fails unless the program prints this in each of the modes.
  public static void assertPrints(String expected, Class<?> program, List<String> modes) {
    List<String> outputs = modes.parallelStream().map(mode -> output(mode, program)).toList();
    for (int i = 0; i < modes.size(); i++) {
      assertEquals(expected, outputs.get(i), modes.get(i));
    }
  }

  /// What the program prints; flags that a machine does not have are ignored there.
  private static String output(String mode, Class<?> program) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+IgnoreUnrecognizedVMOptions",
            mode,
            "-Dadjoint.blas=java",
            "-Dadjoint.thorough=" + Boolean.getBoolean("adjoint.thorough"),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), mode);
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
