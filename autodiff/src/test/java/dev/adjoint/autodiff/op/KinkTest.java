package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.ForwardMode;
import dev.adjoint.autodiff.ForwardMode.Direction;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Points without a derivative, where the table of the package says what it is, and seams inside
/// formulas, where there must be nothing to see.
final class KinkTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static double[] slopes(Executor executor, UnaryOperator<Expr> f, double... at) {
    Input x = Input.of("x", DType.FLOAT64, at.length);
    Expr slope = Grad.grad(f.apply(x).sum(), x).of(x);
    boolean constant = executor.of(slope).inputs().isEmpty();
    return executor.value(slope, constant ? Map.of() : Map.of(x, Tensor.of(at))).toDoubleArray();
  }

  private static double[] slopes(Executor executor, BinaryOperator<Expr> f, double a, double b) {
    Input x = Input.of("x", DType.FLOAT64);
    Input y = Input.of("y", DType.FLOAT64);
    Map<Expr, Tensor> at = Map.of(x, Tensor.scalar(a), y, Tensor.scalar(b));
    List<Expr> gradient = Grad.grad(f.apply(x, y), List.of(x, y)).all();
    return executor.of(gradient).run(at).stream().mapToDouble(Tensor::item).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void clampHasSlopeOneOnTheClosedInterval(Executor executor) {
    double[] at = {-1, 1, Math.nextDown(-1.0), Math.nextUp(1.0), 0, -INF, INF};
    assertArrayEquals(new double[] {1, 1, 0, 0, 1, 0, 0}, slopes(executor, Clamp::hardtanh, at));
  }

  @ParameterizedTest
  @EnumSource
  void clampLetsNothingOfAnUntakenBranchThrough(Executor executor) {
    UnaryOperator<Expr> f = x -> Clamp.clamp(x.log(), -5, 5);
    assertArrayEquals(new double[] {0, 0.5}, slopes(executor, f, 0, 2));
  }

  @ParameterizedTest
  @EnumSource
  void leftSidesOfKinkedActivationsHoldAtZero(Executor executor) {
    assertArrayEquals(
        new double[] {0.1, 0.1, 1, 0.1},
        slopes(executor, x -> LeakyRelu.leakyRelu(x, 0.1), 0, -0.0, Double.MIN_VALUE, -INF));
    assertArrayEquals(
        new double[] {2, 1, 0, 1}, slopes(executor, x -> Elu.elu(x, 2), 0, 1e-300, -INF, 1e5));
  }

  @ParameterizedTest
  @EnumSource
  void stepsHaveAGradientThatIsZero(Executor executor) {
    double[] at = {0, 1, -2.5, INF, NAN};
    for (UnaryOperator<Expr> f :
        List.<UnaryOperator<Expr>>of(
            Step::step, Sign::sign, Rounding::floor, Rounding::ceil, Rounding::round)) {
      assertArrayEquals(new double[at.length], slopes(executor, f, at));
      Input x = Input.of("x", DType.FLOAT64, 3);
      assertInstanceOf(Gradient.Connected.class, Grad.grad(f.apply(x).sum(), List.of(x)).answer(x));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOriginHasNoDirection(Executor executor) {
    assertArrayEquals(new double[] {0, 0}, slopes(executor, Hypot::hypot, 0, -0.0));
    assertArrayEquals(new double[] {0, 0}, slopes(executor, Atan2::atan2, 0, 0));
    double half = StrictMath.sqrt(0.5);
    double large = Double.MAX_VALUE;
    assertArrayEquals(
        new double[] {half, -half}, slopes(executor, Hypot::hypot, large, -large), 1e-15);
  }

  @ParameterizedTest
  @EnumSource
  void nothingTimesTheLogarithmOfNothing(Executor executor) {
    assertArrayEquals(new double[] {0, 0}, slopes(executor, XLogY::xlogy, 0, 0));
    assertArrayEquals(new double[] {0, 0}, slopes(executor, XLogY::xlog1py, 0, -1));
    double log = Digits.log(BigDecimal.valueOf(3)).doubleValue();
    assertArrayEquals(new double[] {log, 0}, slopes(executor, XLogY::xlogy, 0, 3), Math.ulp(log));
    assertTrue(Double.isNaN(slopes(executor, XLogY::xlogy, 0, NAN)[0]));
    UnaryOperator<Expr> entropy = p -> XLogY.xlogy(p, p).negate();
    assertArrayEquals(new double[] {0, -1}, slopes(executor, entropy, 0, 1));
    assertArrayEquals(
        new double[] {0, -1},
        slopes(executor, x -> Grad.grad(entropy.apply(x).sum(), x).of(x), 0, 1));
  }

  @ParameterizedTest
  @EnumSource
  void powersOfZero(Executor executor) {
    assertArrayEquals(new double[] {0, 0}, slopes(executor, Pow::pow, 0, 0));
    assertArrayEquals(new double[] {1, 0}, slopes(executor, Pow::pow, 0, 1));
    assertArrayEquals(new double[] {0, 0}, slopes(executor, Pow::pow, -0.0, 3));
    UnaryOperator<Expr> square = x -> Pow.pow(x, x.times(0).plus(2));
    assertArrayEquals(
        new double[] {2, 2},
        slopes(executor, x -> Grad.grad(square.apply(x).sum(), x).of(x), 0, 3),
        1e-14);
  }

  @ParameterizedTest
  @EnumSource
  void logAddExpOfNothingAndItsTies(Executor executor) {
    assertArrayEquals(new double[] {0, 0}, slopes(executor, LogAddExp::logAddExp, -INF, -INF));
    assertArrayEquals(new double[] {0.5, 0.5}, slopes(executor, LogAddExp::logAddExp, 7, 7));
    BinaryOperator<Expr> first = (a, b) -> Grad.grad(LogAddExp.logAddExp(a, b), a).of(a);
    assertArrayEquals(new double[] {0.25, -0.25}, slopes(executor, first, 7, 7));
  }

  /// At each seam the first and second derivatives of both modes are those of the function.
  @ParameterizedTest
  @EnumSource
  void seamsAreSmooth(Executor executor) {
    smooth(executor, LogSigmoid::logSigmoid, 0, 0.5, -0.25);
    smooth(executor, Silu::silu, 0, 0.5, 0.5);
    smooth(executor, Logit::logit, 0.25, 16.0 / 3, -128.0 / 9);
    smooth(executor, Logit::logit, 0.75, 16.0 / 3, 128.0 / 9);
    smooth(executor, Logit::logit, 0.5, 4, 0);
    smooth(executor, Asinh::asinh, 0, 1, 0);
    smooth(executor, Asinh::asinh, 1, StrictMath.sqrt(0.5), -StrictMath.pow(2, -1.5));
    smooth(executor, Asinh::asinh, -1, StrictMath.sqrt(0.5), StrictMath.pow(2, -1.5));
    smooth(executor, Acosh::acosh, 2, StrictMath.pow(3, -0.5), -2 * StrictMath.pow(3, -1.5));
    smooth(executor, Atanh::atanh, 0, 1, 0);
    smooth(
        executor,
        x -> Hypot.hypot(x, x.times(0).plus(2)),
        2,
        StrictMath.sqrt(0.5),
        StrictMath.pow(2, -2.5));
    smooth(executor, x -> Atan2.atan2(x, x.times(0).plus(2)), 2, 0.25, -0.125);
  }

  private static void smooth(
      Executor executor, UnaryOperator<Expr> f, double at, double first, double second) {
    Input x = Input.of("x", DType.FLOAT64);
    Map<Expr, Tensor> here = Map.of(x, Tensor.scalar(at));
    Expr y = f.apply(x);
    Expr slope = Grad.grad(y, x).of(x);
    Expr curvature = Grad.grad(slope, x).of(x);
    Direction unit = Direction.unit(x, 0);
    double near = 1e-13;
    assertEquals(first, executor.value(slope, here).item(), near);
    assertEquals(first, ForwardMode.first(y, here, unit)[0], near);
    assertEquals(second, executor.value(curvature, here).item(), near);
    assertEquals(second, ForwardMode.second(y, here, unit, unit)[0], near);
    assertEquals(second, ForwardMode.first(slope, here, unit)[0], near);
  }

  @Test
  void whatAsksAboutNumbersHasNoGradient() {
    Input x = Input.of("x", DType.FLOAT64, 2);
    Expr y = Cast.cast(Classify.isNaN(x), DType.FLOAT64).sum();
    assertInstanceOf(Gradient.Disconnected.class, Grad.grad(y, List.of(x)).answer(x));
  }

  @Test
  void parametersAreRefused() {
    assertEquals(
        "[clamp] bounds must be in order: low = 1.0, high = -1.0",
        assertThrows(AdjointException.class, () -> new Clamp(1, -1)).getMessage());
    assertThrows(AdjointException.class, () -> new Clamp(NAN, 1));
    assertEquals(
        "[leakyRelu] the slope must be finite, got NaN",
        assertThrows(AdjointException.class, () -> new LeakyRelu(NAN)).getMessage());
    assertEquals(
        "[elu] alpha must be finite, got Infinity",
        assertThrows(AdjointException.class, () -> new Elu(INF)).getMessage());
  }
}
