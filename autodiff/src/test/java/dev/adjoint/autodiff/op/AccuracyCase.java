package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One op of [AccuracyTest] and its truth.
///
/// @param slopes the derivative by each operand
/// @param domain which finite operands the functions are for
/// @param edges where the domain or a formula ends
/// @param outside whether the value at other operands of the domain's kind is NaN; else nothing is
///   known there
/// @param drops whether one operand can hide that another is NaN
/// @param limits value and derivatives at single operands, which come before the functions
/// @param ulp the bound of the value, then of the derivatives
record AccuracyCase(
    String name,
    Function<List<Expr>, Expr> build,
    Function<List<BigDecimal>, BigDecimal> value,
    List<Function<List<BigDecimal>, BigDecimal>> slopes,
    Predicate<double[]> domain,
    List<Double> edges,
    boolean outside,
    boolean drops,
    Map<List<Double>, double[]> limits,
    List<Integer> ulp) {

  static AccuracyCase unary(
      String name,
      UnaryOperator<Expr> build,
      UnaryOperator<BigDecimal> value,
      UnaryOperator<BigDecimal> slope,
      double from,
      double to,
      Integer... ulp) {
    return new AccuracyCase(
        name,
        x -> build.apply(x.getFirst()),
        x -> value.apply(x.getFirst()),
        List.of(x -> slope.apply(x.getFirst())),
        x -> x[0] >= from && x[0] <= to,
        List.of(from, to),
        false,
        false,
        new HashMap<>(),
        List.of(ulp));
  }

  static AccuracyCase binary(
      String name,
      BinaryOperator<Expr> build,
      BinaryOperator<BigDecimal> value,
      BinaryOperator<BigDecimal> first,
      BinaryOperator<BigDecimal> second,
      Predicate<double[]> domain,
      Integer... ulp) {
    return new AccuracyCase(
        name,
        x -> build.apply(x.get(0), x.get(1)),
        x -> value.apply(x.get(0), x.get(1)),
        List.of(x -> first.apply(x.get(0), x.get(1)), x -> second.apply(x.get(0), x.get(1))),
        domain,
        List.of(),
        false,
        false,
        new HashMap<>(),
        List.of(ulp));
  }

  int operands() {
    return slopes.size();
  }

  AccuracyCase limit(double x, double... valueAndSlope) {
    limits.put(List.of(x), valueAndSlope);
    return this;
  }

  AccuracyCase limit2(double a, double b, double... valueAndSlopes) {
    limits.put(List.of(a, b), valueAndSlopes);
    return this;
  }

  /// For the same operands and others.
  AccuracyCase within(Predicate<double[]> domain) {
    return new AccuracyCase(name, build, value, slopes, domain, edges, outside, drops, limits, ulp);
  }

  /// With other edges.
  AccuracyCase edges(Double... edges) {
    return new AccuracyCase(
        name, build, value, slopes, domain, List.of(edges), outside, drops, limits, ulp);
  }

  /// With NaN outside the domain.
  AccuracyCase orNaN() {
    return new AccuracyCase(name, build, value, slopes, domain, edges, true, drops, limits, ulp);
  }

  /// With nothing known where one of two operands is NaN, but for limits.
  AccuracyCase dropsNaN() {
    return new AccuracyCase(name, build, value, slopes, domain, edges, outside, true, limits, ulp);
  }

  /// The value (order 0) or the derivative by operand `order`, rounded once to a double; empty if
  /// it is not known. A number that is not there gives none: the value at NaN is NaN, and so is the
  /// derivative of a function of one operand, unless a limit says otherwise.
  OptionalDouble truth(int order, double[] x) {
    return exactly(order, x, BigDecimal::doubleValue);
  }

  /// The same, rounded once to a float.
  OptionalDouble floatTruth(int order, double[] x) {
    return exactly(order, x, y -> (double) y.floatValue());
  }

  private OptionalDouble exactly(int order, double[] x, Function<BigDecimal, Double> rounding) {
    double[] limit = limits.get(Arrays.stream(x).boxed().toList());
    if (limit == null) {
      // −0 is 0, unless a limit names it.
      limit = limits.get(Arrays.stream(x).map(v -> v + 0.0).boxed().toList());
    }
    if (limit != null) {
      return OptionalDouble.of(rounded(limit[order], rounding));
    }
    if (Arrays.stream(x).anyMatch(Double::isNaN)) {
      return (order == 0 && !drops) || x.length == 1
          ? OptionalDouble.of(Double.NaN)
          : OptionalDouble.empty();
    }
    if (Arrays.stream(x).allMatch(Double::isFinite) && domain.test(x)) {
      List<BigDecimal> exact = Arrays.stream(x).mapToObj(BigDecimal::new).toList();
      BigDecimal y = order == 0 ? value.apply(exact) : slopes.get(order - 1).apply(exact);
      return OptionalDouble.of(rounding.apply(y));
    }
    return outside && order == 0 ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty();
  }

  private static double rounded(double limit, Function<BigDecimal, Double> rounding) {
    return Double.isFinite(limit) ? rounding.apply(new BigDecimal(limit)) : limit;
  }
}
