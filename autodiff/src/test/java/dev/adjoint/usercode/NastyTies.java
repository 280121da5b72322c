package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.ArgExtremum.argMax;
import static dev.adjoint.autodiff.op.ArgExtremum.argMin;
import static dev.adjoint.autodiff.op.Atan2.atan2;
import static dev.adjoint.autodiff.op.Clamp.clamp;
import static dev.adjoint.autodiff.op.Clamp.hardtanh;
import static dev.adjoint.autodiff.op.Compare.greater;
import static dev.adjoint.autodiff.op.Concat.concat;
import static dev.adjoint.autodiff.op.Concat.stack;
import static dev.adjoint.autodiff.op.Dot.dot;
import static dev.adjoint.autodiff.op.Dot.outer;
import static dev.adjoint.autodiff.op.Einsum.einsum;
import static dev.adjoint.autodiff.op.Extremum.max;
import static dev.adjoint.autodiff.op.Extremum.min;
import static dev.adjoint.autodiff.op.Gather.gather;
import static dev.adjoint.autodiff.op.Hypot.hypot;
import static dev.adjoint.autodiff.op.LeakyRelu.leakyRelu;
import static dev.adjoint.autodiff.op.LogAddExp.logAddExp;
import static dev.adjoint.autodiff.op.Maximum.maximum;
import static dev.adjoint.autodiff.op.Maximum.minimum;
import static dev.adjoint.autodiff.op.Norm.norm;
import static dev.adjoint.autodiff.op.Norm.norm1;
import static dev.adjoint.autodiff.op.Norm.normInf;
import static dev.adjoint.autodiff.op.Pow.pow;
import static dev.adjoint.autodiff.op.Prod.prod;
import static dev.adjoint.autodiff.op.Rounding.floor;
import static dev.adjoint.autodiff.op.Rounding.round;
import static dev.adjoint.autodiff.op.Sign.sign;
import static dev.adjoint.autodiff.op.Step.step;
import static dev.adjoint.autodiff.op.StopGradient.stopGradient;
import static dev.adjoint.autodiff.op.Where.where;
import static dev.adjoint.autodiff.op.XLogY.xlogy;
import static dev.adjoint.usercode.Nasty.one;
import static dev.adjoint.usercode.Nasty.slope;
import static dev.adjoint.usercode.Nasty.stored;
import static dev.adjoint.usercode.Nasty.two;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;

/// Kinks and ties, one operand twice, and gradients inside of formulas.
final class NastyTies {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double LN2 = 0.6931471805599453;

  private NastyTies() {}

  static List<Nasty> ties() {
    return List.of(
        one("relu at 0", x -> x.relu(), -1, -0.0, 0, 1)
            .value(0, 0, 0, 1)
            .gradient(0, 0, 0, 1)
            .second(0, 0, 0, 0),
        // Literal: at 0 the constant branch.
        one("relu by where at 0", x -> where(greater(x, 0), x, 0), -1, -0.0, 0, 1)
            .gradient(0, 0, 0, 1),
        one("relu squared at 0", x -> x.relu().square(), 0, 1)
            .value(0, 1)
            .gradient(0, 2)
            .second(0, 2),
        one("hinge at its margin", x -> x.negate().plus(1).relu(), 1, 0.5)
            .value(0, 0.5)
            .gradient(0, -1),
        one("abs at 0", x -> x.abs(), -2, -0.0, 0, 2)
            .value(2, 0, 0, 2)
            .gradient(-1, 0, 0, 1)
            .second(0, 0, 0, 0),
        one("abs by maximum at 0", x -> maximum(x, x.negate()), -2, 0, 2)
            .value(2, 0, 2)
            .gradient(-1, 0, 1),
        one("x·sign x at 0", x -> x.times(sign(x)), -2, 0, 2).value(2, 0, 2).gradient(-1, 0, 1),
        one("step and floor are flat", x -> x.minus(floor(x)).plus(step(x)), -0.5, 2.5)
            .value(0.5, 1.5)
            .gradient(1, 1),
        one("round to even", x -> round(x), 0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994)
            .exact()
            .value(0, 2, 2, 0, -2, 0),
        one("max of a tie", x -> x.max(), 2, 2, 1).value(2).gradient(0.5, 0.5, 0).second(0, 0, 0),
        one("min of a tie", x -> min(x), 1, 2, 1, 1)
            .value(1)
            .gradient(1.0 / 3, 0, 1.0 / 3, 1.0 / 3),
        one("max of both zeros", x -> x.max(), -0.0, 0).value(0).gradient(0.5, 0.5),
        one("max over several axes", x -> max(x, 0, 1), Tensor.of(new double[][] {{3, 1}, {3, 3}}))
            .gradient(1.0 / 3, 0, 1.0 / 3, 1.0 / 3),
        one("max of row maxima", x -> x.max(1).max(), Tensor.of(new double[][] {{1, 1}, {1, 0}}))
            .value(1)
            .gradient(0.25, 0.25, 0.5, 0),
        one("max of all −∞", x -> x.max(), -INF, -INF).value(-INF).gradient(0.5, 0.5),
        one("max with NaN", x -> x.max(), 1, Double.NaN, 3).value(Double.NaN),
        two(
                "maximum and minimum of a tie",
                (x, y) -> maximum(x, y).plus(minimum(x, y).times(2)),
                Tensor.of(1.0, 1, INF),
                Tensor.of(1.0, 2, INF))
            .value(3, 4, INF)
            .gradient(1.5, 2, 1.5)
            .gradientBy(1, 1.5, 1, 1.5),
        two(
                "maximum with NaN",
                (x, y) -> maximum(x, y),
                Tensor.of(Double.NaN, 1),
                Tensor.of(1, Double.NaN))
            .value(Double.NaN, Double.NaN),
        one("clamp at its edges", x -> clamp(x, -1, 1), -1, 1, Math.nextDown(-1.0), 0, INF)
            .value(-1, 1, -1, 0, 1)
            .gradient(1, 1, 0, 1, 0)
            .second(0, 0, 0, 0, 0),
        one("hardtanh at its edges", x -> hardtanh(x), -1, 1, Math.nextUp(1.0))
            .value(-1, 1, 1)
            .gradient(1, 1, 0),
        one("clamp to a point", x -> clamp(x, 1, 1), 0, 1, 2).value(1, 1, 1).gradient(0, 1, 0),
        one("clamp without an upper end", x -> clamp(x, 0, INF), -1, 0, 1e308, INF)
            .value(0, 0, 1e308, INF)
            .gradient(0, 1, 1, 1),
        one("clamp of NaN", x -> clamp(x, 0, 1), Double.NaN).value(Double.NaN),
        one("leakyRelu far out", x -> leakyRelu(x, 0.01), -1e308, 1e308, -INF)
            .value(-1e306, 1e308, -INF)
            .gradient(0.01, 1, 0.01),
        one("argMax and argMin of ties", x -> stack(0, argMax(x, 0), argMin(x, 0)), 1, 2, 2, 1)
            .exact()
            .value(1, 0),
        one("norm1 at 0", x -> norm1(x), 0, -2, 3).value(5).gradient(0, -1, 1),
        one("normInf of a tie", x -> normInf(x), -3, 3, 1).value(3).gradient(-0.5, 0.5, 0),
        one("normInf at 0", x -> normInf(x), 0, 0).value(0).gradient(0, 0),
        one("norm at 0", x -> norm(x), 0, 0).value(0).gradient(0, 0).second(0, 0),
        one("row norms, one row 0", x -> norm(x, 1), Tensor.of(new double[][] {{0, 0}, {3, -4}}))
            .value(0, 5)
            .gradient(0, 0, 0.6, -0.8));
  }

  static List<Nasty> aliases() {
    return List.of(
        one("x·x", x -> x.times(x), -3, 1e-200, 0)
            .value(9, 0, 0)
            .gradient(-6, 2e-200, 0)
            .second(2, 2, 2),
        one("x/x", x -> x.dividedBy(x), 5, 1e200, -3).value(1, 1, 1).gradient(0, 0, 0).largest(1),
        one("x/x at 1e200", x -> x.dividedBy(x), 1e200).gradient(0).largest(1e-200),
        one("x/x at 1e-200", x -> x.dividedBy(x), 1e-200).gradient(0).largest(1e200),
        one("x/x at 0 is 0/0", x -> x.dividedBy(x), 0).value(Double.NaN).gradient(Double.NaN),
        one("x − x", x -> x.minus(x), 1e308, 0).value(0, 0).gradient(0, 0),
        one("x − x at ∞", x -> x.minus(x), INF).value(Double.NaN).gradient(0),
        stored("pow(x, x)", x -> pow(x, x)).largest(1).firstOrder(),
        one("pow(x, stop(x))", x -> pow(x, stopGradient(x)), 3, 1).value(27, 1).gradient(27, 1),
        one(
                "x·xᵀ as a matrix product",
                x -> x.matmul(x.transpose()),
                Tensor.of(new double[][] {{1, 2}, {3, 4}}))
            .value(5, 11, 11, 25)
            .gradient(8, 12, 8, 12)
            .second(4, 4, 4, 4),
        one(
                "x·x as a matrix product",
                x -> einsum("ij,jk->ik", x, x),
                Tensor.of(new double[][] {{1, 2}, {3, 4}}))
            .value(7, 10, 15, 22)
            .gradient(7, 11, 9, 13)
            .second(4, 4, 4, 4),
        one("dot(x, x)", x -> dot(x, x), 1, 2, 3).value(14).gradient(2, 4, 6).second(2, 2, 2),
        one("outer(x, x)", x -> outer(x, x), 1, 2).value(1, 2, 2, 4).gradient(6, 6).second(4, 4),
        one("einsum(x, x)", x -> einsum("i,i->", x, x), 1, 2).value(5).gradient(2, 4).second(2, 2),
        one("maximum(x, x)", x -> maximum(x, x), 1, 0).value(1, 0).gradient(1, 1).second(0, 0),
        one("minimum(x, x)", x -> minimum(x, x), 1, 0).value(1, 0).gradient(1, 1),
        one("where(c, x, x)", x -> where(greater(x, 0), x, x), 1, 0).gradient(1, 1).second(0, 0),
        one("logAddExp(x, x)", x -> logAddExp(x, x), 0, 1000, -1000, 1e308, -1e308)
            .value(LN2, 1000 + LN2, LN2 - 1000, 1e308, -1e308)
            .gradient(1, 1, 1, 1, 1)
            .second(0, 0, 0, 0, 0)
            .largest(1),
        one("atan2(x, x)", x -> atan2(x, x), 1, -2)
            .value(0.7853981633974483, -2.356194490192345)
            .gradient(0, 0)
            .largest(1),
        one("atan2(x, x) at 1e200", x -> atan2(x, x), 1e200).gradient(0).largest(1e-200),
        one("atan2(x, x) at 1e-200", x -> atan2(x, x), 1e-200)
            .value(0.7853981633974483)
            .gradient(0)
            .largest(1e200),
        one("hypot(x, x)", x -> hypot(x, x), 1, -1e200, 1e-200, 0)
            .value(1.4142135623730951, 1.414213562373095e200, 1.414213562373095e-200, 0)
            .gradient(1.4142135623730951, -1.4142135623730951, 1.4142135623730951, 0),
        one("xlogy(x, x)", x -> xlogy(x, x), 1, 2)
            .value(0, 2 * LN2)
            .gradient(1, 1 + LN2)
            .second(1, 0.5),
        one("xlogy(x, x) at 0", x -> xlogy(x, x), 0).value(0),
        one(
                "concat and stack of x and x",
                x -> concat(0, x, x).times(stack(0, x, x).reshape(4)),
                2,
                3)
            .value(4, 9, 4, 9)
            .gradient(8, 12)
            .second(4, 4),
        one("x·stop(x)", x -> x.times(stopGradient(x)), 3).value(9).gradient(3).second(0),
        one("product of x and x at 0", x -> prod(gather(x, Constant.of(Tensor.of(0L, 0L)))), 0)
            .value(0)
            .gradient(0)
            .second(2),
        one(
                "share of the sum",
                x -> x.dividedBy(x.sum()).times(Constant.of(Tensor.of(1.0, 0))),
                1,
                3)
            .value(0.25, 0)
            .gradient(0.1875, -0.0625)
            .largest(0.25));
  }

  static List<Nasty> nesting() {
    return List.of(
        // x·(d x³/dx)² = 9x⁵.
        one("a gradient in the loss", x -> slope(x.pow(3), x).square().times(x), 0, 1, -2)
            .value(0, 9, -288)
            .gradient(0, 45, 720)
            .second(0, 180, -1440),
        // a = eˣ, loss a² + a·x, by a: 2a + x; that by x: 2eˣ + 1.
        one(
                "the gradient by an interior node, differentiated",
                x -> {
                  Expr a = x.exp();
                  return slope(a.square().plus(a.times(x)), a);
                },
                0)
            .value(2)
            .gradient(3)
            .second(2),
        // w′ = w − 0.1·4w³ = 0.6, loss w′⁴, slope 4w′³(1 − 1.2w²).
        one(
                "through a step of gradient descent",
                w -> w.minus(slope(w.pow(4), w).times(0.1)).pow(4),
                1)
            .value(0.1296)
            .gradient(-0.1728)
            .largest(1.0368),
        // Hessian of |x| times (1, 1) = (1 − û(û·1))/n, n = 5·10^∓200, û = (0.6, 0.8).
        one("norm's second derivative, tiny", x -> norm(x), 3e-200, 4e-200)
            .value(5e-200)
            .gradient(0.6, 0.8)
            .second(3.2e198, -2.4e198)
            .ulps(32),
        one("norm's second derivative, huge", x -> norm(x), 3e200, 4e200)
            .value(5e200)
            .gradient(0.6, 0.8)
            .second(3.2e-202, -2.4e-202)
            .ulps(32),
        one("third derivative of a cube at 0", x -> slope(slope(x.pow(3), x), x), 0, -1)
            .value(0, -6)
            .gradient(6, 6)
            .second(0, 0),
        one("third derivative of x·x·x at 0", x -> slope(slope(x.times(x).times(x), x), x), 0)
            .value(0)
            .gradient(6)
            .second(0),
        one("the second derivative of relu is 0", x -> slope(x.relu(), x).times(x), -1, 0, 1)
            .value(0, 0, 1)
            .gradient(0, 0, 1),
        one("log of exp and exp of log", x -> x.exp().log().plus(x.log().exp()), 1, 700)
            .value(2, 1400)
            .gradient(2, 2)
            .second(0, 0)
            .largest(2),
        // The chain's slopes are of the size of the result; ten of them round ten times.
        stored("ten square roots", NastyTies::roots).firstOrder().ulps(20),
        stored("atan2's second derivatives", (y, x) -> atan2(y, x)).ulps(8),
        stored("hypot's second derivatives", (a, b) -> hypot(a, b)).ulps(8));
  }

  private static Expr roots(Expr x) {
    Expr y = x;
    for (int i = 0; i < 10; i++) {
      y = y.sqrt();
    }
    return y;
  }
}
