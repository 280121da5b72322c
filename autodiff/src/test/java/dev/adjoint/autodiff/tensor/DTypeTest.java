package dev.adjoint.autodiff.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DTypeTest {
  @Test
  void namesSizesAndKinds() {
    assertEquals("[float32, float64, bool, int64]", Arrays.toString(DType.values()));
    assertEquals(
        "4 8 1 8",
        String.join(
            " ", Arrays.stream(DType.values()).map(d -> Integer.toString(d.bytes())).toList()));
    assertEquals(
        "[float32, float64]",
        Arrays.stream(DType.values()).filter(DType::isFloating).toList().toString());
  }

  @Test
  void errorsShareOneRootAndKeepTheirCause() {
    ArithmeticException cause = new ArithmeticException();
    assertInstanceOf(AdjointException.class, new ShapeException("s"));
    assertInstanceOf(AdjointException.class, new DTypeException("d"));
    assertInstanceOf(IllegalArgumentException.class, new AdjointException("a"));
    assertSame(cause, new ShapeException("s", cause).getCause());
    assertSame(cause, new DTypeException("d", cause).getCause());
    assertSame(cause, new AdjointException("a", cause).getCause());
  }

  @Test
  void typesPrintAsDTypeAndShape() {
    assertEquals("float32[2, 3]", TensorType.of(DType.FLOAT32, 2, 3).toString());
    assertEquals("bool[]", TensorType.of(DType.BOOL).toString());
    assertEquals("int64[m=64]", new TensorType(DType.INT64, Shape.of(Dim.of("m", 64))).toString());
    assertEquals(3, TensorType.of(DType.FLOAT64, 1, 2, 3).rank());
  }
}
