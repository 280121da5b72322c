package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.StructureTest.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.ForwardMode;
import dev.adjoint.autodiff.ForwardMode.Direction;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ops that leave their operand as it is and have a say in its gradient.
final class GradientRuleTest {
  private final Input x = Input.of("x", DType.FLOAT64, 4);
  private final Input w = Input.of("w", DType.FLOAT64, 4);

  /// The gradient of `Σ w·f(x)`, which is what the op makes of `w`.
  private double[] rule(Executor executor, Expr y, double... cotangent) {
    Expr g = Grad.grad(y.times(w).sum(), x).of(x);
    return executor.value(g, Map.of(w, Tensor.of(cotangent))).toDoubleArray();
  }

  @ParameterizedTest
  @EnumSource
  void scalingMultipliesTheGradient(Executor executor) {
    assertArrayEquals(
        new double[] {-1, -2, 0, Double.NaN},
        rule(executor, ScaleGradient.scaleGradient(x, -1), 1, 2, -0.0, Double.NaN),
        0.0);
    assertArrayEquals(
        new double[] {0.5, 1, 2, 4},
        rule(executor, ScaleGradient.scaleGradient(x, 0.5), 1, 2, 4, 8));
    Input f = Input.of("f", DType.FLOAT32, 2);
    Expr g = Grad.grad(ScaleGradient.scaleGradient(f, 0.1).square().sum(), f).of(f);
    assertArrayEquals(
        new float[] {0.1f * 2, 0.1f * 6},
        executor.value(g, Map.of(f, Tensor.of(1f, 3f))).toFloatArray());
  }

  /// The path back to x² crosses the op once at each order: (x²)″ = 2, scaled where ȳ passes,
  /// twice.
  @ParameterizedTest
  @EnumSource
  void aSecondDerivativeIsScaledAtEachCrossing(Executor executor) {
    Expr y = ScaleGradient.scaleGradient(x, 3).square().sum();
    Expr g = Grad.grad(y, x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(1.0, 2, 3, 4));
    assertArrayEquals(new double[] {6, 12, 18, 24}, executor.value(g, at).toDoubleArray());
    assertArrayEquals(new double[] {18, 18, 18, 18}, executor.value(h, Map.of()).toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource
  void clippingBoundsEachElementAndKeepsNaN(Executor executor) {
    Expr y = ClipGradient.clipGradient(x, -0.5, 2);
    assertArrayEquals(
        new double[] {-0.5, 1.5, 2, Double.NaN},
        rule(executor, y, -3, 1.5, Double.POSITIVE_INFINITY, Double.NaN));
  }

  /// Of x⁴ the gradient 4x³ is clipped at 1, so beyond it nothing is left to differentiate; 12x²
  /// crosses the op once more.
  @ParameterizedTest
  @EnumSource
  void theSecondDerivativeOfAClippedGradientIsThatOfTheClip(Executor executor) {
    Expr g = Grad.grad(ClipGradient.clipGradient(x, -1, 1).pow(4).sum(), x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(0.5, 2, -3, -0.25));
    assertArrayEquals(new double[] {0.5, 1, -1, -0.0625}, executor.value(g, at).toDoubleArray());
    assertArrayEquals(new double[] {1, 0, 0, 0.75}, executor.value(h, at).toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource
  void clippingTheNormShortensTheGradientOnly(Executor executor) {
    Expr y = ClipGradientNorm.clipGradientNorm(x, 5);
    assertArrayEquals(new double[] {3, 0, 0, 4}, rule(executor, y, 3, 0, 0, 4));
    assertArrayEquals(new double[] {3, 0, 0, 4}, rule(executor, y, 6, 0, 0, 8), 1e-15);
    assertArrayEquals(new double[] {0, 0, 0, 0}, rule(executor, y, 0, 0, 0, 0));
    assertArrayEquals(new double[] {3, 0, 0, 4}, rule(executor, y, 6e200, 0, 0, 8e200), 1e-14);
    assertArrayEquals(new double[] {3e-200, 0, 0, 4e-200}, rule(executor, y, 3e-200, 0, 0, 4e-200));
    double nan = Double.NaN;
    assertArrayEquals(new double[] {nan, nan, nan, nan}, rule(executor, y, nan, 1, 1, 0));
    double infinite = Double.POSITIVE_INFINITY;
    assertArrayEquals(new double[] {nan, 0, 0, 0}, rule(executor, y, infinite, 1, 1, 0));
  }

  /// What stands behind an untaken branch must not count in the norm either.
  @ParameterizedTest
  @EnumSource
  void untakenBranchesStayOutOfClippedGradients(Executor executor) {
    for (Expr held :
        List.of(
            ScaleGradient.scaleGradient(x.sqrt(), 2),
            ClipGradient.clipGradient(x.sqrt(), -2, 2),
            ClipGradientNorm.clipGradientNorm(x.sqrt(), 100))) {
      Expr y = Where.where(Compare.greater(x, 0), held.log().times(2), 0).sum();
      Expr g = Grad.grad(y, x).of(x);
      double[] slopes = executor.value(g, Map.of(x, Tensor.of(4.0, 0, 1, -1))).toDoubleArray();
      double scale = held.toString().contains("scaleGradient") ? 2 : 1;
      assertArrayEquals(new double[] {scale / 4, 0, scale, 0}, slopes, 1e-15, held.toString());
    }
  }

  /// Forward mode differentiates what is computed: the identity.
  @Test
  void forwardModePassesTangentsOn() {
    for (Expr y :
        List.of(
            ScaleGradient.scaleGradient(x, -1),
            ClipGradient.clipGradient(x, -0.1, 0.1),
            ClipGradientNorm.clipGradientNorm(x, 0.1))) {
      Map<Expr, Tensor> at = Map.of(x, Tensor.of(1.0, 2, 3, 4));
      assertArrayEquals(new double[] {0, 1, 0, 0}, ForwardMode.first(y, at, Direction.unit(x, 1)));
    }
  }

  @Test
  void parametersAreRefused() {
    refuses(
        "[scaleGradient] the factor must be finite, got NaN", () -> new ScaleGradient(Double.NaN));
    refuses(
        "[clipGradient] zero must lie within the bounds: low = 1.0, high = 2.0",
        () -> ClipGradient.clipGradient(x, 1, 2));
    refuses(
        "[clipGradient] zero must lie within the bounds: low = NaN, high = 2.0",
        () -> ClipGradient.clipGradient(x, Double.NaN, 2));
    refuses(
        "[clipGradientNorm] the limit must be positive and finite, got 0.0",
        () -> ClipGradientNorm.clipGradientNorm(x, 0));
    refuses(
        "[clipGradient] needs a floating operand, not int64",
        () -> ClipGradient.clipGradient(Input.of("n", DType.INT64, 3), -1, 1));
    assertEquals("clipGradient", new ClipGradient(-1, 1).name());
  }
}
