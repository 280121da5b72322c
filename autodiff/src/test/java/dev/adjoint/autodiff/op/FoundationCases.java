package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.AccuracyCase.binary;
import static dev.adjoint.autodiff.op.AccuracyCase.unary;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.graph.Expr;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Arithmetic, piecewise linear functions, and the functions of logistic models, in [AccuracyTest].
final class FoundationCases {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;
  private static final double LARGEST = Double.MAX_VALUE;
  private static final double TINY = Double.MIN_VALUE;

  /// More digits than a number halfway between two doubles has.
  private static final MathContext BEYOND_TIES = new MathContext(1100);

  private static final MathContext FINE = new MathContext(60);
  private static final BigDecimal ZERO = BigDecimal.ZERO;
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal MINUS_ONE = ONE.negate();
  private static final BigDecimal HALF = new BigDecimal("0.5");

  private FoundationCases() {}

  static List<AccuracyCase> all() {
    List<AccuracyCase> cases = new ArrayList<>();
    arithmetic(cases);
    linearPieces(cases);
    selections(cases);
    for (double exponent : new double[] {-3, -2, -1, -0.5, -0.1f, 0.1f, 0.5, 2.5, 3, 4, 5}) {
      cases.add(power(exponent));
    }
    exponentials(cases);
    return cases;
  }

  private static void arithmetic(List<AccuracyCase> cases) {
    cases.add(
        binary("add", Add::add, BigDecimal::add, (a, b) -> ONE, (a, b) -> ONE, x -> true, 0, 0)
            .limit2(INF, 1, INF, 1, 1)
            .limit2(INF, -INF, NAN, 1, 1));
    cases.add(
        binary(
                "subtract",
                Subtract::subtract,
                BigDecimal::subtract,
                (a, b) -> ONE,
                (a, b) -> MINUS_ONE,
                x -> true,
                0,
                0)
            .limit2(1, INF, -INF, 1, -1)
            .limit2(INF, INF, NAN, 1, -1));
    cases.add(
        binary(
                "multiply",
                Multiply::multiply,
                BigDecimal::multiply,
                (a, b) -> b,
                (a, b) -> a,
                x -> true,
                0,
                0)
            .limit2(0, INF, NAN, INF, 0)
            .limit2(-INF, 2, -INF, 2, -INF));
    cases.add(
        binary(
                "divide",
                Divide::divide,
                (a, b) -> a.divide(b, BEYOND_TIES),
                (a, b) -> Digits.inverse(b),
                (a, b) -> a.negate().divide(b.multiply(b), FINE),
                x -> x[1] != 0,
                0,
                2)
            .limit2(0, 0, NAN, INF, NAN)
            .limit2(1, 0, INF, INF, -INF)
            .limit2(3, INF, 0, 0, 0)
            .limit2(INF, 2, INF, 0.5, -INF));
    cases.add(
        unary("negate", Negate::negate, BigDecimal::negate, x -> MINUS_ONE, -INF, INF, 0, 0)
            .limit(-INF, INF, -1)
            .limit(INF, -INF, -1)
            .limit(NAN, NAN, -1));
    cases.add(
        unary("square", Square::square, x -> x.multiply(x), x -> x.add(x), -INF, INF, 0, 0)
            .limit(-INF, INF, -INF)
            .limit(INF, INF, INF));
    cases.add(
        line(
                "oneMinusSquare",
                OneMinusSquare::oneMinusSquare,
                x -> ONE.subtract(x.multiply(x)),
                x -> BigDecimal.valueOf(-2).multiply(x),
                0,
                0)
            .limit(-INF, -INF, INF)
            .limit(INF, -INF, -INF));
    cases.add(
        unary(
                "sqrt",
                Sqrt::sqrt,
                Digits::sqrt,
                x -> HALF.divide(Digits.sqrt(x), FINE),
                TINY,
                INF,
                0,
                2)
            .orNaN()
            .limit(0, 0, INF)
            .limit(INF, INF, 0));
    cases.add(
        unary("stop", StopGradient::stopGradient, x -> x, x -> ZERO, -INF, INF, 0, 0)
            .limit(-INF, -INF, 0)
            .limit(INF, INF, 0)
            .limit(NAN, NAN, 0));
  }

  private static BigDecimal sign(BigDecimal x) {
    return BigDecimal.valueOf(x.signum());
  }

  private static BigDecimal positive(BigDecimal x) {
    return x.signum() > 0 ? ONE : ZERO;
  }

  /// At NaN the value is NaN and the derivative that of some piece.
  private static void linearPieces(List<AccuracyCase> cases) {
    cases.add(
        unary("abs", Abs::abs, BigDecimal::abs, FoundationCases::sign, -INF, INF, 0, 0)
            .limit(-INF, INF, -1)
            .limit(INF, INF, 1)
            .limit(NAN, NAN, 1));
    cases.add(
        unary("sign", Sign::sign, FoundationCases::sign, x -> ZERO, -INF, INF, 0, 0)
            .limit(-INF, -1, 0)
            .limit(INF, 1, 0)
            .limit(NAN, NAN, 0));
    cases.add(
        unary("step", Step::step, FoundationCases::positive, x -> ZERO, -INF, INF, 0, 0)
            .limit(-INF, 0, 0)
            .limit(INF, 1, 0)
            .limit(NAN, NAN, 0));
    cases.add(
        unary("relu", Relu::relu, ZERO::max, FoundationCases::positive, -INF, INF, 0, 0)
            .limit(-INF, 0, 0)
            .limit(INF, INF, 1)
            .limit(NAN, NAN, 1));
    BigDecimal slope = new BigDecimal("0.125");
    cases.add(
        unary(
                "leakyRelu",
                x -> LeakyRelu.leakyRelu(x, 0.125),
                x -> x.max(x.multiply(slope)),
                x -> x.signum() > 0 ? ONE : slope,
                -INF,
                INF,
                0,
                0)
            .limit(-INF, -INF, 0.125)
            .limit(INF, INF, 1)
            .limit(NAN, NAN, 1));
    BigDecimal low = new BigDecimal("-1.5");
    BigDecimal high = new BigDecimal("17");
    cases.add(
        unary(
                "clamp",
                x -> Clamp.clamp(x, -1.5, 17),
                x -> x.max(low).min(high),
                x -> x.compareTo(low) >= 0 && x.compareTo(high) <= 0 ? ONE : ZERO,
                -INF,
                INF,
                0,
                0)
            .edges(-1.5, 17.0)
            .limit(-INF, -1.5, 0)
            .limit(INF, 17, 0)
            .limit(NAN, NAN, 1));
  }

  /// What an operand counts for: all, half at a tie, nothing.
  private static BigDecimal share(int comparison) {
    return comparison > 0 ? ONE : comparison == 0 ? HALF : ZERO;
  }

  private static void selections(List<AccuracyCase> cases) {
    cases.add(
        binary(
                "maximum",
                Maximum::maximum,
                BigDecimal::max,
                (a, b) -> share(a.compareTo(b)),
                (a, b) -> share(b.compareTo(a)),
                x -> true,
                0,
                0)
            .limit2(INF, INF, INF, 0.5, 0.5)
            .limit2(-INF, 1, 1, 0, 1));
    cases.add(
        binary(
                "minimum",
                Maximum::minimum,
                BigDecimal::min,
                (a, b) -> share(b.compareTo(a)),
                (a, b) -> share(a.compareTo(b)),
                x -> true,
                0,
                0)
            .limit2(-INF, -INF, -INF, 0.5, 0.5)
            .limit2(-INF, 1, -INF, 1, 0));
    cases.add(
        binary(
                "where",
                (a, b) -> Where.where(Compare.lessOrEqual(a, 1), a, b),
                (a, b) -> a.compareTo(ONE) <= 0 ? a : b,
                (a, b) -> a.compareTo(ONE) <= 0 ? ONE : ZERO,
                (a, b) -> a.compareTo(ONE) <= 0 ? ZERO : ONE,
                x -> true,
                0,
                0)
            .dropsNaN()
            .limit2(NAN, 3, 3, 0, 1)
            .limit2(0, NAN, 0, 1, 0)
            .limit2(3, NAN, NAN, 0, 1)
            .limit2(0, INF, 0, 1, 0));
  }

  /// A whole power by products, another by the exponential function.
  private static BigDecimal power(BigDecimal x, double n) {
    return n != Math.rint(n)
        ? Digits.pow(x, new BigDecimal(n))
        : n < 0 ? Digits.inverse(x.pow((int) -n)) : x.pow((int) n);
  }

  private static AccuracyCase power(double n) {
    boolean whole = n == Math.rint(n);
    boolean odd = whole && n % 2 != 0;
    BigDecimal exact = new BigDecimal(n);
    AccuracyCase c =
        unary(
                "power " + (whole ? String.valueOf((int) n) : String.valueOf(n)),
                x -> Power.power(x, n),
                x -> power(x, n),
                x -> exact.multiply(power(x, n - 1)),
                whole ? -INF : TINY,
                INF,
                2,
                4)
            .within(x -> x[0] > 0 || (x[0] < 0 && whole));
    double slopeAtInfinity = n > 1 ? INF : 0;
    c = c.limit(INF, n > 0 ? INF : 0, slopeAtInfinity);
    c =
        whole
            ? c.limit(-INF, n > 0 ? odd ? -INF : INF : 0, n > 0 ? odd ? INF : -INF : 0)
            : c.orNaN().limit(-INF, n > 0 ? INF : 0, slopeAtInfinity);
    double slopeAtZero = n > 1 ? 0 : n > 0 ? INF : -INF;
    return c.limit(0, n > 0 ? 0 : INF, slopeAtZero);
  }

  private static void exponentials(List<AccuracyCase> cases) {
    cases.add(
        line("exp", Exp::exp, Digits::exp, Digits::exp, 1, 1)
            .limit(-INF, 0, 0)
            .limit(INF, INF, INF));
    cases.add(
        line("expm1", Expm1::expm1, Digits::expm1, Digits::exp, 1, 1)
            .limit(-INF, -1, 0)
            .limit(INF, INF, INF));
    cases.add(
        unary("log", Log::log, Digits::log, Digits::inverse, TINY, INF, 1, 0)
            .orNaN()
            .limit(0, -INF, INF)
            .limit(INF, INF, 0));
    double edge = Math.nextUp(-1.0);
    cases.add(
        unary(
                "log1p",
                Log1p::log1p,
                Digits::log1p,
                x -> Digits.inverse(x.add(ONE)),
                edge,
                INF,
                1,
                1)
            .orNaN()
            .limit(-1, -INF, INF)
            .limit(INF, INF, 0));
    cases.add(
        unary("sin", Sin::sin, Digits::sin, Digits::cos, -LARGEST, LARGEST, 1, 1)
            .orNaN()
            .limit(INF, NAN, NAN));
    cases.add(
        unary("cos", Cos::cos, Digits::cos, x -> Digits.sin(x).negate(), -LARGEST, LARGEST, 1, 1)
            .orNaN()
            .limit(INF, NAN, NAN));
    cases.add(
        line(
                "sigmoid",
                Sigmoid::sigmoid,
                Digits::sigmoid,
                x -> Digits.sigmoid(x).multiply(Digits.sigmoid(x.negate())),
                2,
                4)
            .limit(-INF, 0, 0)
            .limit(INF, 1, 0));
    cases.add(
        line("tanh", Tanh::tanh, Digits::tanh, Digits::tanhSlope, 1, 4)
            .limit(-INF, -1, 0)
            .limit(INF, 1, 0));
    cases.add(
        line("softplus", Softplus::softplus, Digits::softplus, Digits::sigmoid, 2, 2)
            .limit(-INF, 0, 0)
            .limit(INF, INF, 1));
  }

  /// A function that is defined everywhere.
  private static AccuracyCase line(
      String name,
      UnaryOperator<Expr> build,
      UnaryOperator<BigDecimal> value,
      UnaryOperator<BigDecimal> slope,
      Integer... ulp) {
    return unary(name, build, value, slope, -INF, INF, ulp);
  }
}
