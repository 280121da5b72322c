package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.StructureTest.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.ForwardMode;
import dev.adjoint.autodiff.ForwardMode.Direction;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Linear recurrences and what is built from them: zeros, numbers that leave the range on the way,
/// other sizes, masks.
final class RecurrenceTest {
  private static final double[] EXTREMES = {
    1e200, -1e200, 1e-200, 0, 3, -0.5, 1e308, Double.MIN_VALUE, -1e-308, 1, 7e-320, -1e100
  };

  /// The same without subnormal numbers: magnitudes within a factor of 2^2046.
  private static final double[] NORMAL =
      Arrays.stream(EXTREMES).filter(v -> v == 0 || Math.abs(v) > 1e-307).toArray();

  /// The product of all but some elements, without rounding until the end.
  private static double product(double[] x, Set<Integer> but) {
    BigDecimal product = BigDecimal.ONE;
    for (int i = 0; i < x.length; i++) {
      product = but.contains(i) ? product : product.multiply(new BigDecimal(x[i]));
    }
    return product.doubleValue();
  }

  private static void near(double expected, double actual, int ulps, String what) {
    boolean near =
        Double.isInfinite(expected)
            ? actual == expected
            : Math.abs(expected - actual) <= ulps * Math.ulp(expected);
    assertTrue(near, what + ": expected " + expected + ", got " + actual);
  }

  /// The truth is often an ordinary number where running products overflow, or are 0.
  @ParameterizedTest
  @EnumSource
  void partialsOfAProductAreRightWhateverItsRunningProductsAre(Executor executor) {
    Random random = new Random(20);
    for (int n = 1; n <= 9; n++) {
      Input x = Input.of("x", DType.FLOAT64, n);
      var partials = executor.of(Grad.grad(Prod.prod(x), x).of(x));
      for (int trial = 0; trial < 200; trial++) {
        double[] v = random.ints(n, 0, EXTREMES.length).mapToDouble(i -> EXTREMES[i]).toArray();
        Tensor actual =
            partials.inputs().isEmpty()
                ? partials.run(Map.of()).getFirst()
                : partials.run(Map.of(x, Tensor.of(v))).getFirst();
        for (int i = 0; i < n; i++) {
          near(product(v, Set.of(i)), actual.doubleAt(i), n, Arrays.toString(v) + " by " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void secondPartialsOfAProductToo(Executor executor) {
    Random random = new Random(21);
    for (int n = 2; n <= 6; n++) {
      Input x = Input.of("x", DType.FLOAT64, n);
      Input i = Input.of("i", DType.INT64, 1);
      Expr one = Gather.gather(Grad.grad(Prod.prod(x), x).of(x), i).sum();
      var row = executor.of(Grad.grad(one, x).of(x));
      for (int trial = 0; trial < 100; trial++) {
        double[] v = random.ints(n, 0, NORMAL.length).mapToDouble(k -> NORMAL[k]).toArray();
        for (int k = 0; k < n; k++) {
          Map<Expr, Tensor> at = Map.of(x, Tensor.of(v), i, Tensor.of(new long[] {k}));
          Tensor actual = row.run(at).getFirst();
          for (int j = 0; j < n; j++) {
            double truth = j == k ? 0 : product(v, Set.of(j, k));
            near(truth, actual.doubleAt(j), n + 2, Arrays.toString(v) + " by " + k + ", " + j);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void partialsOfAProductInFloat32(Executor executor) {
    Input x = Input.of("x", DType.FLOAT32, 4);
    Expr g = Grad.grad(Prod.prod(x), x).of(x);
    Tensor at = Tensor.of(1e30f, 1e30f, 0f, 3f);
    float[] partials = executor.value(g, Map.of(x, at)).toFloatArray();
    assertArrayEquals(new float[] {0, 0, Float.POSITIVE_INFINITY, 0}, partials);
    Tensor tiny = Tensor.of(1e-30f, 1e-30f, 1e30f, 1e30f);
    double[] all = executor.value(g, Map.of(x, tiny)).toDoubleArray();
    double[] truth = {1e30, 1e30, 1e-30, 1e-30};
    for (int i = 0; i < 4; i++) {
      assertEquals(truth[i], all[i], truth[i] * 1e-6);
    }
  }

  /// Forward mode reads the same two recurrences.
  @Test
  void dualNumbersThroughTheProductOfOthersAreExactAtZeros() {
    Input x = Input.of("x", DType.FLOAT64, 4);
    Expr y = new ProductOfOthers().of(x);
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(1e200, 1e200, 0, 3));
    double[] alongZero = ForwardMode.first(y, at, Direction.unit(x, 2));
    assertArrayEquals(new double[] {3e200, 3e200, 0}, new double[] {alongZero[0], alongZero[1], 0});
    assertEquals(0, alongZero[2]);
  }

  /// Every zero pattern of five factors against sums of products that leave two out.
  @ParameterizedTest
  @EnumSource
  void runningProductsHaveExactDerivativesAtAnyZeros(Executor executor) {
    int n = 5;
    Input x = Input.of("x", DType.FLOAT64, n);
    Input w = Input.of("w", DType.FLOAT64, n);
    Input v = Input.of("v", DType.FLOAT64, n);
    Expr loss = CumulativeProduct.cumulativeProduct(x, 0).times(w).sum();
    Expr g = Grad.grad(loss, x).of(x);
    Expr h = Grad.grad(g.times(v).sum(), x).of(x);
    var both = executor.of(g, h);
    double[] weights = {2, -1, 3, 5, 1};
    double[] along = {1, 4, -2, 3, 7};
    for (int zeros = 0; zeros < 1 << n; zeros++) {
      double[] at = {2, 3, -1, 5, 4};
      for (int i = 0; i < n; i++) {
        at[i] = (zeros >> i & 1) == 1 ? 0 : at[i];
      }
      List<Tensor> actual =
          both.run(Map.of(x, Tensor.of(at), w, Tensor.of(weights), v, Tensor.of(along)));
      for (int k = 0; k < n; k++) {
        double first = 0;
        double second = 0;
        for (int i = k; i < n; i++) {
          double[] head = Arrays.copyOf(at, i + 1);
          first += weights[i] * product(head, Set.of(k));
          for (int l = 0; l <= i; l++) {
            second += l == k ? 0 : weights[i] * along[l] * product(head, Set.of(k, l));
          }
        }
        assertEquals(first, actual.get(0).doubleAt(k) + 0.0, "first " + zeros + " " + k);
        assertEquals(second, actual.get(1).doubleAt(k) + 0.0, "second " + zeros + " " + k);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherSizesAtSecondOrderBehindAMask(Executor executor) {
    Dim m = Dim.of("m", 5);
    Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(Dim.of(2), m)));
    Expr root = Where.where(Compare.greater(x, 0), x.sqrt(), 1);
    Expr products = Prod.prod(root, 1).plus(CumulativeProduct.cumulativeProduct(root, 1).sum(1));
    Expr average = LinearRecurrence.linearRecurrence(Constant.scalar(0.5, DType.FLOAT64), root, 1);
    Expr y = Slice.slice(products.plus(average.sum(1)), 0, 1, 2).sum();
    Expr g = Grad.grad(y, x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    Graph.Copy copy = Graph.at(List.of(g, h), Map.of("m", 2));
    Expr small = copy.map().get(x);
    Tensor at = Tensor.of(new double[][] {{0, 4}, {16, 0}});
    List<Tensor> actual = executor.of(copy.outputs()).run(Map.of(small, at));
    // of row 1, with r = √16 and 1 in place of the masked element: y = r + (r + r) + (r + r/2 + 1)
    assertArrayEquals(new double[] {0, 0, 4.5 / 8, 0}, actual.get(0).toDoubleArray());
    assertArrayEquals(new double[] {0, 0, -4.5 / 256, 0}, actual.get(1).toDoubleArray());
  }

  /// A chain of a hundred thousand steps, as deep in one node: discounted returns.
  @ParameterizedTest
  @EnumSource
  void aLongRecurrenceTakesOneNode(Executor executor) {
    int n = 100_000;
    Input reward = Input.of("reward", DType.FLOAT64, n);
    Expr gamma = Constant.scalar(0.5, DType.FLOAT64);
    Expr returns = LinearRecurrence.reverseLinearRecurrence(gamma, reward, 0);
    Expr first = Slice.slice(returns, 0, 0, 1).sum();
    Expr g = Grad.grad(first, reward).of(reward);
    Tensor ones = Tensor.full(reward.type(), 1);
    List<Tensor> actual = executor.of(first, g).run(Map.of(reward, ones));
    assertEquals(2, actual.get(0).item());
    assertEquals(Math.scalb(1.0, -40), actual.get(1).doubleAt(40));
  }

  @Test
  void whatCannotRecurIsRefused() {
    Input a = Input.of("a", DType.FLOAT64, 3);
    Input b = Input.of("b", DType.FLOAT64, 2, 3);
    refuses(
        "[linearRecurrence] there is no axis 2 in [2, 3]",
        () -> LinearRecurrence.linearRecurrence(a, b, 2));
    refuses(
        "[linearRecurrence] operands must have one dtype, got float64 and float32: nothing is"
            + " promoted silently, use cast",
        () -> LinearRecurrence.linearRecurrence(a, b.cast(DType.FLOAT32), 1));
    Input bool = Input.of("bool", DType.BOOL, 3);
    refuses(
        "[linearRecurrence] needs numbers, not bool",
        () -> LinearRecurrence.linearRecurrence(bool, bool, 0));
    refuses(
        "[cumulativeProduct] needs numbers, not bool",
        () -> CumulativeProduct.cumulativeProduct(bool, 0));
    refuses(
        "[cumulativeProduct] there is no axis 1 in a shape of rank 1",
        () -> CumulativeProduct.cumulativeProduct(a, 1));
    refuses(
        "[productOfOthers] needs a floating operand, not int64",
        () -> new ProductOfOthers().of(Input.of("n", DType.INT64, 3)));
  }
}
