package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.StructureTest.clean;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sorting: ties and how they share, NaN, signed zeros, other sizes, what is refused.
final class OrderTest {
  private static final double NAN = Double.NaN;

  private static double[] slopes(Executor executor, UnaryOperator<Expr> f, double... at) {
    Input x = Input.of("x", DType.FLOAT64, at.length);
    Expr g = Grad.grad(f.apply(x).sum(), x).of(x);
    double[] reverse = executor.value(g, Map.of(x, Tensor.of(at))).toDoubleArray();
    double[] forward = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      Direction u = Direction.unit(x, i);
      forward[i] = ForwardMode.first(f.apply(x).sum(), Map.of(x, Tensor.of(at)), u)[0];
    }
    assertArrayEquals(forward, reverse, 1e-15, "forward and reverse mode");
    return reverse;
  }

  private static UnaryOperator<Expr> place(int axisPlace, boolean descending) {
    return x -> Slice.slice(new Sort(0, descending).of(x), 0, axisPlace, axisPlace + 1);
  }

  @ParameterizedTest
  @EnumSource
  void theExtremesOfAnAxisHaveOneGradientInEverySpelling(Executor executor) {
    for (double[] at :
        new double[][] {{1, 3, 2, 3}, {2, 2, 2, 2}, {0.0, -0.0, -1, -2}, {1, 2, 3, 4}}) {
      double[] largest = slopes(executor, x -> x.max(0), at);
      assertArrayEquals(largest, slopes(executor, place(3, false), at));
      assertArrayEquals(largest, slopes(executor, place(0, true), at));
      assertArrayEquals(largest, slopes(executor, x -> Sort.topK(x, 1, 0), at));
      double[] smallest = slopes(executor, x -> Extremum.min(x, 0), at);
      assertArrayEquals(smallest, slopes(executor, place(0, false), at));
      assertArrayEquals(smallest, slopes(executor, place(3, true), at));
    }
    double[] pair = {7, 7};
    UnaryOperator<Expr> maximum =
        x -> Maximum.maximum(Slice.slice(x, 0, 0, 1), Slice.slice(x, 0, 1, 2));
    assertArrayEquals(slopes(executor, maximum, pair), slopes(executor, place(1, false), pair));
  }

  @ParameterizedTest
  @EnumSource
  void aGroupOfTiesThatIsCutSharesWhatItsPartGets(Executor executor) {
    double third = 2.0 / 3;
    double[] at = {1, 2, 5, 2, 2};
    assertArrayEquals(
        new double[] {0, third, 1, third, third}, slopes(executor, x -> Sort.topK(x, 3, 0), at));
    UnaryOperator<Expr> weighted =
        x -> Sort.sort(x, 0).times(Constant.of(Tensor.of(1.0, 10, 100, 1000, 10_000)));
    assertArrayEquals(new double[] {1, 370, 10_000, 370, 370}, slopes(executor, weighted, at));
  }

  @ParameterizedTest
  @EnumSource
  void allEqualElementsShareEverything(Executor executor) {
    UnaryOperator<Expr> second = place(1, false);
    assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, slopes(executor, second, 3, 3, 3, 3));
  }

  @ParameterizedTest
  @EnumSource
  void notANumberComesLastAndIsATie(Executor executor) {
    Input x = Input.of("x", DType.FLOAT64, 4);
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(NAN, 2, NAN, 1));
    assertEquals(Tensor.of(3L, 1, 0, 2), executor.value(Argsort.argsort(x, 0), at));
    assertEquals(Tensor.of(1L, 3, 0, 2), executor.value(new Argsort(0, true).of(x), at));
    assertEquals(Tensor.of(2.0, 1), executor.value(Sort.topK(x, 2, 0), at));
    assertArrayEquals(
        new double[] {0.5, 0, 0.5, 0}, slopes(executor, place(3, true), NAN, 2, NAN, 1));
    assertArrayEquals(new double[] {0, 1, 0, 0}, slopes(executor, place(0, true), NAN, 2, NAN, 1));
  }

  /// Equal elements keep their order, so the bits of the zeros do.
  @ParameterizedTest
  @EnumSource
  void zerosKeepTheirSignsAndOrder(Executor executor) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Input x = Input.of("x", dtype, 4);
      Map<Expr, Tensor> at = Map.of(x, Tensor.of(0.0, -0.0, -1, 0.0).cast(dtype));
      for (Expr y : List.of(Sort.sort(x, 0), new Sort(0, true).of(x))) {
        double[] sorted = executor.value(y, at).cast(DType.FLOAT64).toDoubleArray();
        double[] zeros = Arrays.stream(sorted).filter(v -> v == 0).toArray();
        assertArrayEquals(new double[] {0.0, -0.0, 0.0}, zeros);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsSortedToo(Executor executor) {
    Input x = Input.of("x", DType.FLOAT64, 2, 0);
    assertEquals(
        Tensor.zeros(x.type()), executor.value(Sort.sort(x, 1), Map.of(x, Tensor.zeros(x.type()))));
    Input z = Input.of("z", DType.FLOAT64, 3);
    Expr none = Sort.topK(z, 0, 0);
    assertEquals(Shape.of(0), none.shape());
    clean(executor, none.sum(), z, Tensor.of(1.0, 2, 2), 0, 0, 0);
  }

  /// As the JDK sorts, over lengths around every power of two that the merge knows.
  @ParameterizedTest
  @EnumSource
  void anyLengthIsSorted(Executor executor) {
    Random random = new Random(3);
    for (int n : new int[] {2, 3, 4, 7, 8, 9, 31, 64, 100, 1000}) {
      double[] v = random.doubles(n).map(d -> Math.rint(d * n)).toArray();
      Input x = Input.of("x", DType.FLOAT64, n);
      double[] sorted = v.clone();
      Arrays.sort(sorted);
      Map<Expr, Tensor> at = Map.of(x, Tensor.of(v));
      assertArrayEquals(sorted, executor.value(Sort.sort(x, 0), at).toDoubleArray());
      Expr taken = Gather.takeAlong(x, Argsort.argsort(x, 0), 0);
      assertArrayEquals(sorted, executor.value(taken, at).toDoubleArray());
      Input whole = Input.of("whole", DType.INT64, n);
      Tensor extremes = Tensor.of(v).cast(DType.INT64);
      Tensor back = executor.value(Sort.sort(whole, 0), Map.of(whole, extremes));
      assertEquals(Tensor.of(sorted).cast(DType.INT64), back);
    }
    Input ends = Input.of("ends", DType.INT64, 3);
    Map<Expr, Tensor> at = Map.of(ends, Tensor.of(Long.MAX_VALUE, Long.MIN_VALUE, 0));
    assertEquals(
        Tensor.of(Long.MAX_VALUE, 0, Long.MIN_VALUE),
        executor.value(new Sort(0, true).of(ends), at));
  }

  /// √0 and log 0 among the elements that are not taken.
  @ParameterizedTest
  @EnumSource
  void whatIsNotAmongTheTopLeaksNothing(Executor executor) {
    Input p = Input.of("p", DType.FLOAT64, 4);
    Tensor at = Tensor.of(0, 4.0, 1, 0);
    clean(executor, Sort.topK(p.sqrt(), 2, 0).sum(), p, at, 0, 0.25, 0.5, 0);
    clean(
        executor,
        Sort.topK(p.log(), 2, 0).square().sum(),
        p,
        at,
        0,
        Math.scalb(StrictMath.log(4), -1),
        0,
        0);
    Expr masked = Where.where(Compare.greater(p, 0), p.log(), -9);
    clean(executor, Sort.sort(masked, 0).sum(), p, at, 0, 0.25, 1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void sortedLossesHaveSecondDerivatives(Executor executor) {
    Input x = Input.of("x", DType.FLOAT64, 3);
    Expr cubes = Sort.sort(x, 0).pow(3).times(Constant.of(Tensor.of(1.0, 2, 3))).sum();
    Expr g = Grad.grad(cubes, x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(5.0, -1, 2));
    assertArrayEquals(new double[] {225, 3, 24}, executor.value(g, at).toDoubleArray());
    assertArrayEquals(new double[] {90, -6, 24}, executor.value(h, at).toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource
  void otherSizes(Executor executor) {
    Dim m = Dim.of("m", 4);
    Dim k = Dim.of("k", 3);
    Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(m)));
    Expr top = Sort.topK(x, k, 0);
    assertEquals("[k=3]", top.shape().toString());
    Expr g = Grad.grad(top.square().sum(), x).of(x);
    Expr half = Argsort.topKIndices(x, k, 0);
    Graph.Copy copy = Graph.at(List.of(top, g, half), Map.of("m", 5, "k", 2));
    Map<Expr, Tensor> at = Map.of(copy.map().get(x), Tensor.of(1.0, 7, 7, 3, 9));
    List<Tensor> values = executor.of(copy.outputs()).run(at);
    assertEquals(Tensor.of(9.0, 7), values.get(0).reshape(Shape.of(2)));
    assertEquals(Tensor.of(0.0, 7, 7, 0, 18), values.get(1).reshape(Shape.of(5)));
    assertEquals(Tensor.of(4L, 1), values.get(2).reshape(Shape.of(2)));
  }

  @Test
  void whatCannotBeSortedIsRefused() {
    Input x = Input.of("x", DType.FLOAT64, 2, 3);
    refuses("[topK] axis 1 of [2, 3] has fewer than 4 elements", () -> Sort.topK(x, 4, -1));
    refuses("[topK] k must not be negative, got -1", () -> Sort.topK(x, -1, 0));
    refuses(
        "[topKIndices] axis 0 of [2, 3] has fewer than k=5 elements",
        () -> Argsort.topKIndices(x, Dim.of("k", 5), 0));
    refuses("[sort] there is no axis 2 in a shape of rank 2", () -> Sort.sort(x, 2));
    refuses("[sort] there is no axis 5 in [2, 3]", () -> new Sort(5, true).of(x));
    refuses(
        "[argsort] needs numbers, not bool",
        () -> Argsort.argsort(Input.of("b", DType.BOOL, 3), 0));
    Expr scalar = x.sum();
    refuses("[sort] there is no axis 0 in a shape of rank 0", () -> Sort.sort(scalar, 0));
  }

  @Test
  void aHundredThousandTiesShare() {
    int n = 100_000;
    Input x = Input.of("x", DType.FLOAT64, n);
    Expr g = Grad.grad(Sort.topK(x, n / 2, 0).sum(), x).of(x);
    Tensor slopes = Executor.PROGRAM.value(g, Map.of(x, Tensor.full(x.type(), 7)));
    assertTrue(Arrays.stream(slopes.toDoubleArray()).allMatch(s -> s == 0.5));
  }
}
