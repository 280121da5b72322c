package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.Ulp;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Values and first derivatives over the whole range, in units in the last place of the truth: at
/// numbers whose bits are random and at the ends of things. Prints the worst of each op.
final class AccuracyTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double LARGEST = Double.MAX_VALUE;
  private static final MathContext FINE = new MathContext(60);
  private static final int RANDOM = 200;

  /// Where formulas change, overflow, underflow or lose their digits.
  private static final double[] MAGNITUDES = {
    0,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Float.MIN_VALUE,
    Float.MIN_NORMAL,
    1e-300,
    1e-200,
    1e-40,
    1e-20,
    1e-8,
    0.25,
    0.3,
    0.5,
    0.75,
    0.9999,
    0x1.fffffep-1,
    Math.nextDown(1.0),
    1,
    Math.nextUp(1.0),
    0x1.000002p0,
    1.0001,
    1.5,
    2,
    2.5,
    3,
    17,
    37,
    40,
    88.5,
    100,
    104,
    300,
    708.5,
    709.5,
    712,
    744.5,
    800,
    1e5,
    1e10,
    1e19,
    1e30,
    1e38,
    Float.MAX_VALUE,
    1e100,
    1e154,
    1e200,
    1e300,
    Double.MAX_VALUE,
    INF
  };

  /// One op.
  ///
  /// @param domain whether the truth is known at finite operands
  /// @param limits value and derivatives at other operands
  /// @param ulp the bound of the value, then of the derivatives
  record Case(
      String name,
      Function<List<Expr>, Expr> build,
      Function<List<BigDecimal>, BigDecimal> value,
      List<Function<List<BigDecimal>, BigDecimal>> slopes,
      Predicate<double[]> domain,
      Map<List<Double>, double[]> limits,
      List<Integer> ulp) {
    int operands() {
      return slopes.size();
    }

    Case limit(double x, double... valueAndSlopes) {
      limits.put(List.of(x), valueAndSlopes);
      return this;
    }

    Case limit2(double a, double b, double... valueAndSlopes) {
      limits.put(List.of(a, b), valueAndSlopes);
      return this;
    }
  }

  static Case unary(
      String name,
      UnaryOperator<Expr> build,
      UnaryOperator<BigDecimal> value,
      UnaryOperator<BigDecimal> slope,
      double from,
      double to,
      Integer... ulp) {
    return new Case(
        name,
        x -> build.apply(x.getFirst()),
        x -> value.apply(x.getFirst()),
        List.of(x -> slope.apply(x.getFirst())),
        x -> x[0] >= from && x[0] <= to,
        new HashMap<>(),
        List.of(ulp));
  }

  private static Case binary(
      String name,
      BinaryOperator<Expr> build,
      BinaryOperator<BigDecimal> value,
      BinaryOperator<BigDecimal> first,
      BinaryOperator<BigDecimal> second,
      Predicate<double[]> domain,
      Integer... ulp) {
    return new Case(
        name,
        x -> build.apply(x.get(0), x.get(1)),
        x -> value.apply(x.get(0), x.get(1)),
        List.of(x -> first.apply(x.get(0), x.get(1)), x -> second.apply(x.get(0), x.get(1))),
        domain,
        new HashMap<>(),
        List.of(ulp));
  }

  private static BigDecimal overOneMinusSquare(BigDecimal x) {
    return Digits.inverse(BigDecimal.ONE.subtract(x.multiply(x)));
  }

  private static BigDecimal onePlusSquare(BigDecimal x) {
    return BigDecimal.ONE.add(x.multiply(x));
  }

  private static BigDecimal norm(BigDecimal a, BigDecimal b) {
    return Digits.inverse(a.multiply(a).add(b.multiply(b)));
  }

  private static Case whole(String name, UnaryOperator<Expr> build, RoundingMode mode) {
    return unary(
        name, build, x -> x.setScale(0, mode), x -> BigDecimal.ZERO, -LARGEST, LARGEST, 0, 0);
  }

  private static List<Case> cases() {
    double tiny = Double.MIN_VALUE;
    double below = Math.nextDown(1.0);
    double above = Math.nextUp(1.0);
    BigDecimal half = new BigDecimal("0.5");
    List<Case> cases = new ArrayList<>();
    cases.add(
        unary(
                "logSigmoid",
                LogSigmoid::logSigmoid,
                x -> Digits.softplus(x.negate()).negate(),
                x -> Digits.sigmoid(x.negate()),
                -INF,
                INF,
                2,
                2)
            .limit(-INF, -INF, 1)
            .limit(INF, 0, 0));
    cases.add(
        unary(
                "logsoftplus",
                LogSoftplus::logSoftplus,
                Digits::logSoftplus,
                x ->
                    x.compareTo(new BigDecimal(-100)) < 0
                        ? BigDecimal.ONE
                        : Digits.sigmoid(x).divide(Digits.softplus(x), FINE),
                -INF,
                INF,
                4,
                4)
            .limit(-INF, -INF, 1)
            .limit(INF, INF, 0));
    cases.add(
        unary("logcosh", LogCosh::logCosh, Digits::logCosh, Digits::tanh, -INF, INF, 3, 3)
            .limit(-INF, INF, -1)
            .limit(INF, INF, 1));
    cases.add(
        unary(
                "log1mexp",
                Log1mExp::log1mexp,
                Digits::log1mexp,
                x -> Digits.inverse(Digits.expm1(x.negate())).negate(),
                -INF,
                -tiny,
                3,
                3)
            .limit(-INF, 0, 0)
            .limit(0, -INF, -INF));
    cases.add(
        unary("silu", Silu::silu, Digits::silu, Digits::siluSlope, -INF, INF, 4, 4)
            .limit(-INF, 0, 0)
            .limit(INF, INF, 1));
    cases.add(
        unary(
                "logit",
                Logit::logit,
                Digits::logit,
                p -> Digits.inverse(p.multiply(BigDecimal.ONE.subtract(p))),
                tiny,
                below,
                3,
                3)
            .limit(0, -INF, INF)
            .limit(1, INF, INF));
    cases.add(
        unary(
                "elu",
                Elu::elu,
                x -> x.signum() > 0 ? x : Digits.expm1(x),
                x -> x.signum() > 0 ? BigDecimal.ONE : Digits.exp(x),
                -INF,
                INF,
                2,
                2)
            .limit(-INF, -1, 0)
            .limit(INF, INF, 1));
    cases.add(
        unary(
                "reciprocal",
                Reciprocal::reciprocal,
                Digits::inverse,
                x -> Digits.inverse(x.multiply(x)).negate(),
                tiny,
                INF,
                0,
                2)
            .limit(-INF, 0, 0)
            .limit(INF, 0, 0));
    cases.add(
        unary(
                "rsqrt",
                Rsqrt::rsqrt,
                x -> Digits.inverse(Digits.sqrt(x)),
                x -> half.negate().multiply(Digits.inverse(Digits.sqrt(x).multiply(x))),
                tiny,
                INF,
                1,
                3)
            .limit(0, INF, -INF)
            .limit(INF, 0, 0));
    cases.add(
        unary("tan", Tan::tan, Digits::tan, x -> onePlusSquare(Digits.tan(x)), -120, 120, 1, 3));
    cases.add(
        unary(
            "asin",
            Asin::asin,
            Digits::asin,
            x -> Digits.sqrt(overOneMinusSquare(x)),
            -below,
            below,
            1,
            3));
    cases.add(
        unary(
            "acos",
            Acos::acos,
            Digits::acos,
            x -> Digits.sqrt(overOneMinusSquare(x)).negate(),
            -below,
            below,
            1,
            3));
    cases.add(
        unary(
                "atan",
                Atan::atan,
                Digits::atan,
                x -> Digits.inverse(onePlusSquare(x)),
                -INF,
                INF,
                1,
                2)
            .limit(-INF, -StrictMath.PI / 2, 0)
            .limit(INF, StrictMath.PI / 2, 0));
    cases.add(
        unary("sinh", Sinh::sinh, Digits::sinh, Digits::cosh, -INF, INF, 3, 3)
            .limit(-INF, -INF, INF)
            .limit(INF, INF, INF));
    cases.add(
        unary("cosh", Cosh::cosh, Digits::cosh, Digits::sinh, -INF, INF, 3, 3)
            .limit(-INF, INF, -INF)
            .limit(INF, INF, INF));
    cases.add(
        unary(
                "asinh",
                Asinh::asinh,
                Digits::asinh,
                x -> Digits.inverse(Digits.sqrt(onePlusSquare(x))),
                -INF,
                INF,
                3,
                3)
            .limit(-INF, -INF, 0)
            .limit(INF, INF, 0));
    cases.add(
        unary(
                "acosh",
                Acosh::acosh,
                Digits::acosh,
                x -> Digits.inverse(Digits.sqrt(x.multiply(x).subtract(BigDecimal.ONE))),
                above,
                INF,
                4,
                3)
            .limit(1, 0, INF)
            .limit(INF, INF, 0));
    cases.add(
        unary(
                "atanh",
                Atanh::atanh,
                Digits::atanh,
                AccuracyTest::overOneMinusSquare,
                -below,
                below,
                3,
                3)
            .limit(-1, -INF, INF)
            .limit(1, INF, INF));
    for (int base : new int[] {2, 10}) {
      BigDecimal log = Digits.log(BigDecimal.valueOf(base));
      cases.add(
          unary(
                  "log" + base,
                  base == 2 ? Log2::log2 : Log10::log10,
                  x -> Digits.log(x, base),
                  x -> Digits.inverse(log.multiply(x)),
                  tiny,
                  INF,
                  3,
                  2)
              .limit(0, -INF, INF)
              .limit(INF, INF, 0));
    }
    cases.add(whole("floor", Rounding::floor, RoundingMode.FLOOR));
    cases.add(whole("ceil", Rounding::ceil, RoundingMode.CEILING));
    cases.add(whole("round", Rounding::round, RoundingMode.HALF_EVEN));
    cases.add(
        binary(
                "logAddExp",
                LogAddExp::logAddExp,
                (a, b) -> a.max(b).add(Digits.log1p(Digits.exp(a.subtract(b).abs().negate()))),
                (a, b) -> Digits.sigmoid(a.subtract(b)),
                (a, b) -> Digits.sigmoid(b.subtract(a)),
                x -> Math.abs(x[0]) < 900 && Math.abs(x[1]) < 900 && exact(x[0], x[1]),
                4,
                2)
            .limit2(-INF, -INF, -INF, 0, 0)
            .limit2(-INF, 3, 3, 0, 1)
            .limit2(INF, 3, INF, 1, 0));
    cases.add(
        binary(
                "hypot",
                Hypot::hypot,
                Digits::hypot,
                (a, b) -> a.multiply(Digits.sqrt(norm(a, b))),
                (a, b) -> b.multiply(Digits.sqrt(norm(a, b))),
                x -> x[0] != 0 || x[1] != 0,
                3,
                4)
            .limit2(0, 0, 0, 0, 0)
            .limit2(INF, 2, INF, 1, 0)
            .limit2(2, -INF, INF, 0, -1));
    cases.add(
        binary(
                "atan2",
                Atan2::atan2,
                Digits::atan2,
                (y, x) -> x.multiply(norm(y, x)),
                (y, x) -> y.negate().multiply(norm(y, x)),
                x -> x[0] != 0 && x[1] != 0,
                2,
                4)
            .limit2(0, 0, 0, 0, 0)
            .limit2(0, 2, 0, 0.5, 0)
            .limit2(0, -2, StrictMath.PI, -0.5, 0)
            .limit2(3, INF, 0, 0, 0)
            .limit2(INF, 3, StrictMath.PI / 2, 0, 0));
    cases.add(
        binary(
                "pow",
                Pow::pow,
                Digits::pow,
                (x, n) -> n.multiply(Digits.pow(x, n)).divide(x, FINE),
                (x, n) -> Digits.pow(x, n).multiply(Digits.log(x)),
                x -> x[0] > 0,
                1,
                4)
            .limit2(0, 0, 1, 0, 0)
            .limit2(0, 2, 0, 0, 0)
            .limit2(0, 1, 0, 1, 0)
            .limit2(0, 0.25, 0, INF, 0)
            .limit2(0, -1, INF, -INF, -INF)
            .limit2(-2, 3, -8, 12, Double.NaN)
            .limit2(-2, 0, 1, 0, Double.NaN)
            .limit2(-2, -1, -0.5, -0.25, Double.NaN)
            .limit2(INF, -1, 0, 0, 0)
            .limit2(INF, 0.25, INF, 0, INF));
    cases.add(
        binary(
                "xlogy",
                XLogY::xlogy,
                (x, y) -> x.multiply(Digits.log(y)),
                (x, y) -> Digits.log(y),
                (x, y) -> x.divide(y, FINE),
                x -> x[1] > 0,
                2,
                1)
            .limit2(0, 0, 0, 0, 0)
            .limit2(0, -1, 0, 0, 0)
            .limit2(0, INF, 0, 0, 0)
            .limit2(2, 0, -INF, -INF, INF));
    cases.add(
        binary(
                "xlog1py",
                XLogY::xlog1py,
                (x, y) -> x.multiply(Digits.log1p(y)),
                (x, y) -> Digits.log1p(y),
                (x, y) -> x.divide(y.add(BigDecimal.ONE), FINE),
                x -> x[1] > -1,
                2,
                2)
            .limit2(0, -1, 0, 0, 0)
            .limit2(0, -2, 0, 0, 0)
            .limit2(0, INF, 0, 0, 0));
    return cases;
  }

  /// Whether a − b is a float, and so a double.
  private static boolean exact(double a, double b) {
    double d = a - b;
    return new BigDecimal(a).subtract(new BigDecimal(b)).compareTo(new BigDecimal(d)) == 0
        && (float) d == d;
  }

  @TestFactory
  Stream<DynamicTest> valuesAndSlopes() {
    return Stream.concat(cases().stream(), SpecialCases.all().stream())
        .map(c -> dynamicTest(c.name(), () -> check(c)));
  }

  private void check(Case c) {
    StringBuilder line = new StringBuilder("%-11s".formatted(c.name()));
    List<String> failures = new ArrayList<>();
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      List<double[]> points = points(c, dtype);
      for (int order = 0; order <= c.operands(); order++) {
        long worst = 0;
        int k = order;
        double[] truth = points.stream().mapToDouble(x -> truth(c, k, x, dtype)).toArray();
        for (Executor executor : Executor.values()) {
          double[] got = run(c, order, points, dtype, executor);
          for (int i = 0; i < got.length; i++) {
            long distance =
                dtype == DType.FLOAT32
                    ? Ulp.distance((float) truth[i], (float) got[i])
                    : Ulp.distance(truth[i], got[i]);
            distance = excused(c, dtype, order, points.get(i), truth[i], got[i]) ? 0 : distance;
            worst = Math.max(worst, distance);
            if (distance > c.ulp().get(Math.min(order, 1))) {
              failures.add(
                  "%s %s %s order %d at %s: expected %s, got %s, %d ulp"
                      .formatted(
                          c.name(),
                          dtype,
                          executor,
                          order,
                          Arrays.toString(points.get(i)),
                          truth[i],
                          got[i],
                          distance));
            }
          }
        }
        line.append("  %s %s %d".formatted(dtype, order == 0 ? "value" : "slope", worst));
      }
    }
    System.out.println(line);
    assertEquals(
        "",
        failures.stream().limit(12).collect(Collectors.joining("\n")),
        failures.size() + " failures");
  }

  /// Near a zero inside the domain, where terms cancel, the error is measured by the largest term;
  /// and some derivatives pass through a number that is less than the smallest normal one.
  private static boolean excused(
      Case c, DType dtype, int order, double[] x, double truth, double got) {
    double normal = dtype == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    double error = Math.abs(truth - got);
    return switch (c.name()) {
      case "silu" ->
          order == 1 && x[0] < 0 && error <= 4 * unit(dtype, sigmoid(x[0]) * Math.max(1, -x[0]));
      case "logAddExp" -> order == 0 && error <= 2 * unit(dtype, Math.max(x[0], x[1]));
      case "atan" -> order == 1 && Math.abs(truth) < normal && error < normal;
      case "pow" -> order == 1 && error <= 2 * unit(dtype, 0) * Math.max(1, Math.abs(x[1]));
      default -> error <= 4 * unit(dtype, SpecialCases.largestTerm(c.name(), order, x[0]));
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  private static double unit(DType dtype, double x) {
    return dtype == DType.FLOAT32 ? Math.ulp((float) x) : Math.ulp(x);
  }

  private static List<double[]> points(Case c, DType dtype) {
    Random random = new Random(11);
    List<Double> numbers = new ArrayList<>();
    for (double m : MAGNITUDES) {
      numbers.add(m);
      numbers.add(-m);
    }
    for (int i = 0; i < RANDOM; i++) {
      numbers.add(
          dtype == DType.FLOAT32
              ? Float.intBitsToFloat(random.nextInt())
              : Double.longBitsToDouble(random.nextLong()));
      numbers.add(random.nextGaussian());
      numbers.add(random.nextDouble() * 1600 - 800);
      numbers.add(random.nextDouble());
      numbers.add(1 + random.nextGaussian() * 1e-3);
    }
    List<double[]> points = new ArrayList<>();
    int n = numbers.size();
    int tuples = c.operands() == 1 ? n : 4 * n;
    for (int i = 0; i < tuples; i++) {
      double[] x = new double[c.operands()];
      for (int k = 0; k < x.length; k++) {
        int at =
            x.length == 1
                ? i
                : i < n ? (i + k * 31 * (1 + i % 7)) % n : random.nextInt(i < 2 * n ? n : 98);
        double v = numbers.get(at);
        x[k] = dtype == DType.FLOAT32 ? (float) v : v;
      }
      if (Arrays.stream(x).allMatch(Double::isFinite) && c.domain().test(x)) {
        points.add(x);
      }
    }
    for (List<Double> at : c.limits().keySet()) {
      points.add(at.stream().mapToDouble(v -> v).toArray());
    }
    return points;
  }

  private static double truth(Case c, int order, double[] x, DType dtype) {
    double[] limit = c.limits().get(Arrays.stream(x).boxed().toList());
    if (limit != null) {
      return dtype == DType.FLOAT32 ? (float) limit[order] : limit[order];
    }
    List<BigDecimal> exact = Arrays.stream(x).mapToObj(BigDecimal::new).toList();
    BigDecimal y = order == 0 ? c.value().apply(exact) : c.slopes().get(order - 1).apply(exact);
    return dtype == DType.FLOAT32 ? y.floatValue() : y.doubleValue();
  }

  private static double[] run(
      Case c, int order, List<double[]> points, DType dtype, Executor executor) {
    List<Expr> inputs = new ArrayList<>();
    Map<Expr, Tensor> bindings = new HashMap<>();
    for (int k = 0; k < c.operands(); k++) {
      int operand = k;
      double[] column = points.stream().mapToDouble(x -> x[operand]).toArray();
      Tensor values = Tensor.of(column).cast(dtype);
      Input input = Input.of("x" + k, values.type());
      inputs.add(input);
      bindings.put(input, values);
    }
    Expr y = c.build().apply(inputs);
    if (order > 0) {
      y = Grad.grad(y.sum(), inputs).of(inputs.get(order - 1));
    }
    var executable = executor.of(y);
    bindings.keySet().retainAll(executable.inputs());
    return executable.run(bindings).getFirst().toDoubleArray();
  }
}
