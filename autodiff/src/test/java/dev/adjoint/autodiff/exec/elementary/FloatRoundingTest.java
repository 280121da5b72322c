package dev.adjoint.autodiff.exec.elementary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// FLOAT32 results of the functions of one operand, against doubles from elsewhere: at all 2³²
/// operands in a thorough run, else at every 997th.
final class FloatRoundingTest {
  private static final int STRIDE = Boolean.getBoolean("adjoint.thorough") ? 1 : 997;
  private static final int TILE = 512;

  /// The rounding of a double that is off by 2^-29 float ULP and more.
  private static final double BOUND = 0.50001;

  /// The worst of a range of operands, and how many results are not the reference, rounded.
  private record Worst(double error, float at, long others) {
    Worst and(Worst other) {
      Worst greater =
          Stream.of(this, other).max(Comparator.comparingDouble(Worst::error)).orElseThrow();
      return new Worst(greater.error, greater.at, others + other.others);
    }
  }

  @TestFactory
  Stream<DynamicTest> errors() {
    return ElementaryFunctions.ALL.stream()
        .filter(f -> f.operands() == 1)
        .map(f -> dynamicTest(f.name(), () -> measure(f)));
  }

  private static void measure(ElementaryFunction f) {
    Worst worst =
        IntStream.range(0, 1 << 8)
            .parallel()
            .mapToObj(chunk -> measure(f, chunk))
            .reduce(new Worst(0, 0, 0), Worst::and);
    System.out.printf(
        "%-8s float32 at every %dth number: %d not correctly rounded, worst %.8f ULP at %s%n",
        f, STRIDE, worst.others, worst.error, worst.at);
    assertTrue(worst.error <= BOUND, f + ": " + worst.error + " ULP at " + worst.at);
  }

  private static Worst measure(ElementaryFunction f, int chunk) {
    double[] x = new double[TILE];
    double[] y = new double[TILE];
    Scratch scratch = new Scratch(TILE);
    Worst worst = new Worst(0, 0, 0);
    long end = (chunk + 1L) << 24;
    for (long bits = (long) chunk << 24; bits < end; bits += (long) TILE * STRIDE) {
      int n = (int) Math.min(TILE, (end - bits + STRIDE - 1) / STRIDE);
      for (int i = 0; i < n; i++) {
        x[i] = Float.intBitsToFloat((int) (bits + (long) i * STRIDE));
      }
      f.tile().run(y, x, x, n, scratch);
      for (int i = 0; i < n; i++) {
        double reference = f.reference().at(x[i], 0);
        float got = (float) y[i];
        if (Float.compare(got, (float) reference) != 0) {
          worst = worst.and(new Worst(error(f, x[i], got, reference), (float) x[i], 1));
        }
      }
    }
    return worst;
  }

  private static double error(ElementaryFunction f, double x, float got, double reference) {
    assertEquals(Float.isFinite((float) reference), Float.isFinite(got), f + "(" + x + ")");
    return Math.abs(got - reference) / Math.ulp((float) reference);
  }
}
