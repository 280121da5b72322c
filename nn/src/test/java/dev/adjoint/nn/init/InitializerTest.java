package dev.adjoint.nn.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class InitializerTest {
  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  private static double variance(double[] x) {
    double mean = mean(x);
    return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }

  /// 20,000 draws: the mean of n draws deviates by more than 5σ/√n once in two million seeds.
  @Test
  void glorotIsUniformWithVarianceTwoOverInPlusOut() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      double[] x =
          Initializer.glorotUniform()
              .create(Key.of(7), TensorType.of(dtype, 100, 200))
              .toDoubleArray();
      double r = Math.sqrt(6.0 / 300);
      assertTrue(Arrays.stream(x).allMatch(v -> Math.abs(v) <= r * (1 + 1e-6)));
      assertTrue(Arrays.stream(x).max().orElseThrow() > 0.999 * r);
      assertTrue(Arrays.stream(x).min().orElseThrow() < -0.999 * r);
      assertEquals(0, mean(x), 5 * Math.sqrt(2.0 / 300 / x.length));
      assertEquals(2.0 / 300, variance(x), 0.02 * 2 / 300);
    }
  }

  @Test
  void glorotNeedsAWeight() {
    assertThrows(
        ShapeException.class,
        () -> Initializer.glorotUniform().draw(Key.of(1), TensorType.of(DType.FLOAT64, 3)));
  }

  @Test
  void normalTakesAVarianceNotADeviation() {
    double[] x =
        Initializer.normal(0.01)
            .create(Key.of(7), TensorType.of(DType.FLOAT64, 100, 200))
            .toDoubleArray();
    assertEquals(0, mean(x), 5 * 0.1 / Math.sqrt(x.length));
    assertEquals(0.01, variance(x), 0.0005);
  }

  @Test
  void normalRefusesWhatIsNoVariance() {
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(AdjointException.class, () -> Initializer.normal(wrong));
    }
  }

  @Test
  void equalKeysGiveEqualDrawsAndOthersOthers() {
    TensorType type = TensorType.of(DType.FLOAT32, 3, 4);
    for (Initializer draw :
        new Initializer[] {Initializer.glorotUniform(), Initializer.normal(1)}) {
      Tensor first = draw.create(Key.of(5), type);
      assertEquals(type, first.type());
      assertEquals(first, draw.create(Key.of(5), type));
      assertNotEquals(first, draw.create(Key.of(6), type));
      assertNotEquals(first, draw.create(Key.of(5).split("other"), type));
    }
  }

  @Test
  void zerosAreZeros() {
    TensorType type = TensorType.of(DType.FLOAT32, 2, 3);
    assertEquals(Tensor.zeros(type), Initializer.zeros().create(Key.of(1), type));
  }
}
