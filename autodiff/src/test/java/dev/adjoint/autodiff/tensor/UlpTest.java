package dev.adjoint.autodiff.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class UlpTest {
  @Test
  void neighboursAreOneApart() {
    assertEquals(1, Ulp.distance(1.0, Math.nextUp(1.0)));
    assertEquals(1, Ulp.distance(Math.nextDown(1.0), 1.0));
    assertEquals(1, Ulp.distance(0.0, Double.MIN_VALUE));
    assertEquals(1, Ulp.distance(-0.0, Double.MIN_VALUE));
    assertEquals(2, Ulp.distance(-Double.MIN_VALUE, Double.MIN_VALUE));
    assertEquals(1, Ulp.distance(Double.MAX_VALUE, Double.POSITIVE_INFINITY));
    assertEquals(1, Ulp.distance(1f, Math.nextUp(1f)));
    assertEquals(2, Ulp.distance(-Float.MIN_VALUE, Float.MIN_VALUE));
    assertEquals(1, Ulp.distance(Float.MAX_VALUE, Float.POSITIVE_INFINITY));
    assertEquals(1L << 52, Ulp.distance(1.0, 2.0));
    assertEquals(1L << 23, Ulp.distance(2f, 1f));
  }

  @Test
  void zerosAreOneNumber() {
    assertEquals(0, Ulp.distance(0.0, -0.0));
    assertEquals(0, Ulp.distance(-0f, 0f));
  }

  @Test
  void nanIsFarFromNumbersOnly() {
    double otherNan = Double.longBitsToDouble(0xfff8000000000123L);
    assertEquals(0, Ulp.distance(Double.NaN, otherNan));
    assertEquals(0, Ulp.distance(Float.NaN, Float.NaN));
    assertEquals(Long.MAX_VALUE, Ulp.distance(Double.NaN, 1.0));
    assertEquals(Long.MAX_VALUE, Ulp.distance(Double.POSITIVE_INFINITY, Double.NaN));
    assertEquals(Long.MAX_VALUE, Ulp.distance(Float.NaN, 0f));
  }

  @Test
  void hugeDistancesAreCapped() {
    assertEquals(Long.MAX_VALUE, Ulp.distance(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    assertEquals(2L * 0x7f800000, Ulp.distance(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY));
  }

  @Test
  void distancesAddUpAndCountSteps() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      double x = random.nextDouble(-1e-300, 1e-300);
      double y = x;
      int steps = random.nextInt(50);
      for (int step = 0; step < steps; step++) {
        y = Math.nextUp(y);
      }
      assertEquals(steps, Ulp.distance(x, y));
      assertEquals(steps, Ulp.distance(y, x));
    }
  }

  @Test
  void maxDistanceIsTheLargest() {
    Tensor a = Tensor.of(1.0, 2.0, Double.NaN);
    assertEquals(0, Ulp.maxDistance(a, a));
    assertEquals(3, Ulp.maxDistance(a, Tensor.of(Math.nextUp(1.0), 2.0 - 3 * 0x1p-52, Double.NaN)));
    assertEquals(1, Ulp.maxDistance(Tensor.of(1f), Tensor.of(Math.nextUp(1f))));
    assertEquals(5, Ulp.maxDistance(Tensor.of(1, 2), Tensor.of(1, 7)));
    assertEquals(
        Long.MAX_VALUE,
        Ulp.maxDistance(Tensor.scalar(Long.MIN_VALUE), Tensor.scalar(Long.MAX_VALUE)));
    assertEquals(1, Ulp.maxDistance(Tensor.of(true, false), Tensor.of(true, true)));
    assertEquals(0, Ulp.maxDistance(Tensor.of(new double[0]), Tensor.of(new double[0])));
  }

  @Test
  void maxDistanceComparesLikeWithLike() {
    assertEquals(
        "[ulp] element types must be equal, got float64[1] and float32[1]",
        assertThrows(DTypeException.class, () -> Ulp.maxDistance(Tensor.of(1.0), Tensor.of(1f)))
            .getMessage());
    assertEquals(
        "[ulp] sizes must be equal, got float64[1] and float64[2]",
        assertThrows(
                ShapeException.class, () -> Ulp.maxDistance(Tensor.of(1.0), Tensor.of(1.0, 2.0)))
            .getMessage());
  }
}
