package dev.adjoint.autodiff.exec.elementary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.autodiff.Digits;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// sin, cos, tan, asin, acos, atan and atan2 where they are hard: next to multiples of π/2, to the
/// edges of the domain, to the diagonals, with subnormal results; in ULP of a truth of 50 digits.
final class TrigonometricTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static final int POINTS = 3000;

  private static final Set<String> NAMES = Set.of("sin", "cos", "tan", "asin", "acos", "atan");

  /// The double nearest to a multiple of π/2, relative to its size.
  private static final double CLOSEST = 6381956970095103d * 0x1p797;

  /// What is at the edge of something, each with its neighbours and their negatives.
  private static final double[] BOUNDARY =
      DoubleStream.of(
              0,
              Double.MIN_VALUE,
              Double.MIN_NORMAL,
              0x1p-27,
              1e-8,
              0.5,
              Math.sqrt(0.5),
              Math.PI / 4,
              1,
              Math.PI / 2,
              2,
              Math.PI,
              17,
              37,
              40,
              710,
              745,
              Reduction.NEAR,
              0x1p53,
              0x1p60,
              1e22,
              1e154,
              1e200,
              0x1p1000,
              CLOSEST,
              Double.MAX_VALUE)
          .flatMap(x -> DoubleStream.of(x, Math.nextUp(x), Math.nextDown(x)))
          .flatMap(x -> DoubleStream.of(x, -x))
          .filter(Double::isFinite)
          .toArray();

  /// The worst error over a set of points, and where it was.
  private static final class Worst {
    private double error = -1;
    private String where = "";

    void at(double actual, BigDecimal truth, String point) {
      double off =
          Double.isFinite(actual) ? ulps(actual, truth, Math.ulp(truth.doubleValue())) : INF;
      if (off > error) {
        error = off;
        where = point;
      }
    }

    void report(String name, String set, double bound) {
      System.out.printf("%-6s %-28s %.4f ULP  %s%n", name, set, error, where);
      assertTrue(error >= 0 && error < bound, () -> name + " at " + where + ": " + error + " ULP");
    }
  }

  private static double ulps(double actual, BigDecimal truth, double ulp) {
    return new BigDecimal(actual)
        .subtract(truth)
        .abs()
        .divide(new BigDecimal(ulp), MathContext.DECIMAL64)
        .doubleValue();
  }

  @TestFactory
  Stream<DynamicTest> functionsOfOneNumber() {
    return ElementaryFunctions.ALL.stream()
        .filter(f -> NAMES.contains(f.name()))
        .map(f -> dynamicTest(f.name(), () -> staysWithinItsBound(f)));
  }

  private static void staysWithinItsBound(ElementaryFunction f) {
    SplittableRandom random = new SplittableRandom(20);
    measure(f, "boundary", Arrays.stream(BOUNDARY));
    measure(f, "all magnitudes", points(() -> bitUniform(random, -1074, 1024)));
    measure(f, "[-1, 1]", points(() -> random.nextDouble(-1, 1)));
    if (!f.domain().contains(2, 0)) {
      measure(f, "near ±1", points(() -> sign(random) * (1 - bitUniform(random, -50, 0))));
    } else {
      measure(f, "[-10, 10]", points(() -> random.nextDouble(-10, 10)));
      measure(f, "2^-30 to 2^40", points(() -> bitUniform(random, -30, 40)));
      measure(f, "next to n·π/2, n < 10", points(() -> nearMultiple(random, 10)));
      measure(f, "next to n·π/2, n < 2^31", points(() -> nearMultiple(random, 1L << 31)));
    }
  }

  private static void measure(ElementaryFunction f, String set, DoubleStream points) {
    Worst worst = new Worst();
    points
        .filter(x -> Double.isFinite(x) && f.domain().contains(x, 0))
        .forEach(
            x -> {
              BigDecimal truth = f.truth().apply(new BigDecimal(x), BigDecimal.ZERO);
              worst.at(f.own().at(x, 0), truth, Double.toHexString(x));
            });
    worst.report(f.name(), set, f.bound());
  }

  @Test
  void atan2StaysWithinItsBound() {
    SplittableRandom random = new SplittableRandom(21);
    measureAtan2("all magnitudes", random, y -> bitUniform(random, -1074, 1024));
    measureAtan2("[-10, 10]", random, y -> random.nextDouble(-10, 10));
    measureAtan2("same magnitude", random, y -> y * random.nextDouble(0.25, 4));
    measureAtan2("next to the diagonals", random, y -> sign(random) * Math.nextUp(y));
    measureAtan2("subnormal results", random, y -> y * bitUniform(random, 1000, 1024) * 0x1p50);
    Worst worst = new Worst();
    for (double y : BOUNDARY) {
      for (double x : BOUNDARY) {
        if (y != 0 && x != 0) {
          worst.at(ArcTangent.atan2(y, x), atan2(y, x), y + ", " + x);
        }
      }
    }
    worst.report("atan2", "boundary", 0.8);
  }

  private static void measureAtan2(String set, SplittableRandom random, DoubleUnaryOperator toX) {
    Worst worst = new Worst();
    for (int i = 0; i < POINTS; i++) {
      double y = i % 2 == 0 ? bitUniform(random, -1074, 1024) : random.nextDouble(-10, 10);
      double x = toX.applyAsDouble(y);
      if (Double.isFinite(x) && x != 0) {
        worst.at(ArcTangent.atan2(y, x), atan2(y, x), y + ", " + x);
      }
    }
    worst.report("atan2", set, 0.8);
  }

  private static BigDecimal atan2(double y, double x) {
    return Digits.atan2(new BigDecimal(y), new BigDecimal(x));
  }

  @Test
  void specialCases() {
    for (DoubleUnaryOperator f :
        List.<DoubleUnaryOperator>of(Trigonometric::sin, Trigonometric::cos, Trigonometric::tan)) {
      assertEquals(NAN, f.applyAsDouble(NAN));
      assertEquals(NAN, f.applyAsDouble(INF));
      assertEquals(NAN, f.applyAsDouble(-INF));
    }
    for (DoubleUnaryOperator f : List.<DoubleUnaryOperator>of(ArcSine::asin, ArcSine::acos)) {
      for (double x : new double[] {NAN, INF, -INF, Math.nextUp(1.0), -Math.nextUp(1.0), 1e300}) {
        assertEquals(NAN, f.applyAsDouble(x));
      }
    }
    for (DoubleUnaryOperator f :
        List.<DoubleUnaryOperator>of(
            Trigonometric::sin, Trigonometric::tan, ArcSine::asin, ArcTangent::atan)) {
      assertEquals(0.0, f.applyAsDouble(0.0));
      assertEquals(-0.0, f.applyAsDouble(-0.0));
    }
    assertEquals(1.0, Trigonometric.cos(-0.0));
    assertEquals(0.0, ArcSine.acos(1));
    assertEquals(Math.PI, ArcSine.acos(-1));
    assertEquals(Math.PI / 2, ArcTangent.atan(INF));
    assertEquals(-Math.PI / 2, ArcTangent.atan(-INF));
    assertEquals(NAN, ArcTangent.atan(NAN));
  }

  /// The table of [Math#atan2], whose angles are multiples of π/4.
  @Test
  void specialCasesOfAtan2() {
    double[] values = {0.0, -0.0, INF, -INF, NAN, 1, -1, Double.MIN_VALUE, -Double.MAX_VALUE};
    for (double y : values) {
      for (double x : values) {
        boolean exact = y == 0 || x == 0 || !Double.isFinite(y) || !Double.isFinite(x) || y == x;
        if (exact) {
          assertEquals(StrictMath.atan2(y, x), ArcTangent.atan2(y, x), y + ", " + x);
        }
      }
    }
  }

  private static DoubleStream points(DoubleSupplier random) {
    return DoubleStream.generate(random).limit(POINTS);
  }

  private static double sign(SplittableRandom random) {
    return random.nextBoolean() ? 1 : -1;
  }

  /// Of either sign, with a binary exponent from `from` to `to − 1`; those below −1022 are
  /// subnormal.
  private static double bitUniform(SplittableRandom random, int from, int to) {
    return sign(random) * Math.scalb(random.nextDouble(1, 2), random.nextInt(from, to));
  }

  private static double nearMultiple(SplittableRandom random, long bound) {
    double x = random.nextLong(bound) * (Math.PI / 2);
    return sign(random) * (x + random.nextInt(-3, 4) * Math.ulp(x));
  }
}
