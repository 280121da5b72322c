package dev.adjoint.autodiff.exec.elementary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.autodiff.SpecialDigits;
import dev.adjoint.autodiff.graph.Lanes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The special functions in fractions of a unit in the last place of the truth, at seams, zeros,
/// poles and between; and what they give where there is no number to give.
final class SpecialFunctionsTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  /// Points of an interval: its ends, their neighbours and random ones, as many near each end as
  /// between.
  private static double[] points(double from, double to, int count) {
    Random random = new Random(Double.hashCode(from) * 31L + Double.hashCode(to));
    double width = to - from;
    List<Double> points = new ArrayList<>(List.of(from, Math.nextUp(from), Math.nextDown(to), to));
    for (int i = 0; i < count; i++) {
      double near = width * StrictMath.pow(2, -50 * random.nextDouble());
      points.add(from + width * random.nextDouble());
      points.add(from + near);
      points.add(to - near);
    }
    return points.stream().mapToDouble(x -> Math.clamp(x, from, to)).toArray();
  }

  /// One function on one interval.
  private static DynamicTest within(
      double ulps,
      String name,
      DoubleUnaryOperator f,
      UnaryOperator<BigDecimal> truth,
      double largestTerm,
      double from,
      double to) {
    return dynamicTest(
        "%s on [%s, %s]".formatted(name, from, to),
        () -> {
          double worst = 0;
          double at = NAN;
          for (double x : points(from, to, 40)) {
            BigDecimal exact = truth.apply(new BigDecimal(x));
            if (Double.isInfinite(exact.doubleValue())) {
              assertEquals(exact.doubleValue(), f.applyAsDouble(x));
              continue;
            }
            double unit = Math.ulp(Math.max(Math.abs(exact.doubleValue()), largestTerm));
            double error =
                exact
                    .subtract(new BigDecimal(f.applyAsDouble(x)))
                    .divide(new BigDecimal(unit), MathContext.DECIMAL32)
                    .abs()
                    .doubleValue();
            if (error > worst) {
              worst = error;
              at = x;
            }
          }
          System.out.printf("%-10s [%s, %s]: %.2f ULP at %s%n", name, from, to, worst, at);
          assertTrue(worst <= ulps, name + " at " + at + ": " + worst + " ulp");
        });
  }

  private static final double[] ERRORS = {-6.5, -0.75, 0, 0.5, 0.75, 2, 6, 26.5};

  @TestFactory
  Stream<DynamicTest> errorFunctions() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i + 1 < ERRORS.length; i++) {
      double a = ERRORS[i];
      double b = ERRORS[i + 1];
      tests.add(within(0.9, "erf", Erf::erf, SpecialDigits::erf, 0, a, b));
      tests.add(within(0.9, "erfc", Erf::erfc, SpecialDigits::erfc, 0, a, b));
      tests.add(within(1.4, "erfcx", Erf::erfcx, SpecialDigits::erfcx, 0, a, b));
    }
    tests.add(within(1, "erfc", Erf::erfc, SpecialDigits::erfc, 0, 26.5, 27.22));
    tests.add(within(1.4, "erfcx", Erf::erfcx, SpecialDigits::erfcx, 0, -26.6, -6));
    tests.add(within(1.4, "erfcx", Erf::erfcx, SpecialDigits::erfcx, 0, 26.5, 1e12));
    double below = Math.nextDown(1.0);
    tests.add(within(1.2, "erfinv", ErfInv::erfinv, SpecialDigits::erfinv, 0, 0, 0.5));
    tests.add(within(1.2, "erfinv", ErfInv::erfinv, SpecialDigits::erfinv, 0, 0.5, below));
    tests.add(within(1.2, "erfinv", ErfInv::erfinv, SpecialDigits::erfinv, 0, -below, -0.5));
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> theLogarithmOfTheGammaFunction() {
    double[] ends = {1e-300, 0.5, 1, 2, 3, 8, 1000};
    Stream<DynamicTest> right =
        IntStream.range(0, ends.length - 1)
            .mapToObj(
                i ->
                    within(
                        3,
                        "lgamma",
                        LogGamma::lgamma,
                        SpecialDigits::lgamma,
                        0,
                        ends[i],
                        ends[i + 1]));
    Stream<DynamicTest> left =
        IntStream.of(0, 1, 2, 3, 10, 40)
            .mapToObj(
                k ->
                    within(
                        3,
                        "lgamma",
                        LogGamma::lgamma,
                        SpecialDigits::lgamma,
                        k == 0 ? 0 : Math.max(1, SpecialDigits.lgamma(large(k)).doubleValue()),
                        Math.nextUp(-k - 1.0),
                        Math.nextDown(-k - 0.0)));
    return Stream.concat(right, left);
  }

  private static BigDecimal large(int k) {
    return BigDecimal.valueOf(k + 1);
  }

  @TestFactory
  Stream<DynamicTest> polygammaOfEveryOrder() {
    return IntStream.rangeClosed(0, Lanes.LARGEST_POLYGAMMA)
        .boxed()
        .flatMap(
            n -> {
              double terms = n == 0 ? 2 : StrictMath.pow(2, n + 1) * factorial(n);
              return Stream.of(
                  polygamma(n, 0, 1e-10, 1),
                  polygamma(n, 0, 1, 2),
                  polygamma(n, 0, 2, 4),
                  polygamma(n, 0, 4, 50),
                  polygamma(n, 0, 50, 1e12),
                  polygamma(n, terms, Math.nextUp(-1.0), -1e-10),
                  polygamma(n, terms, Math.nextUp(-3.0), Math.nextDown(-2.0)),
                  polygamma(n, n == 0 ? 4 : terms, Math.nextUp(-31.0), Math.nextDown(-30.0)));
            });
  }

  private static DynamicTest polygamma(int order, double largestTerm, double from, double to) {
    return within(
        4,
        "polygamma " + order,
        x -> Polygamma.polygamma(order, x),
        x -> SpecialDigits.polygamma(order, x),
        largestTerm,
        from,
        to);
  }

  private static double factorial(int n) {
    return n == 0 ? 1 : n * factorial(n - 1);
  }

  @Test
  void theTailOfErfcEndsWithTheLastSubnormalNumber() {
    double last = 27.226017;
    assertEquals(Double.MIN_VALUE, Erf.erfc(last - 1e-6));
    assertEquals(0, Erf.erfc(last + 1e-6));
    for (double x = 26; x < last; x += 0x1p-10) {
      assertTrue(Erf.erfc(x) > 0, "erfc(" + x + ")");
    }
  }

  @Test
  void polesInfinitiesAndWhatIsNoNumber() {
    values(Erf::erf, -INF, -1, INF, 1, NAN, NAN, -0.0, -0.0, 1e-320, 1.1284e-320);
    values(Erf::erfc, -INF, 2, INF, 0, NAN, NAN, 1e300, 0);
    values(Erf::erfcx, -INF, INF, INF, 0, NAN, NAN, -27, INF, 0, 1);
    values(ErfInv::erfinv, 1, INF, -1, -INF, 1.5, NAN, -1.5, NAN, NAN, NAN, -0.0, -0.0);
    values(LogGamma::lgamma, 0, INF, -0.0, INF, -1, INF, -1e300, INF, -INF, INF, INF, INF);
    values(LogGamma::lgamma, 1, 0, 2, 0, NAN, NAN, 1e306, INF);
    values(
        x -> Polygamma.polygamma(0, x), 0, -INF, -0.0, INF, -3, NAN, -INF, NAN, INF, INF, NAN, NAN);
    values(x -> Polygamma.polygamma(1, x), 0, INF, -0.0, INF, -3, INF, -INF, NAN, INF, 0, NAN, NAN);
    values(
        x -> Polygamma.polygamma(2, x),
        0,
        -INF,
        -0.0,
        INF,
        -3,
        NAN,
        -INF,
        NAN,
        INF,
        -0.0,
        NAN,
        NAN);
    values(x -> Polygamma.polygamma(7, x), 1e-200, INF, -1e-200, INF, 1e300, 0);
    assertThrows(IllegalArgumentException.class, () -> Polygamma.polygamma(21, 1));
  }

  /// Pairs of argument and value, whose bits must agree.
  private static void values(DoubleUnaryOperator f, double... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      assertEquals(pairs[i + 1], f.applyAsDouble(pairs[i]), "at " + pairs[i]);
    }
  }
}
