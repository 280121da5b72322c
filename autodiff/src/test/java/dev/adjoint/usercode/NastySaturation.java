package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Acos.acos;
import static dev.adjoint.autodiff.op.Acosh.acosh;
import static dev.adjoint.autodiff.op.Asin.asin;
import static dev.adjoint.autodiff.op.Asinh.asinh;
import static dev.adjoint.autodiff.op.Atan.atan;
import static dev.adjoint.autodiff.op.Atanh.atanh;
import static dev.adjoint.autodiff.op.Cos.cos;
import static dev.adjoint.autodiff.op.Cosh.cosh;
import static dev.adjoint.autodiff.op.Elu.elu;
import static dev.adjoint.autodiff.op.Expm1.expm1;
import static dev.adjoint.autodiff.op.Log10.log10;
import static dev.adjoint.autodiff.op.Log1p.log1p;
import static dev.adjoint.autodiff.op.Log2.log2;
import static dev.adjoint.autodiff.op.LogAddExp.logAddExp;
import static dev.adjoint.autodiff.op.LogSigmoid.logSigmoid;
import static dev.adjoint.autodiff.op.LogSoftmax.logSoftmax;
import static dev.adjoint.autodiff.op.LogSumExp.logSumExp;
import static dev.adjoint.autodiff.op.Logit.logit;
import static dev.adjoint.autodiff.op.Silu.silu;
import static dev.adjoint.autodiff.op.Sin.sin;
import static dev.adjoint.autodiff.op.Sinh.sinh;
import static dev.adjoint.autodiff.op.Slice.slice;
import static dev.adjoint.autodiff.op.Softmax.softmax;
import static dev.adjoint.autodiff.op.Softplus.softplus;
import static dev.adjoint.autodiff.op.Tan.tan;
import static dev.adjoint.usercode.Nasty.one;
import static dev.adjoint.usercode.Nasty.stored;
import static dev.adjoint.usercode.Nasty.two;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;

/// Far out, at ±∞, next to poles and next to overflow.
///
/// At ±∞ the truth of a stable op is its limit.
final class NastySaturation {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double LN2 = 0.6931471805599453;
  private static final double[] ENDS = {-1e308, 1e308, -INF, INF};

  private NastySaturation() {}

  private static Expr first(Expr x) {
    return slice(x, 0, 0, 1);
  }

  static List<Nasty> activations() {
    return List.of(
        stored("sigmoid over the line", x -> x.sigmoid()),
        stored("tanh over the line", x -> x.tanh()),
        stored("softplus over the line", x -> softplus(x)),
        stored("silu over the line", x -> silu(x)).firstOrder(),
        stored("silu's second derivative", x -> silu(x)),
        stored("logSigmoid over the line", x -> logSigmoid(x)),
        stored("elu off its seam", x -> elu(x)),
        stored("logit near its ends", x -> logit(x)),
        stored("softplus of softplus far left", x -> softplus(softplus(x))),
        one("sigmoid at the ends", x -> x.sigmoid(), ENDS)
            .value(0, 1, 0, 1)
            .gradient(0, 0, 0, 0)
            .second(0, 0, 0, 0),
        one("tanh at the ends", x -> x.tanh(), ENDS)
            .value(-1, 1, -1, 1)
            .gradient(0, 0, 0, 0)
            .second(0, 0, 0, 0),
        one("softplus at the ends", x -> softplus(x), ENDS)
            .value(0, 1e308, 0, INF)
            .gradient(0, 1, 0, 1)
            .second(0, 0, 0, 0),
        one("silu at the ends", x -> silu(x), ENDS)
            .value(0, 1e308, 0, INF)
            .gradient(0, 1, 0, 1)
            .second(0, 0, 0, 0),
        one("logSigmoid at the ends", x -> logSigmoid(x), ENDS)
            .value(-1e308, 0, -INF, 0)
            .gradient(1, 0, 1, 0)
            .second(0, 0, 0, 0),
        one("elu at the ends", x -> elu(x), ENDS)
            .value(-1, 1e308, -1, INF)
            .gradient(0, 1, 0, 1)
            .second(0, 0, 0, 0),
        // 1/(1 − p) + p/(1 − p)² = ∞ + ∞ at 1.
        one("odds of a sure event", p -> p.dividedBy(p.negate().plus(1)), 1, 0.5)
            .value(INF, 1)
            .gradient(INF, 4)
            .second(INF, 16),
        one("logit at its ends", p -> logit(p), 0, 1).value(-INF, INF).gradient(INF, INF),
        stored("sigmoid, third and fourth derivative", x -> twice(x.sigmoid(), x)).ulps(16),
        stored("tanh, third and fourth derivative", x -> twice(x.tanh(), x)).ulps(16),
        stored("softplus, third and fourth derivative", x -> twice(softplus(x), x)).ulps(16),
        // σ‴(0) = −1/8, tanh‴(0) = −2, softplus⁗(0) = −1/8: sums of terms of at most 2.
        one("sigmoid's third derivative at 0", x -> twice(x.sigmoid(), x), 0)
            .value(0)
            .gradient(-0.125)
            .second(0),
        one("tanh's third derivative at 0", x -> twice(x.tanh(), x), 0)
            .value(0)
            .gradient(-2)
            .second(0),
        one("softplus' fourth derivative at its seam", x -> twice(softplus(x), x), 0)
            .value(0.25)
            .gradient(0)
            .second(-0.125),
        // (xσ)″ = 2σ′ + xσ″ = ½, (xσ)‴ = 3σ″ + xσ‴ = 0, (xσ)⁗ = 4σ‴ = −½ at 0.
        one("silu's fourth derivative at 0", x -> twice(silu(x), x), 0)
            .value(0.5)
            .gradient(0)
            .second(-0.5));
  }

  private static Expr twice(Expr y, Expr x) {
    return Nasty.slope(Nasty.slope(y, x), x);
  }

  static List<Nasty> foldsOfExponentials() {
    return List.of(
        stored("logSumExp with a gap of 40", x -> logSumExp(x, 0)).largest(1),
        stored("softmax with a gap of 40, second class", x -> slice(softmax(x, 0), 0, 1, 2))
            .largest(4e-18),
        stored("logSoftmax of the impossible class", x -> slice(logSoftmax(x, 0), 0, 1, 2))
            .largest(1),
        stored("logAddExp across gaps", (a, b) -> logAddExp(a, b)),
        one("logSumExp of equals", x -> logSumExp(x, 0), 1000, 1000)
            .value(1000 + LN2)
            .gradient(0.5, 0.5)
            .second(0, 0),
        one("logSumExp of the largest", x -> logSumExp(x, 0), 1e308, 1e308)
            .value(1e308)
            .gradient(0.5, 0.5)
            .second(0, 0),
        one("logSumExp from end to end", x -> logSumExp(x, 0), -1e308, 1e308, 0)
            .value(1e308)
            .gradient(0, 1, 0)
            .second(0, 0, 0),
        one("logSumExp of all −∞", x -> logSumExp(x, 0), -INF, -INF).value(-INF).finiteGradient(),
        one("logSumExp with one −∞", x -> logSumExp(x, 0), -INF, 0)
            .value(0)
            .gradient(0, 1)
            .second(0, 0),
        one("logSumExp with one ∞", x -> logSumExp(x, 0), INF, 0).value(INF).gradient(1, 0),
        one("logSoftmax with one ∞", x -> logSoftmax(x, 0), INF, 0).value(0, -INF),
        one("logSumExp of one", x -> logSumExp(x, 0), -745).value(-745).gradient(1).second(0),
        one("softmax of the sure", x -> softmax(x, 0), 1000, 0, -1000)
            .value(1, 0, 0)
            .gradient(0, 0, 0),
        one("softmax of equals", x -> first(softmax(x, 0)), 1e308, 1e308)
            .value(0.5)
            .gradient(0.25, -0.25)
            .second(0, 0),
        one("softmax with one −∞", x -> first(softmax(x, 0)), 0, -INF, 0)
            .value(0.5)
            .gradient(0.25, 0, -0.25)
            .second(0, 0, 0),
        one("logSoftmax of the sure, 1000", x -> first(logSoftmax(x, 0)), 1000, 0)
            .value(0)
            .gradient(0, 0)
            .second(0, 0),
        one("logSoftmax of the impossible, 1000", x -> first(logSoftmax(x, 0)), -1000, 0)
            .value(-1000)
            .gradient(1, -1)
            .second(0, 0),
        one("logSoftmax with one −∞", x -> first(logSoftmax(x, 0)), 0, -INF)
            .value(0)
            .gradient(0, 0),
        // p²'s gradient 2p(p − Σp²) at the sure class: exactly 0 once rounded.
        one("squared softmax of the sure", x -> softmax(x, 0).square().sum(), 1000, 0)
            .value(1)
            .gradient(0, 0),
        stored("logSumExp's gradient, squared", x -> Nasty.slope(logSumExp(x, 0), x).square().sum())
            .largest(1),
        two(
                "logAddExp at the ends",
                (a, b) -> logAddExp(a, b),
                Tensor.of(1e308, -1e308, 0, -INF, INF, -1000),
                Tensor.of(-1e308, -1e308, -INF, 0, 0, -1000))
            .value(1e308, -1e308, 0, 0, INF, LN2 - 1000)
            .gradient(1, 0.5, 1, 0, 1, 0.5)
            .gradientBy(1, 0, 0.5, 0, 1, 0, 0.5)
            .second(0, 0.25, 0, 0, 0, 0.25),
        two("logAddExp of −∞ and −∞", (a, b) -> logAddExp(a, b), Tensor.of(-INF), Tensor.of(-INF))
            .value(-INF)
            .finiteGradient());
  }

  /// Sure classes, whose small gradient 1 − p must not be rounded to 0.
  static List<Nasty> sureClasses() {
    return List.of(
        stored("softmax of the sure class", x -> first(softmax(x, 0))).firstOrder(),
        stored("logSoftmax of the sure class", x -> first(logSoftmax(x, 0))).firstOrder(),
        stored("logSoftmax of the sure class, 700", x -> first(logSoftmax(x, 0))).firstOrder());
  }

  static List<Nasty> elementary() {
    return List.of(
        stored(
            "cosh and sinh before overflow", x -> cosh(x).times(0.25).plus(sinh(x).times(0.125))),
        stored("expm1 near 0 and far left", x -> expm1(x)),
        stored("log1p near 0 and -1", x -> log1p(x)),
        stored("log1p, third and fourth derivative", x -> twice(log1p(x), x)).ulps(16),
        stored("log2 and log10", x -> log2(x).plus(log10(x))),
        stored("asinh from end to end", x -> asinh(x)),
        stored("acosh near 1 and far", x -> acosh(x)),
        stored("atanh next to its poles", x -> atanh(x)),
        stored("asin next to its ends", x -> asin(x)),
        stored("acos next to its ends", x -> acos(x)),
        stored("atan far out", x -> atan(x)).firstOrder(),
        stored("tan next to its pole", x -> tan(x)),
        stored("sin of huge arguments", x -> sin(x)),
        stored("cos of huge arguments", x -> cos(x)),
        stored("sin(x)/x away from 0", x -> sin(x).dividedBy(x)).largest(2),
        one("exp at the ends", x -> x.exp(), 709.79, -745.2, -INF, INF)
            .value(INF, 0, 0, INF)
            .gradient(INF, 0, 0, INF),
        one("expm1 at −∞ and log1p at −1", x -> expm1(x).plus(log1p(x.exp().negate())), -INF)
            .value(-1)
            .gradient(0),
        one("log1p at its pole", x -> log1p(x), -1).value(-INF).gradient(INF).second(-INF),
        one("log at its pole and beyond", x -> x.log(), 0, -1, INF).value(-INF, Double.NaN, INF),
        one("atanh at its poles", x -> atanh(x), -1, 1).value(-INF, INF).gradient(INF, INF),
        one("acosh at 1", x -> acosh(x), 1).value(0).gradient(INF).second(-INF),
        one("asin at its ends", x -> asin(x), -1, 1)
            .value(-1.5707963267948966, 1.5707963267948966)
            .gradient(INF, INF),
        one("asinh and atan at ±∞", x -> asinh(x).plus(atan(x)), -INF, INF)
            .value(-INF, INF)
            .gradient(0, 0),
        one("powers of two, to a unit beside", x -> log2(x), 8, 1024, 0x1p-1074, 0x1p1023)
            .ulps(1)
            .value(3, 10, -1074, 1023));
  }
}
