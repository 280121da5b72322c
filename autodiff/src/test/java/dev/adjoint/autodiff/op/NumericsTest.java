package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Edges: where the plain formula rounds to 0, 1, ∞ or NaN and the truth does not.
final class NumericsTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static final double[] FAR = {
    0, 1e-8, 0.5, 3, 17, 30, 36.8, 40, 88, 300, 700, 708, 709.7, 710, 740, 745
  };

  private static double[] run(
      Executor executor, UnaryOperator<Expr> f, int order, DType dtype, double... at) {
    Tensor values = Tensor.of(at).cast(dtype);
    Input x = Input.of("x", values.type());
    Expr y = f.apply(x);
    for (int i = 0; i < order; i++) {
      y = Grad.grad(y.sum(), x).of(x);
    }
    Map<Expr, Tensor> bindings = executor.of(y).inputs().isEmpty() ? Map.of() : Map.of(x, values);
    return executor.value(y, bindings).toDoubleArray();
  }

  private static void matches(
      Executor executor,
      UnaryOperator<Expr> f,
      int order,
      UnaryOperator<BigDecimal> truth,
      double ulp,
      double... at) {
    double[] values = run(executor, f, order, DType.FLOAT64, at);
    for (int i = 0; i < at.length; i++) {
      double expected = truth.apply(new BigDecimal(at[i])).doubleValue();
      String what = executor + " order " + order + " at " + at[i] + ": " + values[i];
      assertEquals(expected, values[i], ulp * Math.ulp(expected), what);
      assertTrue(Math.abs(expected) < Double.MIN_NORMAL || values[i] != 0, what);
    }
    Tensor narrow = Tensor.of(at).cast(DType.FLOAT32);
    double[] floats = run(executor, f, order, DType.FLOAT32, at);
    for (int i = 0; i < at.length; i++) {
      float expected = truth.apply(new BigDecimal(narrow.doubleAt(i))).floatValue();
      String what = executor + " float order " + order + " at " + at[i] + ": " + floats[i];
      assertEquals(expected, floats[i], ulp * Math.ulp(expected), what);
      assertTrue(Math.abs(expected) < Float.MIN_NORMAL || floats[i] != 0, what);
    }
  }

  private static double[] bothSides() {
    double[] at = new double[2 * FAR.length];
    for (int i = 0; i < FAR.length; i++) {
      at[2 * i] = FAR[i];
      at[2 * i + 1] = -FAR[i];
    }
    return at;
  }

  private static BigDecimal sigmoidSlope(BigDecimal x) {
    return Digits.sigmoid(x).multiply(Digits.sigmoid(x.negate()));
  }

  @ParameterizedTest
  @EnumSource
  void sigmoidAndItsSlopeAreAccurateOnBothSides(Executor executor) {
    matches(executor, Expr::sigmoid, 0, Digits::sigmoid, 2, bothSides());
    matches(executor, Expr::sigmoid, 1, NumericsTest::sigmoidSlope, 4, bothSides());
  }

  @ParameterizedTest
  @EnumSource
  void theSlopeOfTanhDoesNotVanishBeforeTheTruth(Executor executor) {
    double[] at = {0, 0.3, -0.3, 5, -5, 18, 19.5, -20, 22, 40, -40, 100, 350, -350};
    matches(executor, Expr::tanh, 1, Digits::tanhSlope, 5, at);
  }

  @ParameterizedTest
  @EnumSource
  void softplusIsAccurateInEveryOrder(Executor executor) {
    matches(executor, Softplus::softplus, 0, Digits::softplus, 2, bothSides());
    matches(executor, Softplus::softplus, 1, Digits::sigmoid, 2, bothSides());
    matches(executor, Softplus::softplus, 2, NumericsTest::sigmoidSlope, 4, bothSides());
    assertEquals(0.25, run(executor, Softplus::softplus, 2, DType.FLOAT64, 0)[0]);
    assertEquals(0, run(executor, Softplus::softplus, 3, DType.FLOAT64, 0)[0]);
    assertEquals(-0.125, run(executor, Softplus::softplus, 4, DType.FLOAT64, 0)[0]);
  }

  /// As derivatives of (1 − x)(1 + x) they were 0.
  @ParameterizedTest
  @EnumSource
  void secondDerivativesOfInverseFunctionsDoNotVanishNextToZero(Executor executor) {
    double[] at = {1e-200, -1e-200, 1e-20, 0};
    matches(executor, Asin::asin, 2, x -> x, 2, at);
    matches(executor, Acos::acos, 2, BigDecimal::negate, 2, at);
    matches(executor, Atanh::atanh, 2, x -> x.add(x), 2, at);
  }

  private static double slope(Executor executor, UnaryOperator<Expr> f, double at) {
    return run(executor, f, 1, DType.FLOAT64, at)[0];
  }

  /// relu, where and abs give 0 at 0 as one rule; `maximum(x, 0)` is a tie of two operands, which
  /// share, so the part of `x` is ½.
  @ParameterizedTest
  @EnumSource
  void kinksAtZero(Executor executor) {
    assertEquals(0, slope(executor, Expr::relu, 0));
    assertEquals(0, slope(executor, Expr::relu, -0.0));
    assertEquals(0, slope(executor, x -> Where.where(Compare.greater(x, 0), x, 0), 0));
    assertEquals(0, slope(executor, x -> Where.where(Compare.lessOrEqual(x, 0), x.times(0), x), 0));
    assertEquals(0, slope(executor, Expr::abs, 0));
    assertEquals(0, slope(executor, Expr::abs, -0.0));
    assertEquals(-1, slope(executor, Expr::abs, -1e-300));
    Expr zero = Constant.scalar(0, DType.FLOAT64);
    assertEquals(0, slope(executor, x -> Maximum.maximum(x, zero), 0));
    assertEquals(0, slope(executor, x -> Maximum.maximum(zero, x), 0));
    assertEquals(0.5, slope(executor, x -> Maximum.minimum(x, zero), 0));
    assertEquals(1, slope(executor, x -> Maximum.maximum(x, x), 0));
    assertEquals(1, slope(executor, x -> Maximum.maximum(x, x.negate()), 3));
    assertEquals(0, slope(executor, x -> Maximum.maximum(x, x.negate()), 0));
    assertEquals(1, slope(executor, Expr::relu, Double.MIN_VALUE));
  }

  @ParameterizedTest
  @EnumSource
  void nanPassesThroughKinks(Executor executor) {
    assertTrue(Double.isNaN(run(executor, Expr::relu, 0, DType.FLOAT64, NAN)[0]));
    assertTrue(Double.isNaN(run(executor, Expr::abs, 0, DType.FLOAT64, NAN)[0]));
    Expr one = Constant.scalar(1, DType.FLOAT64);
    assertTrue(Double.isNaN(run(executor, x -> Maximum.maximum(x, one), 0, DType.FLOAT64, NAN)[0]));
    assertTrue(Double.isNaN(run(executor, x -> Maximum.minimum(one, x), 0, DType.FLOAT64, NAN)[0]));
  }

  @ParameterizedTest
  @EnumSource
  void tiesShareEqually(Executor executor) {
    Input x = Input.of("x", DType.FLOAT64, 5);
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(2.0, 7, 7, 1, 7));
    assertEquals(
        Tensor.of(0, 1.0 / 3, 1.0 / 3, 0, 1.0 / 3),
        executor.value(Grad.grad(x.max(), x).of(x), at));
    assertEquals(
        Tensor.of(0.0, 0, 0, 1, 0), executor.value(Grad.grad(Extremum.min(x), x).of(x), at));
  }

  @ParameterizedTest
  @EnumSource
  void wholePowersAreExactAtZeroAndBelow(Executor executor) {
    for (int n = 1; n <= 7; n++) {
      double exponent = n;
      UnaryOperator<Expr> f = x -> x.pow(exponent);
      double factor = 1;
      for (int order = 0; order <= Math.min(n, 4); order++) {
        double[] values = run(executor, f, order, DType.FLOAT64, 0, -2, -1, 3);
        int left = n - order;
        assertEquals(left == 0 ? factor : 0, values[0], "x^" + n + " order " + order);
        assertEquals(factor * StrictMath.pow(-2, left), values[1], 1e-9);
        assertEquals(left % 2 == 0 ? factor : -factor, values[2], 1e-9);
        factor *= left;
      }
    }
    assertEquals(1, run(executor, x -> x.pow(0).plus(x.times(0)), 0, DType.FLOAT64, 0)[0]);
  }

  @ParameterizedTest
  @EnumSource
  void softmaxFamilyAtHugeLogits(Executor executor) {
    for (double[] logits :
        new double[][] {{1e4, -1e4, 0}, {-1e4, -1e4, -1e4}, {1e4, 1e4, 1e4}, {-1e4, 1e4, 1e4}}) {
      double[] lse =
          run(executor, x -> LogSumExp.logSumExp(x, 0).reshape(1), 0, DType.FLOAT64, logits);
      double largest = Math.max(logits[0], Math.max(logits[1], logits[2]));
      int ties = 0;
      for (double v : logits) {
        ties += v == largest ? 1 : 0;
      }
      assertEquals(largest + StrictMath.log(ties), lse[0], 2e-12);
      double[] p =
          run(executor, x -> LogSumExp.logSumExp(x, 0).reshape(1), 1, DType.FLOAT64, logits);
      double[] log = run(executor, x -> LogSoftmax.logSoftmax(x, 0), 0, DType.FLOAT64, logits);
      double[] q = run(executor, x -> Softmax.softmax(x, 0), 0, DType.FLOAT64, logits);
      for (int i = 0; i < 3; i++) {
        double expected = logits[i] == largest ? 1.0 / ties : 0;
        assertEquals(expected, p[i], 1e-15);
        assertEquals(expected, q[i], 1e-15);
        assertEquals(logits[i] - largest - StrictMath.log(ties), log[i], 4e-12);
      }
    }
  }

  /// ln p of the sure class is −e⁻⁴⁰, not 0.
  @ParameterizedTest
  @EnumSource
  void aSureClassKeepsItsTinyLoss(Executor executor) {
    for (double gap : new double[] {20, 40, 100, 700}) {
      BigDecimal tail = Digits.log1p(Digits.exp(new BigDecimal(-gap)));
      double[] log = run(executor, x -> LogSoftmax.logSoftmax(x, 0), 0, DType.FLOAT64, 3 + gap, 3);
      double loss = tail.negate().doubleValue();
      assertEquals(loss, log[0], 4 * Math.ulp(loss), "gap " + gap);
      assertTrue(log[0] < 0);
      double[] swapped = run(executor, x -> LogSoftmax.logSoftmax(x, 0), 0, DType.FLOAT64, 0, gap);
      assertEquals(loss, swapped[1], 4 * Math.ulp(loss), "gap " + gap);
      double[] lse =
          run(executor, x -> LogSumExp.logSumExp(x, 0).reshape(1), 0, DType.FLOAT64, -gap, 0);
      assertEquals(-loss, lse[0], 4 * Math.ulp(loss));
      double[] slope =
          run(
              executor,
              x -> Slice.slice(LogSoftmax.logSoftmax(x, 0), 0, 0, 1),
              1,
              DType.FLOAT64,
              gap,
              0);
      double q =
          Digits.sigmoid(new BigDecimal(gap).negate()).round(MathContext.DECIMAL64).doubleValue();
      assertEquals(-q, slope[1], 8 * Math.ulp(q), "the other class, gap " + gap);
      assertEquals(q, slope[0], 8 * Math.ulp(q), "the sure class, gap " + gap);
    }
  }

  @ParameterizedTest
  @EnumSource
  void allMinusInfinity(Executor executor) {
    double[] none = {-INF, -INF, -INF};
    assertEquals(
        -INF, run(executor, x -> LogSumExp.logSumExp(x, 0).reshape(1), 0, DType.FLOAT64, none)[0]);
    assertEquals(-INF, run(executor, x -> x.max().reshape(1), 0, DType.FLOAT64, none)[0]);
    for (double p :
        run(executor, x -> LogSumExp.logSumExp(x, 0).reshape(1), 1, DType.FLOAT64, none)) {
      assertEquals(0, p, "a finite answer for the gradient");
    }
    double[] one = {-INF, 2, -INF};
    assertEquals(
        2, run(executor, x -> LogSumExp.logSumExp(x, 0).reshape(1), 0, DType.FLOAT64, one)[0]);
    double[] p = run(executor, x -> LogSumExp.logSumExp(x, 0).reshape(1), 1, DType.FLOAT64, one);
    assertEquals(0, p[0]);
    assertEquals(1, p[1]);
    double[] log = run(executor, x -> LogSoftmax.logSoftmax(x, 0), 0, DType.FLOAT64, one);
    assertEquals(-INF, log[0]);
    assertEquals(0, log[1]);
    assertEquals(
        INF, run(executor, x -> LogSumExp.logSumExp(x, 0).reshape(1), 0, DType.FLOAT64, INF, 1)[0]);
  }

  @ParameterizedTest
  @EnumSource
  void derivativesAtDomainEdgesAreTheirLimits(Executor executor) {
    assertEquals(INF, slope(executor, Expr::sqrt, 0));
    assertEquals(INF, slope(executor, Expr::log, 0));
    assertEquals(0, slope(executor, Expr::exp, -INF));
    assertEquals(INF, slope(executor, Log1p::log1p, -1));
    assertEquals(1, slope(executor, Log1p::log1p, 1e-300));
    assertEquals(1e-200, slope(executor, x -> x.dividedBy(1e200), 1), 1e-215);
    Expr one = Constant.scalar(1, DType.FLOAT64);
    assertEquals(-1e-300, slope(executor, one::dividedBy, 1e150), 1e-315);
  }
}
