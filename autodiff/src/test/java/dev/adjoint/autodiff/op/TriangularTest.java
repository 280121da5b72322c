package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.Cholesky.cholesky;
import static dev.adjoint.autodiff.op.LogDeterminantSpd.logDeterminantSpd;
import static dev.adjoint.autodiff.op.TriangularSolve.triangularSolve;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Accuracy of triangular algebra, and agreement to the bit, beyond a few rows.
final class TriangularTest {
  static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);

  /// Below, at and above four rows at once and one panel; several panels.
  private static final int[] SIZES = {1, 2, 3, 4, 5, 6, 9, 31, 32, 33, 36, 70};

  /// Random, symmetric, with a largest eigenvalue of some hundred times the smallest.
  static Tensor definite(int n, DType dtype) {
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
        for (int m : n == 5 ? new int[] {1, 511, 512, 1030} : new int[] {1, 2, 5}) {
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
    Map<Expr, Tensor> at = Map.of(x, Naive.fill(new int[] {n, n}, i -> 2520.0 / (i[0] + i[1] + 1)));
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
}
