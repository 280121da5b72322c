package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpecs.EDGES;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.OTHER;
import static dev.adjoint.autodiff.op.OpSpecs.join;
import static dev.adjoint.autodiff.op.OpSpecs.pairs;
import static dev.adjoint.autodiff.op.OpSpecs.unary;

import dev.adjoint.autodiff.Digits;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Activations, their inverses and the steps between whole numbers.
final class ActivationSpecs {
  private static final double[] PROBABILITIES = {0.3, 0.45, 0.72, 0.81, 0.11, 0.55, 0.9};

  private ActivationSpecs() {}

  static void smooth(List<OpSpec> specs) {
    unary(
        specs,
        LogSigmoid.class,
        LogSigmoid::logSigmoid,
        Digits.rounded(x -> Digits.softplus(x.negate()).negate(), -INF, 0),
        LINE,
        EDGES);
    unary(
        specs,
        Silu.class,
        Silu::silu,
        Digits.rounded(Digits::silu, 0, INF),
        LINE,
        join(EDGES, -712),
        3);
    unary(
        specs,
        LogCosh.class,
        LogCosh::logCosh,
        Digits.rounded(Digits::logCosh, INF, INF),
        LINE,
        join(EDGES, 8, -8, Math.nextDown(8.0), 1e-5),
        3);
    unary(
            specs,
            LogSoftplus.class,
            LogSoftplus::logSoftplus,
            Digits.rounded(Digits::logSoftplus, -INF, INF),
            LINE,
            join(EDGES, -40, Math.nextDown(-40.0), 0.5413),
            4)
        .each(specs, s -> s.scale(1));
    DoubleUnaryOperator log1mexp = Digits.rounded(Digits::log1mexp, 0, NAN);
    unary(
        specs,
        Log1mExp.class,
        Log1mExp::log1mexp,
        x -> x == 0 ? -INF : x > 0 ? NAN : log1mexp.applyAsDouble(x),
        new double[] {-0.3, -0.45, -2.72, -0.81, -11, -0.55, -0.69},
        EDGES,
        3);
    DoubleUnaryOperator logit = Digits.rounded(Digits::logit, NAN, NAN);
    unary(
        specs,
        Logit.class,
        Logit::logit,
        p -> p == 0 ? -INF : p == 1 ? INF : p < 0 || p > 1 ? NAN : logit.applyAsDouble(p),
        PROBABILITIES,
        new double[] {
          0,
          1,
          0.5,
          0.25,
          0.75,
          0.2499999,
          0.7500001,
          1e-300,
          1e-40,
          1e-8,
          0.5000001,
          0.9999999,
          Math.nextDown(1.0),
          -0.1,
          1.1,
          -INF,
          INF,
          NAN
        },
        3);
    double[] logs = {0, -0.0, 1, -1, 700.25, -700, 1e5, -1e5, 1e300, -1e300, INF, -INF, NAN};
    pairs(
            specs,
            LogAddExp.class,
            LogAddExp::logAddExp,
            ActivationSpecs::logAddExp,
            LINE,
            OTHER,
            logs)
        .each(specs, s -> s.ulp(1.5).scale(1));
    // At ties the derivatives of every order are those of a smooth function.
    pairs(
            specs,
            LogAddExp.class,
            LogAddExp::logAddExp,
            ActivationSpecs::logAddExp,
            new double[] {1.5, -0.25},
            new double[] {1.5, -0.25},
            logs)
        .each(specs, s -> s.ulp(1.5).scale(1));
    unary(
        specs,
        Elu.class,
        Elu::elu,
        Digits.rounded(x -> x.signum() > 0 ? x : Digits.expm1(x), -1, INF),
        LINE,
        EDGES);
    DoubleUnaryOperator expm1 = Digits.rounded(Digits::expm1, -1, INF);
    unary(
        specs,
        Elu.class,
        x -> Elu.elu(x, 0.25),
        x -> x > 0 ? x : 0.25 * expm1.applyAsDouble(x),
        LINE,
        EDGES);
  }

  /// Shifted by the larger in exact arithmetic.
  private static double logAddExp(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b) || Double.isInfinite(a) || Double.isInfinite(b)) {
      return Double.isNaN(a + b) && a != -b ? NAN : Math.max(a, b);
    }
    BigDecimal most = new BigDecimal(Math.max(a, b));
    BigDecimal least = new BigDecimal(Math.min(a, b));
    return most.add(Digits.log1p(Digits.exp(least.subtract(most)))).doubleValue();
  }

  static void kinked(List<OpSpec> specs) {
    double[] around = join(EDGES, -1.5, 2, -0.75, Math.nextUp(2.0), Math.nextDown(-1.5));
    unary(specs, Clamp.class, Clamp::hardtanh, x -> x < -1 ? -1 : x > 1 ? 1 : x, LINE, around, 0);
    unary(
        specs,
        Clamp.class,
        x -> Clamp.clamp(x, -1.5, INF),
        x -> x < -1.5 ? -1.5 : x,
        LINE,
        around,
        0);
    unary(
        specs,
        LeakyRelu.class,
        x -> LeakyRelu.leakyRelu(x, 0.125),
        x -> x > 0 ? x : 0.125 * x,
        LINE,
        around,
        0);
    double[] steps = join(around, 2.5, 3.5, -2.5, 0.49999999999999994, 4503599627370495.5);
    unary(specs, Step.class, Step::step, x -> Double.isNaN(x) ? x : x > 0 ? 1 : 0, LINE, steps, 0);
    unary(specs, Sign.class, Sign::sign, Math::signum, LINE, steps, 0).onIntegers(specs);
    unary(specs, Rounding.class, Rounding::floor, Math::floor, LINE, steps, 0);
    unary(specs, Rounding.class, Rounding::ceil, Math::ceil, LINE, steps, 0);
    unary(specs, Rounding.class, Rounding::round, Math::rint, LINE, steps, 0);
  }
}
