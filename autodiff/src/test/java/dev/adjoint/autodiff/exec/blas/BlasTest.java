package dev.adjoint.autodiff.exec.blas;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.tensor.AdjointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlasTest {
  private static String refused(Blas.Choice choice) {
    return assertThrows(AdjointException.class, choice::gemm).getMessage();
  }

  /// A failure in a class's initializer would show its text once, then NoClassDefFoundError.
  @Test
  void aLibraryThatIsNotThereIsSaidAtEachUse() {
    Blas.Choice choice = Blas.Choice.of("/nonexistent/libblas.so");
    for (int use = 0; use < 3; use++) {
      String message = refused(choice);
      assertTrue(
          message.startsWith("[blas] -Dadjoint.blas=/nonexistent/libblas.so cannot be used: "),
          message);
      assertTrue(message.contains("there is no such file"), message);
      assertFalse(message.contains(System.mapLibraryName("/")), message);
    }
  }

  @Test
  void aFileThatIsNoLibraryIsSaidAtEachUse(@TempDir Path directory) throws IOException {
    Path junk = Files.writeString(directory.resolve("junk.so"), "no library");
    Blas.Choice choice = Blas.Choice.of(junk.toString());
    for (int use = 0; use < 3; use++) {
      String message = refused(choice);
      assertTrue(message.contains("junk.so: it is damaged"), message);
    }
  }

  @Test
  void aNameThatTheLoaderDoesNotKnowIsTriedBothWays() {
    String message = refused(Blas.Choice.of("nosuchblas"));
    assertTrue(
        message.contains("'nosuchblas' (or '" + System.mapLibraryName("nosuchblas") + "')"),
        message);
  }

  @Test
  void deniedNativeAccessSaysWhatToAdd() {
    String reason = Blas.reason(new IllegalCallerException("Illegal native access from: module m"));
    assertTrue(reason.contains("add --enable-native-access="), reason);
  }

  @Test
  void plainJavaCanBeAskedFor() {
    assertInstanceOf(JavaGemm.class, Blas.Choice.of("java").gemm());
  }
}
