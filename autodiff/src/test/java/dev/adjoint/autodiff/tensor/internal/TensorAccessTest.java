package dev.adjoint.autodiff.tensor.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TensorAccessTest {
  @Test
  void storageIsNotCopied() {
    for (Object array : new Object[] {new double[6], new float[6], new long[6], new boolean[6]}) {
      Tensor tensor = TensorAccess.wrap(Shape.of(2, 3), array);
      assertSame(array, TensorAccess.array(tensor));
      assertSame(array, TensorAccess.array(tensor.reshape(Shape.of(6))));
    }
    assertArrayEquals(new double[] {1, 2}, (double[]) TensorAccess.array(Tensor.of(1.0, 2.0)));
  }

  @Test
  void wrapChecksTypeAndLength() {
    assertEquals(
        "[tensor] shape [2, 3] has 6 elements, got 5 values",
        assertThrows(ShapeException.class, () -> TensorAccess.wrap(Shape.of(2, 3), new double[5]))
            .getMessage());
    assertEquals(
        "[tensor] storage must be a float[], double[], boolean[] or long[], got int[]",
        assertThrows(DTypeException.class, () -> TensorAccess.wrap(Shape.of(5), new int[5]))
            .getMessage());
  }

  @Test
  void onlyTensorInstallsTheBridge() {
    Tensor unused = TensorAccess.wrap(Shape.of(0), new double[0]);
    assertEquals(0, unused.size());
    assertThrows(
        IllegalStateException.class,
        () ->
            TensorAccess.install(
                new TensorAccess.Bridge() {
                  @Override
                  public Object array(Tensor tensor) {
                    throw new AssertionError();
                  }

                  @Override
                  public Tensor wrap(Shape shape, Object primitiveArray) {
                    throw new AssertionError();
                  }
                }));
  }

  /// In a fresh JVM, where nothing has initialised Tensor yet.
  @Test
  void wrapWorksAsTheFirstUse() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WrapFirst.class.getName())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(true, process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }

  /// The program of the fresh JVM.
  static final class WrapFirst {
    private WrapFirst() {}

    public static void main(String[] args) {
      if (TensorAccess.wrap(Shape.of(1), new double[] {2}).item() != 2) {
        throw new AssertionError();
      }
    }
  }
}
