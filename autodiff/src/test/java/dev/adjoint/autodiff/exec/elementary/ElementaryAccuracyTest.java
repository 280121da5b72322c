package dev.adjoint.autodiff.exec.elementary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The error of each function against more than fifty digits, in units in the last place of the
/// truth, and its special cases against the reference's. Prints the worst.
final class ElementaryAccuracyTest {
  private static final int RANDOM = Boolean.getBoolean("adjoint.thorough") ? 100_000 : 1000;

  /// Of the pairs of boundary numbers, one in (THIN + 1)/2 is tried.
  private static final int THIN = Boolean.getBoolean("adjoint.thorough") ? 1 : 9;

  private static final MathContext FINE = new MathContext(20);

  /// With either sign, and one ULP to either side.
  private static final double[] MAGNITUDES = {
    0,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    1e-300,
    1e-154,
    1e-20,
    0x1p-54,
    0x1p-53,
    0x1p-28,
    1e-8,
    0.1,
    0.25,
    0.34657359027997264,
    0.41421356237309503,
    0.5,
    0.7071067811865476,
    1,
    1.4142135623730951,
    2,
    Math.E,
    3,
    17,
    19.1,
    22,
    37,
    40,
    300,
    354.5,
    708.4,
    709.78,
    709.782712893384,
    710,
    710.475860073944,
    745.1332191019411,
    745.2,
    746,
    1000,
    0x1p52,
    0x1p53,
    1e19,
    1e100,
    1e154,
    1e200,
    1e300,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY
  };

  private static final List<Double> BOUNDARY = boundary();

  private static List<Double> boundary() {
    List<Double> points = new ArrayList<>(List.of(Double.NaN));
    for (double m : MAGNITUDES) {
      for (double x : new double[] {m, -m}) {
        points.addAll(List.of(Math.nextDown(x), x, Math.nextUp(x)));
      }
    }
    return points;
  }

  @TestFactory
  Stream<DynamicTest> errors() {
    return ElementaryFunctions.ALL.stream().map(f -> dynamicTest(f.name(), () -> measure(f)));
  }

  private static void measure(ElementaryFunction f) {
    double worst = 0;
    double[] where = {0, 0};
    List<double[]> points = points(f);
    for (double[] p : points) {
      double error = error(f, p[0], p[1]);
      if (error > worst) {
        worst = error;
        where = p;
      }
    }
    System.out.printf(
        "%-8s float64 %6d points, at most %.4f ULP at %s%n",
        f, points.size(), worst, f.operands() == 1 ? where[0] + "" : where[0] + ", " + where[1]);
    assertTrue(worst <= f.bound(), f + ": " + worst + " ULP at " + where[0] + ", " + where[1]);
  }

  private static List<double[]> points(ElementaryFunction f) {
    Random random = new Random(5);
    List<double[]> points = new ArrayList<>();
    for (double x : BOUNDARY) {
      if (f.operands() == 1) {
        points.add(new double[] {x, 0});
        continue;
      }
      for (int i = 0; i < BOUNDARY.size(); i += 1 + random.nextInt(THIN)) {
        points.add(new double[] {x, BOUNDARY.get(i)});
      }
    }
    for (int i = 0; i < RANDOM; i++) {
      points.add(
          new double[] {
            Double.longBitsToDouble(random.nextLong()), Double.longBitsToDouble(random.nextLong())
          });
      points.add(f.points().at(random.nextDouble(), random.nextDouble()));
      points.add(f.points().at(random.nextDouble(), random.nextDouble()));
    }
    return points;
  }

  /// In ULP of the truth, rounded; 0 for a special case that is right.
  private static double error(ElementaryFunction f, double x, double y) {
    double got = f.own().at(x, y);
    if (isSpecial(x) || (f.operands() > 1 && isSpecial(y)) || !f.domain().contains(x, y)) {
      assertEquals(f.reference().at(x, y), got, f + "(" + x + ", " + y + ")");
      return 0;
    }
    double reference = f.reference().at(x, y);
    if (got == reference && (got == 0 || Double.isInfinite(got))) {
      return 0;
    }
    BigDecimal truth = f.truth().apply(new BigDecimal(x), new BigDecimal(y));
    double rounded = truth.doubleValue();
    if (got == rounded && (got == 0 || Double.isInfinite(got))) {
      return 0;
    }
    assertTrue(
        Double.isFinite(got) && (got != 0 || Math.abs(rounded) <= Double.MIN_VALUE),
        f + "(" + x + ", " + y + ") = " + got + ", not " + rounded);
    double ulp = Math.ulp(Math.clamp(rounded, -Double.MAX_VALUE, Double.MAX_VALUE));
    return truth
        .subtract(new BigDecimal(got))
        .abs()
        .divide(new BigDecimal(ulp), FINE)
        .doubleValue();
  }

  private static boolean isSpecial(double x) {
    return x == 0 || !Double.isFinite(x);
  }
}
