package dev.adjoint.autodiff.exec.elementary;

import static dev.adjoint.autodiff.exec.elementary.ElementaryFunction.unary;

import dev.adjoint.autodiff.Digits;
import java.math.BigDecimal;
import java.util.List;

/// The functions of this package: each test runs for all of them.
final class ElementaryFunctions {
  static final List<ElementaryFunction> ALL =
      List.of(
          unary(
              "exp",
              Exp::exp,
              Exp::exp,
              StrictMath::exp,
              Digits::exp,
              x -> true,
              -745,
              710,
              0.7,
              dev.adjoint.autodiff.op.Exp::exp),
          unary(
              "expm1",
              Expm1::expm1,
              Expm1::expm1,
              StrictMath::expm1,
              Digits::expm1,
              x -> true,
              -3,
              3,
              0.7,
              dev.adjoint.autodiff.op.Expm1::expm1),
          unary(
              "log",
              Log::log,
              Log::log,
              StrictMath::log,
              Digits::log,
              x -> x > 0,
              0,
              4,
              0.7,
              dev.adjoint.autodiff.op.Log::log),
          unary(
              "log1p",
              Log1p::log1p,
              Log1p::log1p,
              StrictMath::log1p,
              Digits::log1p,
              x -> x > -1,
              -1,
              3,
              0.7,
              dev.adjoint.autodiff.op.Log1p::log1p),
          unary(
              "sinh",
              Hyperbolic::sinh,
              Hyperbolic::sinh,
              StrictMath::sinh,
              Digits::sinh,
              x -> true,
              -4,
              4,
              0.7,
              dev.adjoint.autodiff.op.Sinh::sinh),
          unary(
              "cosh",
              Hyperbolic::cosh,
              Hyperbolic::cosh,
              StrictMath::cosh,
              Digits::cosh,
              x -> true,
              -4,
              4,
              0.6,
              dev.adjoint.autodiff.op.Cosh::cosh),
          unary(
              "tanh",
              Hyperbolic::tanh,
              Hyperbolic::tanh,
              StrictMath::tanh,
              Digits::tanh,
              x -> true,
              -4,
              4,
              0.6,
              dev.adjoint.autodiff.op.Tanh::tanh),
          unary(
              "sin",
              Trigonometric::sin,
              Trigonometric::sin,
              StrictMath::sin,
              Digits::sin,
              x -> true,
              -40,
              40,
              0.75,
              dev.adjoint.autodiff.op.Sin::sin),
          unary(
              "cos",
              Trigonometric::cos,
              Trigonometric::cos,
              StrictMath::cos,
              Digits::cos,
              x -> true,
              -40,
              40,
              0.75,
              dev.adjoint.autodiff.op.Cos::cos),
          unary(
              "tan",
              Trigonometric::tan,
              Trigonometric::tan,
              StrictMath::tan,
              Digits::tan,
              x -> true,
              -40,
              40,
              0.8,
              dev.adjoint.autodiff.op.Tan::tan),
          unary(
              "asin",
              ArcSine::asin,
              ArcSine::asin,
              StrictMath::asin,
              Digits::asin,
              x -> Math.abs(x) <= 1,
              -1,
              1,
              0.6,
              dev.adjoint.autodiff.op.Asin::asin),
          unary(
              "acos",
              ArcSine::acos,
              ArcSine::acos,
              StrictMath::acos,
              Digits::acos,
              x -> Math.abs(x) <= 1,
              -1,
              1,
              0.6,
              dev.adjoint.autodiff.op.Acos::acos),
          unary(
              "atan",
              ArcTangent::atan,
              ArcTangent::atan,
              StrictMath::atan,
              Digits::atan,
              x -> true,
              -4,
              4,
              0.7,
              dev.adjoint.autodiff.op.Atan::atan),
          new ElementaryFunction(
              "atan2",
              2,
              ArcTangent::atan2,
              ArcTangent::atan2,
              StrictMath::atan2,
              Digits::atan2,
              (y, x) -> true,
              (u, v) -> new double[] {4 * u - 2, 4 * v - 2},
              0.8,
              x -> dev.adjoint.autodiff.op.Atan2.atan2(x.get(0), x.get(1))),
          new ElementaryFunction(
              "pow",
              2,
              Pow::pow,
              Pow::pow,
              StrictMath::pow,
              ElementaryFunctions::power,
              (x, y) -> x > 0 || y == Math.rint(y),
              ElementaryFunctions::powers,
              0.8,
              x -> dev.adjoint.autodiff.op.Pow.pow(x.get(0), x.get(1))));

  private ElementaryFunctions() {}

  /// Also of negative numbers, to whole exponents.
  private static BigDecimal power(BigDecimal x, BigDecimal y) {
    BigDecimal size = Digits.pow(x.abs(), y);
    boolean odd = y.toBigInteger().testBit(0);
    return x.signum() < 0 && odd ? size.negate() : size;
  }

  /// A base of any size and an exponent with which most results are in range.
  private static double[] powers(double u, double v) {
    double base = Math.scalb(1 + u, (int) (60 * v) - 30);
    return new double[] {base, (2 * v - 1) * 800 / Math.max(1, Math.abs(StrictMath.log(base)))};
  }
}
