package dev.adjoint.autodiff.exec.elementary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The bits of every function in virtual machines that interpret, compile, and have vectors of
/// several widths or none: see [Checksums].
final class BitReproducibilityTest {
  private static final List<String> MODES =
      List.of(
          "-Xmixed",
          "-Xint",
          "-XX:TieredStopAtLevel=1",
          "-XX:-TieredCompilation",
          "-XX:-UseSuperWord",
          "-XX:MaxVectorSize=16",
          "-XX:MaxVectorSize=32",
          "-XX:UseAVX=0", // without fma instructions: Math.fma computes with big decimals
          "-XX:UseAVX=1",
          "-XX:UseAVX=2",
          "-XX:UseAVX=3");

  @Test
  void everyModeGivesTheSameBits() {
    String expected =
        ElementaryFunctions.ALL.stream()
            .map(f -> Checksums.line(f) + Checksums.line(f))
            .collect(Collectors.joining());
    List<String> outputs = MODES.parallelStream().map(BitReproducibilityTest::run).toList();
    for (int i = 0; i < MODES.size(); i++) {
      assertEquals(expected, outputs.get(i), MODES.get(i));
    }
  }

  /// What the program prints; flags that a machine does not have are ignored there.
  private static String run(String mode) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+IgnoreUnrecognizedVMOptions",
            mode,
            "-cp",
            System.getProperty("java.class.path"),
            Checksums.class.getName());
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
