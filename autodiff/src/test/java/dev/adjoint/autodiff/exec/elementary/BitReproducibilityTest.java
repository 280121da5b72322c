package dev.adjoint.autodiff.exec.elementary;

import dev.adjoint.autodiff.JavaProcess;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The bits of every function in virtual machines that interpret, compile, and have vectors of
/// several widths or none: see [Checksums].
final class BitReproducibilityTest {
  @Test
  void everyModeGivesTheSameBits() {
    String expected =
        ElementaryFunctions.ALL.stream()
            .map(f -> Checksums.line(f) + Checksums.line(f))
            .collect(Collectors.joining());
    JavaProcess.assertPrints(expected, Checksums.class, JavaProcess.MODES);
  }
}
