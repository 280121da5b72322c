package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Atan2.atan2;
import static dev.adjoint.autodiff.op.Cos.cos;
import static dev.adjoint.autodiff.op.CumulativeSum.cumulativeSum;
import static dev.adjoint.autodiff.op.Dot.dot;
import static dev.adjoint.autodiff.op.Expm1.expm1;
import static dev.adjoint.autodiff.op.Hypot.hypot;
import static dev.adjoint.autodiff.op.Log1p.log1p;
import static dev.adjoint.autodiff.op.Maximum.maximum;
import static dev.adjoint.autodiff.op.Mean.mean;
import static dev.adjoint.autodiff.op.Norm.norm;
import static dev.adjoint.autodiff.op.Normalization.batchNorm;
import static dev.adjoint.autodiff.op.Normalization.layerNorm;
import static dev.adjoint.autodiff.op.Normalization.standardize;
import static dev.adjoint.autodiff.op.Pow.pow;
import static dev.adjoint.autodiff.op.Prod.prod;
import static dev.adjoint.autodiff.op.Reciprocal.reciprocal;
import static dev.adjoint.autodiff.op.Rsqrt.rsqrt;
import static dev.adjoint.autodiff.op.Sin.sin;
import static dev.adjoint.autodiff.op.Slice.slice;
import static dev.adjoint.autodiff.op.StandardDeviation.sampleStandardDeviation;
import static dev.adjoint.autodiff.op.StandardDeviation.standardDeviation;
import static dev.adjoint.autodiff.op.Variance.variance;
import static dev.adjoint.usercode.Nasty.one;
import static dev.adjoint.usercode.Nasty.slope;
import static dev.adjoint.usercode.Nasty.stored;
import static dev.adjoint.usercode.Nasty.two;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;

/// Quotients 0/0, powers at and below 0, products with zeros, norms and moments of extreme data.
final class NastyPowers {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private NastyPowers() {}

  private static Expr constant(double... values) {
    return Constant.of(Tensor.of(values));
  }

  private static Expr scalar(double value) {
    return Constant.scalar(value, DType.FLOAT64);
  }

  /// A literal 0/0 is NaN, and so are its derivatives; next to it the quotient must not fail.
  static List<Nasty> quotients() {
    return List.of(
        // norm'(0) = 0 lets nothing through, which leaves the numerator's 1/0.
        one("x/norm(x) at 0 is 0/0", x -> x.dividedBy(norm(x)), 0, 0)
            .value(NAN, NAN)
            .gradient(INF, INF),
        one("sin(x)/x at 0 is 0/0", x -> sin(x).dividedBy(x), 0).value(NAN).gradient(NAN),
        one("log(x)/(x − 1) at 1 is 0/0", x -> x.log().dividedBy(x.minus(1)), 1)
            .value(NAN)
            .gradient(NAN),
        // cos rounds to 1 at 1e-9, but 1 − cos x is taken as 2 sin²(x/2).
        one("(1 − cos x)/x²", x -> cos(x).negate().plus(1).dividedBy(x.square()), 0, 1e-9)
            .value(NAN, 0.5),
        one("expm1(x)/x next to 0", x -> expm1(x).dividedBy(x), 1e-300, -1e-200)
            .value(1, 1)
            .gradient(0.5, 0.5)
            .largest(1e300),
        one("log1p(x)/x next to 0", x -> log1p(x).dividedBy(x), 1e-300)
            .value(1)
            .gradient(-0.5)
            .largest(1e300),
        two(
                "a/b at huge and tiny",
                (a, b) -> a.dividedBy(b),
                Tensor.of(1e300, 1e-300, 1e-300),
                Tensor.of(1e200, 1e-200, 1e8))
            .value(1e100, 1e-100, 1e-308)
            .gradient(1e-200, 1e200, 1e-8)
            .gradientBy(1, -1e-100, -1e100, -1e-316),
        one("1/x by division", x -> scalar(1).dividedBy(x), 1e155, 1e-150, -4)
            .value(1e-155, 1e150, -0.25)
            .gradient(-1e-310, -1e300, -0.0625)
            .second(0, INF, -0.03125),
        one("reciprocal far out", x -> reciprocal(x), 1e155, 1e-150, -4)
            .value(1e-155, 1e150, -0.25)
            .gradient(-1e-310, -1e300, -0.0625)
            .second(0, INF, -0.03125),
        one("power −1 far out", x -> x.pow(-1), 1e155, 1e-150, -4)
            .value(1e-155, 1e150, -0.25)
            .gradient(-1e-310, -1e300, -0.0625)
            .second(0, INF, -0.03125),
        // 2/x³ at 1e105 is subnormal although x³ overflows.
        one("reciprocal's second derivative", x -> reciprocal(x), 1e105, 1e-102)
            .second(2e-315, 2e306),
        one("1/x's second derivative", x -> scalar(1).dividedBy(x), 1e105, 1e-102)
            .second(2e-315, 2e306),
        one("1/x at both zeros", x -> scalar(1).dividedBy(x), 0, -0.0)
            .value(INF, -INF)
            .gradient(-INF, -INF)
            .second(INF, -INF),
        // norm'(0) = 0 and the floor is taken: only the numerator moves.
        two(
                "cosine similarity with a floor, at 0",
                (x, y) -> dot(x, y).dividedBy(maximum(norm(x).times(norm(y)), scalar(1e-8))),
                Tensor.of(0.0, 0),
                Tensor.of(1.0, 0))
            .value(0)
            .gradient(1e8, 0)
            .gradientBy(1, 0, 0));
  }

  static List<Nasty> powers() {
    return List.of(
        one("power 0", x -> x.pow(0), 0, -1, INF, NAN, 1e-300).value(1, 1, 1, 1, 1),
        one("power 1", x -> x.pow(1), 0, -2, 1e308)
            .value(0, -2, 1e308)
            .gradient(1, 1, 1)
            .second(0, 0, 0),
        one("power 2", x -> x.pow(2), 0, -3, 1e-200)
            .value(0, 9, 0)
            .gradient(0, -6, 2e-200)
            .second(2, 2, 2),
        one("power 3", x -> x.pow(3), 0, -2).value(0, -8).gradient(0, 12).second(0, -12),
        one("power −3 of a negative number", x -> x.pow(-3), -2)
            .value(-0.125)
            .gradient(-0.1875)
            .second(-0.375),
        one("power ½ at 0 and below", x -> x.pow(0.5), 0, -1)
            .value(0, NAN)
            .gradient(INF, NAN)
            .second(-INF, NAN),
        one("sqrt at 0 and below", x -> x.sqrt(), 0, -1)
            .value(0, NAN)
            .gradient(INF, NAN)
            .second(-INF, NAN),
        one("power 1½ at 0", x -> x.pow(1.5), 0, 4).value(0, 8).gradient(0, 3).second(INF, 0.375),
        one("power 2½ at 0", x -> x.pow(2.5), 0, 4).value(0, 32).gradient(0, 20).second(0, 7.5),
        one("power −1 at both zeros", x -> x.pow(-1), 0, -0.0)
            .value(INF, -INF)
            .gradient(-INF, -INF)
            .second(INF, -INF),
        one("power −2 far out", x -> x.pow(-2), 1e-100, 1e103)
            .value(1e200, 1e-206)
            .gradient(-2e300, -2e-309)
            .second(INF, 0),
        stored("power 100", x -> x.pow(100)),
        stored("power -0.5 of tiny and huge", x -> x.pow(-0.5)).firstOrder(),
        two("pow(0, n)", (x, n) -> pow(x, n), Tensor.of(0.0, 0, 0, 0), Tensor.of(2, 1, 0.5, 3))
            .value(0, 0, 0, 0)
            .gradient(0, 1, INF, 0)
            .gradientBy(1, 0, 0, 0, 0),
        one("pow(x, n) with a constant n at 0", x -> pow(x, constant(0, 1, 2, 3)), 0, 0, 0, 0)
            .value(1, 0, 0, 0)
            .gradient(0, 1, 0, 0)
            .second(0, 0, 2, 0),
        one(
                "third derivative of pow(x, n) at 0",
                x -> slope(slope(pow(x, constant(3, 2)), x), x),
                0,
                0)
            .value(0, 2)
            .gradient(6, 0),
        one("pow(x, n) of a negative base", x -> pow(x, constant(3, 2, -1, 0.5)), -2, -2, -2, -2)
            .value(-8, 4, -0.5, NAN)
            .gradient(12, -4, -0.25, NAN),
        one("power of a constant", n -> pow(scalar(2), n), 10, -1074, 0.5, 1023)
            .value(1024, Double.MIN_VALUE, 1.4142135623730951, 0x1p1023)
            .gradient(
                709.782712893384, Double.MIN_VALUE, 0.9802581434685472, 6.230329639708919e307),
        one("square of tiny numbers", x -> x.square(), 1e-200, -Double.MIN_VALUE)
            .value(0, 0)
            .gradient(2e-200, -2 * Double.MIN_VALUE)
            .second(2, 2),
        stored("square root of a subnormal", x -> x.sqrt()).firstOrder(),
        stored("rsqrt from end to end", x -> rsqrt(x)).firstOrder(),
        one("rsqrt at 0", x -> rsqrt(x), 0, INF).value(INF, 0).gradient(-INF, 0));
  }

  static List<Nasty> products() {
    return List.of(
        one("prod with one zero", x -> prod(x), 2, 0, 3).value(0).gradient(0, 6, 0).second(3, 5, 2),
        one("prod with two zeros", x -> prod(x), 0, 0, 5)
            .value(0)
            .gradient(0, 0, 0)
            .second(5, 5, 0),
        // The third derivative by i, j, k is the product of the others: only 1, 2, 3 leave 2.
        one("prod with three zeros, third order", x -> slope(slope(prod(x), x), x), 0, 0, 0, 2)
            .value(0, 0, 0, 0)
            .gradient(4, 4, 4, 0),
        one(
                "prod of rows, one with a zero",
                x -> prod(x, 1),
                Tensor.of(new double[][] {{0, 2}, {3, 4}}))
            .value(0, 12)
            .gradient(2, 0, 4, 3),
        one("prod whose partial products overflow", x -> prod(x), 1e-200, 1e200, 1e200)
            .value(1e200)
            .gradient(INF, 1, 1),
        // IEEE: 0·∞. The derivative by one is the other.
        one("prod of 0 and ∞", x -> prod(x), 0, INF).value(NAN).gradient(INF, 0),
        one("prod of one element", x -> prod(x), 0).value(0).gradient(1).second(0),
        one("running sum that cancels", x -> cumulativeSum(x, 0), 1e308, -1e308, 1e308)
            .value(1e308, 0, 1e308)
            .gradient(3, 2, 1)
            .second(0, 0, 0));
  }

  static List<Nasty> lengths() {
    return List.of(
        one("norm of subnormals", x -> norm(x), 3 * Double.MIN_VALUE, 4 * Double.MIN_VALUE)
            .value(5 * Double.MIN_VALUE)
            .gradient(0.6, 0.8),
        one("norm of the largest", x -> norm(x), 1e308, 0).value(1e308).gradient(1, 0),
        two(
                "hypot from end to end",
                (a, b) -> hypot(a, b),
                Tensor.of(3e200, 3e-200, 3 * Double.MIN_VALUE, 0, -5, 1e308, 1e-300),
                Tensor.of(4e200, 4e-200, 4 * Double.MIN_VALUE, 0, 0, 1, 1))
            .value(5e200, 5e-200, 5 * Double.MIN_VALUE, 0, 5, 1e308, 1)
            .gradient(0.6, 0.6, 0.6, 0, -1, 1, 1e-300)
            .gradientBy(1, 0.8, 0.8, 0.8, 0, 0, 1e-308, 1),
        two("hypot of ∞ and NaN", (a, b) -> hypot(a, b), Tensor.of(INF, -INF), Tensor.of(1, NAN))
            .value(INF, INF),
        two(
                "atan2 from end to end",
                (y, x) -> atan2(y, x),
                Tensor.of(1e200, 3e-200, 3e200, 0, -0.0),
                Tensor.of(1e-200, 4e-200, 4e200, -1, -1))
            .value(1.5707963267948966, 0.6435011087932844, 0.6435011087932844, Math.PI, -Math.PI)
            .gradient(0, 1.6e199, 1.6e-201, -1, -1)
            .gradientBy(1, -1e-200, -1.2e199, -1.2e-201, 0, 0),
        one("atan2 at the origin", x -> atan2(x, scalar(0)), 0, 1e-300, -0.0)
            .value(0, 1.5707963267948966, 0));
  }

  static List<Nasty> moments() {
    return List.of(
        one("variance of a constant", x -> variance(x), 3, 3, 3)
            .value(0)
            .gradient(0, 0, 0)
            .second(0, 0, 0),
        one("standardDeviation of a constant", x -> standardDeviation(x), 3, 3, 3)
            .value(0)
            .gradient(0, 0, 0)
            .second(0, 0, 0),
        // 0.1 + 0.1 + 0.1 rounds up, the third of it too: the deviations must still be 0.
        one("standardDeviation of a constant 0.1", x -> standardDeviation(x), 0.1, 0.1, 0.1)
            .value(0)
            .gradient(0, 0, 0)
            .largest(0.1),
        one("variance of one element", x -> variance(x), 5).value(0).gradient(0),
        one("standardDeviation of one element", x -> standardDeviation(x), 5).value(0).gradient(0),
        one("sampleStandardDeviation of two", x -> sampleStandardDeviation(x), 1, 3)
            .value(1.4142135623730951)
            .gradient(-0.7071067811865476, 0.7071067811865476),
        one("variance at 1e8", x -> variance(x), 1e8, 1e8 + 1, 1e8 + 2)
            .value(2.0 / 3)
            .gradient(-2.0 / 3, 0, 2.0 / 3)
            .second(0, 0, 0)
            .largest(1),
        one("variance at 1e15", x -> variance(x), 1e15, 1e15 + 1, 1e15 + 2)
            .value(2.0 / 3)
            .gradient(-2.0 / 3, 0, 2.0 / 3)
            .largest(1),
        one("mean of the smallest", x -> mean(x), Double.MIN_VALUE, Double.MIN_VALUE)
            .value(Double.MIN_VALUE)
            .gradient(0.5, 0.5),
        one("standardDeviation of ±1e200", x -> standardDeviation(x), 1e200, -1e200)
            .value(1e200)
            .gradient(0.5, -0.5),
        one("standardDeviation of ±1e-200", x -> standardDeviation(x), 1e-200, -1e-200)
            .value(1e-200)
            .gradient(0.5, -0.5),
        one(
                "standardDeviation's second derivative, tiny",
                x -> standardDeviation(x),
                1e-200,
                -1e-200)
            .second(0, 0)
            .largest(1e200),
        stored("standardDeviation of spread data", x -> standardDeviation(x)).ulps(8).firstOrder(),
        one("standardize a constant", x -> slice(standardize(x, 1e-5, 0), 0, 0, 1), 7, 7, 7)
            .value(0)
            .gradient(210.81851067789196, -105.40925533894598, -105.40925533894598)
            .second(0, 0, 0)
            .largest(316),
        one(
                "layerNorm of a constant row",
                x -> slice(layerNorm(x, constant(2, 1, 1), constant(5, 0, 0), 1e-5), 0, 0, 1),
                7,
                7,
                7)
            .value(5)
            .gradient(421.63702135578393, -210.81851067789196, -210.81851067789196)
            .largest(316),
        stored(
                "layerNorm far from 0",
                x -> slice(layerNorm(x, constant(1, 1, 1), constant(0, 0, 0), 1e-5), 0, 0, 1))
            .largest(1),
        Nasty.of(
                "batchNorm of one row",
                in -> batchNorm(in.get(0), 1, in.get(1), in.get(2), 1e-5),
                Tensor.of(new double[][] {{3, -4}}),
                Tensor.of(2.0, 3),
                Tensor.of(0.5, -0.5))
            .value(0.5, -0.5)
            .gradient(0, 0)
            .gradientBy(1, 0, 0)
            .gradientBy(2, 1, 1));
  }
}
