package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.EDGES;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.NONZERO;
import static dev.adjoint.autodiff.op.OpSpecs.OTHER;
import static dev.adjoint.autodiff.op.OpSpecs.POSITIVE;
import static dev.adjoint.autodiff.op.OpSpecs.SHAPES;
import static dev.adjoint.autodiff.op.OpSpecs.join;
import static dev.adjoint.autodiff.op.OpSpecs.map;
import static dev.adjoint.autodiff.op.OpSpecs.pairs;
import static dev.adjoint.autodiff.op.OpSpecs.spec;
import static dev.adjoint.autodiff.op.OpSpecs.unary;

import dev.adjoint.autodiff.Digits;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// Powers, logarithms, circular and hyperbolic functions with their inverses, and what a number is.
final class TranscendentalSpecs {
  private static final double[] UNIT = {0.3, -0.45, 0.72, -0.81, 0.11, 0.55, -0.23};
  private static final double[] ABOVE_ONE = {1.3, 2.5, 1.9, 3.7, 11.5, 1.15, 6.1};
  private static final double[] SPECIAL = {
    0, -0.0, 0.5, -0.5, 1, -1, 2, -3, 1e-300, -1e-300, 1e-40, 1e30, -1e30, 1e300, INF, -INF, NAN
  };

  private TranscendentalSpecs() {}

  /// A function whose truth is known on [from, to] and NaN outside.
  private static DoubleUnaryOperator within(
      double from, double to, UnaryOperator<BigDecimal> truth) {
    DoubleUnaryOperator exact = Digits.rounded(truth, NAN, NAN);
    return x -> x == 0 && from < 0 ? x : x < from || x > to ? NAN : exact.applyAsDouble(x);
  }

  static void powers(List<OpSpec> specs) {
    unary(specs, Reciprocal.class, Reciprocal::reciprocal, x -> 1 / x, NONZERO, EDGES, 0.5);
    DoubleUnaryOperator rsqrt = Digits.rounded(x -> Digits.inverse(Digits.sqrt(x)), NAN, 0);
    unary(
        specs,
        Rsqrt.class,
        Rsqrt::rsqrt,
        x -> x == 0 ? 1 / x : x < 0 ? NAN : rsqrt.applyAsDouble(x),
        POSITIVE,
        join(EDGES, Double.MIN_VALUE, 4));
    pairs(specs, Hypot.class, Hypot::hypot, TranscendentalSpecs::hypot, LINE, NONZERO, SPECIAL)
        .each(specs, s -> s.ulp(2));
    pairs(specs, Pow.class, Pow::pow, StrictMath::pow, POSITIVE, OTHER, SPECIAL)
        .each(specs, s -> s.ulp(1.5));
    pairs(specs, XLogY.class, XLogY::xlogy, TranscendentalSpecs::xlogy, OTHER, POSITIVE, SPECIAL)
        .each(specs, s -> s.ulp(2));
    pairs(
            specs,
            XLogY.class,
            XLogY::xlog1py,
            TranscendentalSpecs::xlog1py,
            OTHER,
            POSITIVE,
            SPECIAL)
        .each(specs, s -> s.ulp(2));
    pairs(
            specs,
            XLogY.class,
            XLogY::xlogy,
            TranscendentalSpecs::xlogy,
            new double[] {0},
            POSITIVE,
            SPECIAL)
        .each(specs, s -> s.ulp(2));
    double[] numbers = {2, 8, 1024, 0.5, 10, 1000, 1e-5, 1e300, 1e-300, 0.999, 1.001};
    double[] edges = join(numbers, 0, -0.0, 1, -1, INF, -INF, NAN);
    unary(specs, Log2.class, Log2::log2, logarithm(2), POSITIVE, edges, 2);
    unary(specs, Log10.class, Log10::log10, logarithm(10), POSITIVE, edges, 2);
  }

  private static DoubleUnaryOperator logarithm(int base) {
    DoubleUnaryOperator exact = Digits.rounded(x -> Digits.log(x, base), NAN, INF);
    return x -> x == 0 ? -INF : x < 0 ? NAN : exact.applyAsDouble(x);
  }

  private static double hypot(double a, double b) {
    return Double.isInfinite(a) || Double.isInfinite(b)
        ? INF
        : Double.isNaN(a + b)
            ? NAN
            : Digits.hypot(new BigDecimal(a), new BigDecimal(b)).doubleValue();
  }

  private static double xlogy(double x, double y) {
    return x == 0 && !Double.isNaN(y) ? 0 : x * StrictMath.log(y);
  }

  private static double xlog1py(double x, double y) {
    return x == 0 && !Double.isNaN(y) ? 0 : x * StrictMath.log1p(y);
  }

  static void circular(List<OpSpec> specs) {
    double[] turns = {0, -0.0, 1e-300, 1e-8, 0.5, -0.5, 1.5, 1.6, -3, 17, -40, 87, 103, 119, NAN};
    DoubleUnaryOperator tan = Digits.rounded(Digits::tan, NAN, NAN);
    unary(
        specs,
        Tan.class,
        Tan::tan,
        x -> x == 0 ? x : tan.applyAsDouble(x),
        UNIT,
        join(turns, INF, -INF));
    double[] unit =
        join(SPECIAL, Math.nextDown(1.0), Math.nextUp(-1.0), 0.999999, -0.999999, 1.000001, 1e-8);
    unary(specs, Asin.class, Asin::asin, within(-1, 1, Digits::asin), UNIT, unit);
    DoubleUnaryOperator exact = Digits.rounded(Digits::acos, NAN, NAN);
    DoubleUnaryOperator acos = x -> Math.abs(x) > 1 ? NAN : exact.applyAsDouble(x);
    unary(specs, Acos.class, Acos::acos, acos, UNIT, unit);
    double quarter = StrictMath.PI / 2;
    DoubleUnaryOperator atan = Digits.rounded(Digits::atan, -quarter, quarter);
    unary(specs, Atan.class, Atan::atan, x -> x == 0 ? x : atan.applyAsDouble(x), LINE, EDGES);
    pairs(specs, Atan2.class, Atan2::atan2, TranscendentalSpecs::angle, LINE, NONZERO, SPECIAL)
        .each(specs, s -> s.ulp(2));
  }

  /// At the axes and infinities the platform's table, elsewhere exact.
  private static double angle(double y, double x) {
    return y == 0 || x == 0 || !Double.isFinite(x) || !Double.isFinite(y)
        ? StrictMath.atan2(y, x)
        : Digits.atan2(new BigDecimal(y), new BigDecimal(x)).doubleValue();
  }

  static void hyperbolic(List<OpSpec> specs) {
    DoubleUnaryOperator sinh = Digits.rounded(Digits::sinh, -INF, INF);
    DoubleUnaryOperator asinh = Digits.rounded(Digits::asinh, -INF, INF);
    double[] seams = join(EDGES, Math.nextUp(1.0), Math.nextDown(-1.0), 0.99, 1e154, -1e200);
    unary(specs, Sinh.class, Sinh::sinh, sinh, UNIT, EDGES, 2.5);
    unary(specs, Cosh.class, Cosh::cosh, Digits.rounded(Digits::cosh, INF, INF), UNIT, EDGES, 2.5);
    unary(specs, Asinh.class, Asinh::asinh, asinh, LINE, seams, 2);
    DoubleUnaryOperator acosh = Digits.rounded(Digits::acosh, NAN, INF);
    unary(
        specs,
        Acosh.class,
        Acosh::acosh,
        x -> x < 1 ? NAN : acosh.applyAsDouble(x),
        ABOVE_ONE,
        join(EDGES, Math.nextUp(1.0), 1.000001, 2, Math.nextUp(2.0), 1e154, 1e200),
        2.5);
    DoubleUnaryOperator atanh = Digits.rounded(Digits::atanh, NAN, NAN);
    unary(
        specs,
        Atanh.class,
        Atanh::atanh,
        x -> Math.abs(x) > 1 ? NAN : Math.abs(x) == 1 ? x * INF : atanh.applyAsDouble(x),
        UNIT,
        join(EDGES, Math.nextDown(1.0), Math.nextUp(-1.0), 0.999999),
        2);
  }

  static void classes(List<OpSpec> specs) {
    for (int[] shape : SHAPES) {
      classify(specs, LINE, shape);
    }
    classify(specs, EDGES, EDGES.length);
  }

  private static void classify(List<OpSpec> specs, double[] values, int... shape) {
    String at = " " + Arrays.toString(shape);
    specs.add(
        spec(
                Classify.class,
                "isNaN" + at,
                List.of(number(values, shape)),
                x -> Classify.isNaN(x.getFirst()),
                x -> map(x.getFirst(), v -> Double.isNaN(v) ? 1 : 0))
            .notSmooth());
    specs.add(
        spec(
                Classify.class,
                "isFinite" + at,
                List.of(number(values, shape)),
                x -> Classify.isFinite(x.getFirst()),
                x -> map(x.getFirst(), v -> Double.isFinite(v) ? 1 : 0))
            .notSmooth());
  }
}
