package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.AccuracyCase.binary;
import static dev.adjoint.autodiff.op.AccuracyCase.unary;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.graph.Expr;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Elementary functions and what is made of them, in [AccuracyTest].
final class ElementaryCases {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;
  private static final double LARGEST = Double.MAX_VALUE;
  private static final MathContext FINE = new MathContext(60);

  private ElementaryCases() {}

  private static BigDecimal overOneMinusSquare(BigDecimal x) {
    return Digits.inverse(BigDecimal.ONE.subtract(x.multiply(x)));
  }

  private static BigDecimal onePlusSquare(BigDecimal x) {
    return BigDecimal.ONE.add(x.multiply(x));
  }

  private static BigDecimal norm(BigDecimal a, BigDecimal b) {
    return Digits.inverse(a.multiply(a).add(b.multiply(b)));
  }

  private static AccuracyCase whole(String name, UnaryOperator<Expr> build, RoundingMode mode) {
    return unary(name, build, x -> x.setScale(0, mode), x -> BigDecimal.ZERO, -INF, INF, 0, 0)
        .limit(-INF, -INF, 0)
        .limit(INF, INF, 0)
        .limit(NAN, NAN, 0);
  }

  static List<AccuracyCase> all() {
    double tiny = Double.MIN_VALUE;
    double below = Math.nextDown(1.0);
    double above = Math.nextUp(1.0);
    BigDecimal half = new BigDecimal("0.5");
    List<AccuracyCase> cases = new ArrayList<>();
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
            .orNaN()
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
            .orNaN()
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
            .limit(NAN, NAN, 1)
            .limit(-INF, -1, 0)
            .limit(INF, INF, 1));
    cases.add(
        unary(
                "reciprocal",
                Reciprocal::reciprocal,
                Digits::inverse,
                x -> Digits.inverse(x.multiply(x)).negate(),
                -INF,
                INF,
                0,
                2)
            .within(x -> x[0] != 0)
            .limit(0, INF, -INF)
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
            .orNaN()
            .limit(0, INF, -INF)
            .limit(INF, 0, 0));
    cases.add(
        unary(
                "tan",
                Tan::tan,
                Digits::tan,
                x -> onePlusSquare(Digits.tan(x)),
                -LARGEST,
                LARGEST,
                1,
                3)
            .orNaN());
    cases.add(
        unary(
                "asin",
                Asin::asin,
                Digits::asin,
                x -> Digits.sqrt(overOneMinusSquare(x)),
                -below,
                below,
                1,
                3)
            .orNaN()
            .limit(-1, -StrictMath.PI / 2, INF)
            .limit(1, StrictMath.PI / 2, INF));
    cases.add(
        unary(
                "acos",
                Acos::acos,
                Digits::acos,
                x -> Digits.sqrt(overOneMinusSquare(x)).negate(),
                -below,
                below,
                1,
                3)
            .orNaN()
            .limit(-1, StrictMath.PI, -INF)
            .limit(1, 0, -INF));
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
            .orNaN()
            .limit(1, 0, INF)
            .limit(INF, INF, 0));
    cases.add(
        unary(
                "atanh",
                Atanh::atanh,
                Digits::atanh,
                ElementaryCases::overOneMinusSquare,
                -below,
                below,
                3,
                3)
            .orNaN()
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
              .orNaN()
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
                x -> true,
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
            .dropsNaN()
            .limit2(INF, NAN, INF, NAN, NAN)
            .limit2(NAN, -INF, INF, NAN, NAN)
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
            .limit2(0, -0.0, StrictMath.PI, 0, 0)
            .limit2(-0.0, -0.0, -StrictMath.PI, 0, 0)
            .limit2(-0.0, -2, -StrictMath.PI, -0.5, 0)
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
}
