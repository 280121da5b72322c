package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.Cholesky.cholesky;
import static dev.adjoint.autodiff.op.LogDeterminantSpd.logDeterminantSpd;
import static dev.adjoint.autodiff.op.TriangularSolve.triangularSolve;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.NaNException;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Triangular algebra in graphs: its gradients, what does not leak, other sizes, what is refused.
final class TriangularGraphTest {
  /// Bit for bit, so that a step along the gradient stays among symmetric matrices.
  @ParameterizedTest
  @EnumSource
  void gradientsAreSymmetric(Executor executor) {
    for (DType dtype : TriangularTest.FLOATING) {
      int n = 7;
      Input x = Input.of("x", dtype, n, n);
      Map<Expr, Tensor> at = Map.of(x, TriangularTest.definite(n, dtype));
      Expr weights = Constant.of(Tensor.normal(Shape.of(n, n), 5).cast(dtype));
      for (Expr loss : List.of(cholesky(x).times(weights).sum(), logDeterminantSpd(x))) {
        Tensor gradient = executor.value(Grad.grad(loss, x).of(x), at);
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < i; j++) {
            assertEquals(gradient.doubleAt(i, j), gradient.doubleAt(j, i));
          }
        }
      }
    }
  }

  /// The second matrix is not definite: its NaN reaches neither the gradient of the first nor its
  /// own, at first and second order.
  @ParameterizedTest
  @EnumSource
  void anUntakenMatrixDoesNotLeak(Executor executor) {
    Input x = Input.of("x", DType.FLOAT64, 3, 2, 2);
    Input s = Input.of("s", DType.FLOAT64);
    Tensor at = Tensor.of(Shape.of(3, 2, 2), 4.0, 2, 2, 3, 1, 2, 2, 1, 2, 0, 0, 2);
    Map<Expr, Tensor> bindings = Map.of(x, at, s, Tensor.scalar(2.0));
    Expr scaled = x.times(s);
    Expr fit = triangularSolve(cholesky(scaled), Constant.of(Tensor.of(2.0, 1))).square().sum(1);
    Expr density = logDeterminantSpd(scaled).plus(fit);
    Expr loss = Where.where(Classify.isFinite(density), density, 0).sum();
    // ln|s·A| + c·(s·A)⁻¹c is 2·ln s + ln|A| + c·A⁻¹c/s, with c·A⁻¹c = 1 and 2.5.
    Expr slope = Grad.grad(loss, s).of(s);
    Expr curvature = Grad.grad(slope, s).of(s);
    assertEquals(4 / 2.0 - 3.5 / 4, executor.value(slope, bindings).item(), 1e-14);
    assertEquals(-4 / 4.0 + 2 * 3.5 / 8, executor.value(curvature, bindings).item(), 1e-14);
    Expr first = Grad.grad(loss, x).of(x);
    Expr mixed = Grad.grad(first.square().sum(), x).of(x);
    for (Expr gradient : List.of(first, mixed)) {
      Tensor value = executor.value(gradient, bindings);
      for (int b = 0; b < 3; b++) {
        for (int i = 0; i < 4; i++) {
          double element = value.doubleAt(b, i / 2, i % 2);
          assertTrue(Double.isFinite(element), value.toString());
          assertTrue(b != 1 || element == 0, value.toString());
        }
      }
    }
  }

  /// A column of sides that was not taken does not reach the others, nor the matrix.
  @ParameterizedTest
  @EnumSource
  void anUntakenColumnDoesNotLeak(Executor executor) {
    Input t = Input.of("t", DType.FLOAT64, 2, 2);
    Input c = Input.of("c", DType.FLOAT64, 2, 3);
    Map<Expr, Tensor> at = new HashMap<>();
    at.put(t, Tensor.of(new double[][] {{2, 7}, {1, 4}}));
    at.put(c, Tensor.of(new double[][] {{4, 0, 2}, {10, 0, 5}}));
    Expr root = triangularSolve(t, c.sqrt());
    Expr loss = Where.where(Compare.greater(c, 0), root, 0).sum();
    // x₁ = √c₁/2 and x₂ = (√c₂ − x₁)/4, so Σ x is (3/8)·√c₁ + √c₂/4 in each taken column.
    double[] expected = {0.1875 / 2, 0, 0.1875 / Math.sqrt(2), 0.125 / Math.sqrt(10), 0, 0};
    expected[5] = 0.125 / Math.sqrt(5);
    assertArrayEquals(
        expected, executor.value(Grad.grad(loss, c).of(c), at).toDoubleArray(), 1e-15);
  }

  /// Above the diagonal the factor is constant, so what a loss makes of it there counts nothing.
  @ParameterizedTest
  @EnumSource
  void theTriangleThatIsZeroHasNoGradient(Executor executor) {
    Input x = Input.of("x", DType.FLOAT64, 2, 2);
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(new double[][] {{4, 2}, {2, 3}}));
    Expr l = cholesky(x);
    Expr slopes = l.sqrt().sum();
    Expr lower = Triangle.tril(l).sqrt().sum();
    Expr gradient = Grad.grad(slopes, x).of(x);
    assertFalse(executor.value(gradient, at).hasNonFinite());
    assertEquals(executor.value(Grad.grad(lower, x).of(x), at), executor.value(gradient, at));
  }

  @ParameterizedTest
  @EnumSource
  void sizesFollowNames(Executor executor) {
    Dim n = Dim.of("n", 3);
    Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(n, n)));
    Input c = Input.of("c", new TensorType(DType.FLOAT64, Shape.of(n)));
    Expr loss = logDeterminantSpd(x).plus(triangularSolve(cholesky(x), c).sum());
    Expr gradient = Grad.grad(loss, x).of(x).at(Map.of("n", 2));
    assertEquals("[n=2, n=2]", gradient.shape().toString());
    Expr factor = cholesky(x).at(Map.of("n", 1));
    Expr input = factor.operands().getFirst();
    assertEquals(
        Tensor.of(new double[][] {{3}}),
        executor.value(factor, Map.of(input, Tensor.of(new double[][] {{9}}))));
  }

  @Test
  void programsComputeAFactorOnce() {
    Input x = Input.of("x", DType.FLOAT64, 3, 3);
    Expr loss = logDeterminantSpd(x).plus(cholesky(x).sum());
    String listing = Program.compile(List.of(loss, Grad.grad(loss, x).of(x))).explain();
    assertEquals(1, listing.lines().filter(s -> s.contains("cholesky")).count(), listing);
  }

  @Test
  void testValuesNameTheMatrixThatIsNotDefinite() {
    Tensor indefinite = Tensor.of(new double[][] {{1, 2}, {2, 1}});
    Input x = Input.tested("x", indefinite, Interpreter.evaluator());
    NaNException e = assertThrows(NaNException.class, () -> cholesky(x));
    assertTrue(
        e.getMessage().startsWith("[cholesky] gives NaN at the test values"), e.getMessage());
  }

  @Test
  void whatIsNotSquareOrDoesNotFitIsRefused() {
    Input a = Input.of("a", DType.FLOAT64, 2, 3);
    Input v = Input.of("v", DType.FLOAT64, 3);
    Input q = Input.of("q", DType.FLOAT64, 3, 3);
    Input s = Input.of("s", DType.FLOAT64);
    StructureTest.refuses("[cholesky] needs square matrices, got [2, 3]", () -> cholesky(a));
    StructureTest.refuses("[cholesky] needs square matrices, got [3]", () -> cholesky(v));
    StructureTest.refuses(
        "[cholesky] needs floating matrices, not int64",
        () -> cholesky(Input.of("i", DType.INT64, 3, 3)));
    StructureTest.refuses(
        "[logDeterminantSpd] needs square matrices, got [2, 3]", () -> logDeterminantSpd(a));
    StructureTest.refuses(
        "[triangularSolve] needs square matrices, got [3]", () -> triangularSolve(v, v));
    StructureTest.refuses(
        "[triangularSolve] needs square matrices, got [2, 3]",
        () -> new TriangularSolve(TriangularForm.LOWER).of(a, v));
    StructureTest.refuses(
        "[triangularSolve] needs at least one axis on the right", () -> triangularSolve(q, s));
    StructureTest.refuses(
        "[triangularSolve] all axes but the last must be equal: [3, 3] and [2, 3]",
        () -> triangularSolve(q, a));
    StructureTest.refuses(
        "[triangularSolve] leading axes must broadcast: [2] and [4] do not fit: axis -1 has sizes 2"
            + " and 4",
        () ->
            triangularSolve(
                Input.of("t", DType.FLOAT64, 2, 3, 3), Input.of("c", DType.FLOAT64, 4, 3, 1)));
    StructureTest.refuses(
        "[triangularSolve] operands must have one dtype, got float64 and float32: nothing is"
            + " promoted silently, use cast",
        () -> triangularSolve(q, Input.of("f", DType.FLOAT32, 3, 1)));
  }
}
