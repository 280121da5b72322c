package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.Cholesky.cholesky;
import static dev.adjoint.autodiff.op.LogDeterminantSpd.logDeterminantSpd;
import static dev.adjoint.autodiff.op.TriangularSolve.triangularSolve;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Accuracy, agreement to the bit, and what leaks, of triangular algebra beyond a few rows.
final class TriangularTest {
  private static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);

  /// Below, at and above four rows at once and one panel; several panels.
  private static final int[] SIZES = {1, 2, 3, 4, 5, 6, 9, 31, 32, 33, 36, 70};

  /// Random, symmetric, with a largest eigenvalue of some hundred times the smallest.
  private static Tensor definite(int n, DType dtype) {
    double[] g = Tensor.normal(Shape.of(n, n), n).toDoubleArray();
    return Naive.fill(
            new int[] {n, n},
            i -> {
              double ridge = i[0] == i[1] ? 0.05 * n : 0;
              return ridge + Naive.sum(n, k -> g[i[0] * n + k] * g[i[1] * n + k]);
            })
        .cast(dtype);
  }

  private static Tensor triangle(int n, DType dtype) {
    Tensor noise = Tensor.normal(Shape.of(n, n), n + 1);
    return Naive.fill(new int[] {n, n}, i -> noise.doubleAt(i) + (i[0] == i[1] ? 3 : 0))
        .cast(dtype);
  }

  /// `|L·Lᵀ − A| ≤ γₙ₊₁·|L|·|Lᵀ|` for every element, with γₖ = k·u/(1 − k·u).
  @ParameterizedTest
  @EnumSource
  void theFactorIsThatOfANearbyMatrix(Executor executor) {
    for (DType dtype : FLOATING) {
      for (int n : SIZES) {
        Tensor a = definite(n, dtype);
        Input x = Input.of("x", a.type());
        Tensor l = executor.value(cholesky(x), Map.of(x, a));
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            int row = i;
            int column = j;
            residual(
                dtype,
                n + 1,
                n,
                a.doubleAt(i, j),
                k -> l.doubleAt(row, k),
                k -> l.doubleAt(column, k));
          }
        }
      }
    }
  }

  /// `|T·x − c| ≤ γₙ·|T|·|x|` for every element.
  @ParameterizedTest
  @EnumSource
  void theSolutionIsThatOfANearbySystem(Executor executor) {
    for (DType dtype : FLOATING) {
      for (int n : SIZES) {
        Tensor t = triangle(n, dtype);
        Tensor c = Tensor.normal(Shape.of(n, 3), n).cast(dtype);
        Input x = Input.of("x", t.type());
        Input y = Input.of("y", c.type());
        for (TriangularForm form : TriangularForm.values()) {
          Tensor z = executor.value(triangularSolve(form, x, y), Map.of(x, t, y, c));
          for (int i = 0; i < n; i++) {
            for (int j = 0; j < 3; j++) {
              int row = i;
              int column = j;
              residual(
                  dtype,
                  n,
                  n,
                  c.doubleAt(i, j),
                  k -> {
                    int r = form.isTransposed() ? k : row;
                    int s = form.isTransposed() ? row : k;
                    return r == s || r > s == form.isLower() ? t.doubleAt(r, s) : 0;
                  },
                  k -> z.doubleAt(k, column));
            }
          }
        }
      }
    }
  }

  private interface Entry {
    double at(int k);
  }

  private static void residual(
      DType dtype, int roundings, int n, double expected, Entry left, Entry right) {
    BigDecimal sum = new BigDecimal(expected).negate();
    double magnitude = 0;
    for (int k = 0; k < n; k++) {
      sum = sum.add(new BigDecimal(left.at(k)).multiply(new BigDecimal(right.at(k))));
      magnitude += Math.abs(left.at(k) * right.at(k));
    }
    double unit = roundings * (dtype == DType.FLOAT32 ? 0x1p-24 : 0x1p-53);
    double allowed = unit / (1 - unit) * magnitude;
    double actual = sum.abs().doubleValue();
    assertTrue(actual <= allowed, () -> "%s, n = %d: %s > %s".formatted(dtype, n, actual, allowed));
  }

  @Test
  void executorsAgreeToTheBit() {
    for (DType dtype : FLOATING) {
      for (int n : SIZES) {
        Tensor t = triangle(n, dtype);
        Input a = Input.of("a", dtype, n, n);
        agree(cholesky(a), Map.of(a, definite(n, dtype)));
        for (int m : new int[] {1, 2, 5}) {
          Input c = Input.of("c", dtype, n, m);
          Map<Expr, Tensor> at = new HashMap<>();
          at.put(a, t);
          at.put(c, Tensor.normal(Shape.of(n, m), m).cast(dtype));
          for (TriangularForm form : TriangularForm.values()) {
            agree(triangularSolve(form, a, c), at);
            agree(triangularSolve(form, a.transpose(), Flip.flip(c, 0)), at);
          }
        }
      }
    }
  }

  private static void agree(Expr y, Map<? extends Expr, Tensor> at) {
    assertEquals(Executor.INTERPRETER.value(y, at), Executor.PROGRAM.value(y, at), y.toString());
  }

  /// Views, repeated matrices and repeated sides included.
  @ParameterizedTest
  @EnumSource
  void aBatchIsALoop(Executor executor) {
    int n = 6;
    Tensor[] each = {definite(n, DType.FLOAT64), triangle(n, DType.FLOAT64)};
    Tensor c = Tensor.normal(Shape.of(n, 2), 3);
    Input first = Input.of("first", DType.FLOAT64, n, n);
    Input second = Input.of("second", DType.FLOAT64, n, n);
    Input side = Input.of("side", DType.FLOAT64, n, 2);
    Map<Expr, Tensor> at = Map.of(first, each[0], second, each[1], side, c);
    Expr batch = Concat.stack(0, first, second, first);
    Expr factors = cholesky(batch);
    Expr solutions = triangularSolve(batch, side);
    Expr shared = triangularSolve(first, Concat.stack(0, side, side.negate()));
    for (int b = 0; b < 3; b++) {
      Expr one = b == 1 ? second : first;
      same(executor, cholesky(one), Slice.slice(factors, 0, b, b + 1), at);
      same(executor, triangularSolve(one, side), Slice.slice(solutions, 0, b, b + 1), at);
    }
    same(executor, triangularSolve(first, side), Slice.slice(shared, 0, 0, 1), at);
    same(executor, triangularSolve(first, side).negate(), Slice.slice(shared, 0, 1, 2), at);
  }

  private static void same(Executor executor, Expr one, Expr ofBatch, Map<Expr, Tensor> at) {
    Map<Expr, Tensor> needed = new HashMap<>(at);
    needed.keySet().retainAll(executor.of(one, ofBatch).inputs());
    List<Tensor> values = executor.of(one, Reshape.squeeze(ofBatch, 0)).run(needed);
    assertEquals(values.get(0), values.get(1));
  }

  private static double binomial(int n, int k) {
    double product = 1;
    for (int i = 1; i <= k; i++) {
      product = product * (n - k + i) / i;
    }
    return product;
  }

  /// Pascal's symmetric matrix is the product of his triangles, so its determinant is 1, and all of
  /// it is integers: everything is exact.
  @ParameterizedTest
  @EnumSource
  void pascalsMatrixIsExact(Executor executor) {
    int n = 12;
    int[] square = {n, n};
    Tensor a = Naive.fill(square, i -> binomial(i[0] + i[1], i[0]));
    Tensor l = Naive.fill(square, i -> i[1] > i[0] ? 0 : binomial(i[0], i[1]));
    Tensor inverse =
        Naive.fill(
            square,
            i ->
                ((i[0] + i[1]) % 2 == 0 ? 1 : -1)
                    * Naive.sum(n, k -> l.doubleAt(k, i[0]) * l.doubleAt(k, i[1])));
    Input x = Input.of("x", DType.FLOAT64, n, n);
    Map<Expr, Tensor> at = Map.of(x, a);
    Expr determinant = logDeterminantSpd(x);
    assertEquals(l, executor.value(cholesky(x), at));
    assertEquals(Tensor.scalar(0.0), executor.value(determinant, at));
    assertEquals(inverse, executor.value(Grad.grad(determinant, x).of(x), at));
  }

  /// 2,520 times Hilbert's matrix of 5 rows, which is integers: |H| = 1/266,716,800,000 and the
  /// inverse is integers; the largest eigenvalue is 476,607 times the smallest.
  @ParameterizedTest
  @EnumSource
  void hilbertsMatrixLosesNoMoreThanItsCondition(Executor executor) {
    int n = 5;
    Input x = Input.of("x", DType.FLOAT64, n, n);
    Map<Expr, Tensor> at = Map.of(x, Naive.fill(new int[] {n, n}, i -> 2520 / (i[0] + i[1] + 1)));
    Expr determinant = logDeterminantSpd(x);
    double condition = 476_607;
    double truth = n * StrictMath.log(2520) - StrictMath.log(266_716_800_000.0);
    double actual = executor.value(determinant, at).item();
    assertEquals(truth, actual, n * condition * 0x1p-53);
    Tensor gradient = executor.value(Grad.grad(determinant, x).of(x), at);
    double largest = 179_200 / 2520.0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double entry =
            ((i + j) % 2 == 0 ? 1 : -1)
                * (i + j + 1)
                * binomial(n + i, n - j - 1)
                * binomial(n + j, n - i - 1)
                * binomial(i + j, i)
                * binomial(i + j, i);
        double tolerance = 4 * n * condition * 0x1p-53 * largest;
        assertEquals(entry / 2520, gradient.doubleAt(i, j), tolerance);
      }
    }
  }

  /// Scaling by a power of 4 scales the factor by its root, to the bit, down to where the pivots
  /// are subnormal and up to where sums of two elements would overflow.
  @ParameterizedTest
  @EnumSource
  void pivotsMayBeSubnormalOrHuge(Executor executor) {
    Input x = Input.of("x", DType.FLOAT64, 2, 2);
    for (int exponent : new int[] {-1068, -1074, -1022, 0, 1020}) {
      double scale = Math.scalb(1.0, exponent);
      double root = Math.scalb(1.0, exponent / 2);
      Tensor a = Tensor.of(new double[][] {{4 * scale, 2 * scale}, {2 * scale, 10 * scale}});
      assertEquals(
          Tensor.of(new double[][] {{2 * root, 0}, {root, 3 * root}}),
          executor.value(cholesky(x), Map.of(x, a)));
    }
  }

  /// 1 − ρ² is rounded once, however near ρ is to 1.
  @ParameterizedTest
  @EnumSource
  void nearlySingularCorrelationsKeepTheirDigits(Executor executor) {
    Input x = Input.of("x", DType.FLOAT64, 2, 2);
    for (double rho : new double[] {0.9, 0.999999, 1 - 0x1p-30, Math.nextDown(1.0)}) {
      Tensor a = Tensor.of(new double[][] {{1, rho}, {rho, 1}});
      double last = executor.value(cholesky(x), Map.of(x, a)).doubleAt(1, 1);
      BigDecimal exact = new BigDecimal(rho);
      double truth =
          BigDecimal.ONE.subtract(exact.multiply(exact)).sqrt(Determinant.DIGITS).doubleValue();
      assertEquals(truth, last, Math.ulp(truth));
    }
  }

  /// Bit for bit, so that a step along the gradient stays among symmetric matrices.
  @ParameterizedTest
  @EnumSource
  void gradientsAreSymmetric(Executor executor) {
    for (DType dtype : FLOATING) {
      int n = 7;
      Input x = Input.of("x", dtype, n, n);
      Map<Expr, Tensor> at = Map.of(x, definite(n, dtype));
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
    assertTrue(!executor.value(gradient, at).hasNonFinite());
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
}
