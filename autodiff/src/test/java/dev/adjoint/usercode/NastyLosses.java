package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Gather.gather;
import static dev.adjoint.autodiff.op.Gather.takeAlong;
import static dev.adjoint.autodiff.op.Hypot.hypot;
import static dev.adjoint.autodiff.op.LogSigmoid.logSigmoid;
import static dev.adjoint.autodiff.op.LogSoftmax.logSoftmax;
import static dev.adjoint.autodiff.op.LogSumExp.logSumExp;
import static dev.adjoint.autodiff.op.Norm.norm;
import static dev.adjoint.autodiff.op.OneHot.oneHot;
import static dev.adjoint.autodiff.op.Softmax.softmax;
import static dev.adjoint.autodiff.op.Softplus.softplus;
import static dev.adjoint.autodiff.op.StandardDeviation.standardDeviation;
import static dev.adjoint.autodiff.op.Variance.variance;
import static dev.adjoint.autodiff.op.XLogY.xlog1py;
import static dev.adjoint.autodiff.op.XLogY.xlogy;
import static dev.adjoint.usercode.Nasty.one;
import static dev.adjoint.usercode.Nasty.two;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/// Losses written with the ops that are there for them, and the important entries in float32.
final class NastyLosses {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;
  private static final double LN2 = 0.6931471805599453;

  private NastyLosses() {}

  private static Expr picked(long... labels) {
    long[][] column = new long[labels.length][1];
    for (int i = 0; i < labels.length; i++) {
      column[i][0] = labels[i];
    }
    return Constant.of(Tensor.of(column));
  }

  static List<Nasty> losses() {
    return List.of(
        // The documented rule: where x = 0 and ln y is not finite, 0 to both.
        two("xlogy at 0", (x, y) -> xlogy(x, y), Tensor.of(0.0, 0, 2, 0), Tensor.of(0.0, 3, 0, INF))
            .value(0, 0, -INF, 0)
            .gradient(0, 1.0986122886681098, -INF, 0)
            .gradientBy(1, 0, 0, INF, 0),
        two("xlogy lets NaN through", (x, y) -> xlogy(x, y), Tensor.of(0.0, NAN), Tensor.of(NAN, 1))
            .value(NAN, NAN),
        two("xlog1py at 0", (x, y) -> xlog1py(x, y), Tensor.of(0.0, 0, 1), Tensor.of(-1, 1, 1e-300))
            .value(0, 0, 1e-300)
            .gradient(0, LN2, 1e-300)
            .gradientBy(1, 0, 0, 1),
        two(
                "KL divergence from a one-hot distribution",
                (p, q) -> xlogy(p, p.dividedBy(q)).sum(),
                Tensor.of(0.0, 1),
                Tensor.of(0.5, 0.5))
            .value(LN2)
            .gradientBy(1, 0, -2)
            .secondBy(1, 0, 4),
        // IEEE: 0·ln 0 is 0·∞.
        one("literal entropy of a one-hot distribution", p -> p.times(p.log()), 0, 1).value(NAN, 0),
        one("entropy of a one-hot distribution", p -> xlogy(p, p).sum().negate(), 0, 1).value(0),
        two(
                "binary cross entropy of logits",
                (z, y) -> softplus(z).minus(y.times(z)),
                Tensor.of(1000.0, 1000, -1000, -1000, 0, 1e308),
                Tensor.of(1.0, 0, 1, 0, 1, 0))
            .value(0, 1000, 1000, 0, LN2, 1e308)
            .gradient(0, 1, -1, 0, -0.5, 1)
            .second(0, 0, 0, 0, 0.25, 0),
        two(
                "binary cross entropy by logSigmoid",
                (z, y) ->
                    y.times(logSigmoid(z))
                        .plus(y.negate().plus(1).times(logSigmoid(z.negate())))
                        .negate(),
                Tensor.of(1000.0, 1000, -1000, -1000, 0, -40),
                Tensor.of(1.0, 0, 1, 0, 1, 0))
            .value(0, 1000, 1000, 0, LN2, 4.248354255291589e-18)
            .gradient(0, 1, -1, 0, -0.5, 4.248354255291589e-18)
            .second(0, 0, 0, 0, 0.25, 4.248354255291589e-18),
        two(
                "binary cross entropy of probabilities 0 and 1",
                (p, y) -> xlogy(y, p).plus(xlog1py(y.negate().plus(1), p.negate())).negate(),
                Tensor.of(0.0, 1, 0, 1, 0.25),
                Tensor.of(0.0, 1, 1, 0, 1))
            .value(0, 0, INF, INF, 2 * LN2)
            .gradient(1, -1, -INF, INF, -4),
        one(
                "cross entropy with label weights",
                z ->
                    takeAlong(logSoftmax(z, 1), picked(1, 0), 1)
                        .reshape(2)
                        .times(
                            gather(Constant.of(Tensor.of(1.0, 3)), Constant.of(Tensor.of(1L, 0L))))
                        .negate(),
                Tensor.of(new double[][] {{1000, 0}, {0, 0}}))
            .value(3000, LN2)
            .gradient(3, -3, -0.5, 0.5)
            .second(0, 0, 0, 0),
        one(
                "cross entropy of a class with an impossible rival",
                z -> takeAlong(logSoftmax(z, 1), picked(1), 1).negate(),
                Tensor.of(new double[][] {{-INF, 0}}))
            .value(0)
            .gradient(0, 0),
        // IEEE: the one-hot 0 meets ln 0 = −∞.
        one(
                "one-hot times an impossible class is 0·∞",
                z ->
                    oneHot(Constant.of(Tensor.of(1L)), 2, DType.FLOAT64)
                        .times(logSoftmax(z, 1))
                        .sum(),
                Tensor.of(new double[][] {{-INF, 0}}))
            .value(NAN),
        two(
                "Poisson likelihood at rate 0",
                (z, y) -> z.exp().minus(y.times(z)),
                Tensor.of(-1000.0, -1000, 0),
                Tensor.of(0.0, 1, 2))
            .value(0, 1000, 1)
            .gradient(0, -1, -1)
            .second(0, 0, 1),
        one(
                "InfoNCE of equal rows",
                z -> logSumExp(z.matmul(z.transpose()), 1).minus(z.square().sum(1)),
                Tensor.of(new double[][] {{30, 0}, {30, 0}}))
            .value(LN2, LN2)
            .gradient(0, 0, 0, 0)
            .largest(900));
  }

  /// The numbers are rounded to float32.
  private static Nasty f(String name, UnaryOperator<Expr> formula, double... x) {
    return one("float32 " + name, formula, Tensor.of(x).cast(DType.FLOAT32));
  }

  static List<Nasty> floats() {
    return List.of(
        f("sigmoid", x -> x.sigmoid(), -100, -88, 0, 100, 1e38)
            .value(3.7835e-44, 6.0546019e-39, 0.5, 1, 1)
            .gradient(3.7835e-44, 6.0546019e-39, 0.25, 3.7835e-44, 0)
            .second(3.7835e-44, 6.0546019e-39, 0, -3.7835e-44, 0),
        f("softplus", x -> softplus(x), -88, 0, 89, 3e38)
            .value(6.0546019e-39, LN2, 89, 3e38)
            .gradient(6.0546019e-39, 0.5, 1, 1)
            .second(6.0546019e-39, 0.25, 2.2273636e-39, 0),
        f("tanh", x -> x.tanh(), 0, 20, -40)
            .value(0, 1, -1)
            .gradient(1, 1.6993417021166355e-17, 7.219405551381661e-35),
        f("logSumExp", x -> logSumExp(x, 0), 89, 89, -3e38)
            .value(89 + LN2)
            .gradient(0.5, 0.5, 0)
            .second(0, 0, 0),
        f("softmax of the sure", x -> softmax(x, 0), 100, -100).value(1, 0).gradient(0, 0),
        f("norm, huge", x -> norm(x), 3e30, 4e30).value(5e30).gradient(0.6, 0.8),
        f("norm, tiny", x -> norm(x), 3e-30, 4e-30).value(5e-30).gradient(0.6, 0.8),
        f("norm at 0", x -> norm(x), 0, 0).value(0).gradient(0, 0),
        f("hypot", x -> hypot(x, x), 1e30, 1e-30, 0)
            .value(1.414213562373095e30, 1.414213562373095e-30, 0)
            .gradient(1.4142135623730951, 1.4142135623730951, 0),
        f("variance at 4096", x -> variance(x), 4096, 4097, 4098)
            .value(2.0 / 3)
            .gradient(-2.0 / 3, 0, 2.0 / 3),
        f("standardDeviation of a constant 0.1", x -> standardDeviation(x), 0.1, 0.1, 0.1)
            .value(0)
            .gradient(0, 0, 0)
            .largest(0.1),
        f("x/x at 1e30", x -> x.dividedBy(x), 1e30).value(1).gradient(0).largest(1e-30),
        f("1/x", x -> x.pow(-1), 1e20, 1e-18).value(1e-20, 1e18).gradient(-1e-40, -1e36),
        f("power 0 and 2 at 0", x -> x.pow(0).plus(x.pow(2)), 0, -3)
            .value(1, 10)
            .gradient(0, -6)
            .second(2, 2),
        f("log and sqrt of a subnormal", x -> x.log().plus(x.sqrt()), Float.MIN_VALUE)
            .value(-103.27892990343184)
            .gradient(INF));
  }
}
