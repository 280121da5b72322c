package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an untaken branch would have given, NaN and ∞ included, reaches no gradient, whatever
/// stands between the branch and the target; products of the user's own numbers stay IEEE.
///
/// `x = (4, 0, 9)` throughout. At 0 the slope of √x is ∞ and that of ln x too; the mask is false
/// there.
final class UntakenBranchTest {
  private static final double[] AT = {4, 0, 9};

  private final Input x = Input.of("x", DType.FLOAT64, 3);
  private final Map<Expr, Tensor> at = Map.of(x, Tensor.of(AT));
  private final Expr positive = Compare.greater(x, 0);

  private Expr safe(Expr branch) {
    return Where.where(positive, branch, 0);
  }

  /// Gradients of first and second order, along (1, 1, 1); those of forward mode are the same.
  private double[][] derivatives(Executor executor, Expr loss) {
    Expr first = Grad.grad(loss, x).of(x);
    Expr second = Grad.grad(first.sum(), x).of(x);
    double[] slope = executor.value(first, at).toDoubleArray();
    double[] bend = executor.value(second, at).toDoubleArray();
    Map<Expr, Expr> ones = Map.of(x, Constant.of(Tensor.ones(x.type())));
    Expr tangent = Grad.jvp(List.of(loss), ones).of(loss);
    assertEquals(Arrays.stream(slope).sum(), executor.value(tangent, at).item(), 1e-13);
    if (Grad.jvp(List.of(tangent), ones).answer(tangent) instanceof Tangent.Connected(Expr t)) {
      assertEquals(Arrays.stream(bend).sum(), executor.value(t, at).item(), 1e-13);
      close(bend, executor.value(Grad.grad(tangent, x).of(x), at).toDoubleArray());
      close(bend, executor.value(Grad.hvp(loss, ones).of(x), at).toDoubleArray());
    }
    return new double[][] {slope, bend};
  }

  private static void close(double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-13, "element " + i);
    }
  }

  /// Things between √x and the where that change no value, so the answer stays 1/(2√x), −1/(4x√x).
  @TestFactory
  Stream<DynamicTest> nothingInBetweenLetsItThrough() {
    Map<String, UnaryOperator<Expr>> between =
        Map.ofEntries(
            Map.entry("nothing", y -> y),
            Map.entry("scaled", y -> y.times(2).dividedBy(2)),
            Map.entry("negated", y -> y.negate().negate()),
            Map.entry("slice", y -> Slice.slice(Pad.pad(y, 0, 2, 1), 0, 2, 5)),
            Map.entry("flip", y -> Flip.flip(Flip.flip(y, 0), 0)),
            Map.entry("reshape", y -> y.reshape(3, 1).reshape(3)),
            Map.entry("transpose", y -> y.reshape(3, 1).transpose().reshape(3)),
            Map.entry("gather", y -> Gather.gather(y, Constant.of(Tensor.of(0L, 1L, 2L)))),
            Map.entry(
                "gather and back",
                y ->
                    Gather.gather(
                        Gather.gather(y, Constant.of(Tensor.of(2L, 1L, 0L))),
                        Constant.of(Tensor.of(2L, 1L, 0L)))),
            Map.entry("broadcast and sum", y -> y.broadcast(Shape.of(4, 3)).mean(0)),
            Map.entry("cast", y -> y.cast(DType.FLOAT64).plus(0)),
            Map.entry("sum of an axis of one", y -> y.reshape(3, 1).sum(1)),
            Map.entry("max of an axis of one", y -> y.reshape(3, 1).max(1)),
            Map.entry("logSumExp of an axis of one", y -> LogSumExp.logSumExp(y.reshape(3, 1), 1)),
            Map.entry("relu", y -> y.relu()),
            Map.entry(
                "matmul with one",
                y ->
                    y.reshape(3, 1)
                        .matmul(Constant.of(Tensor.of(new double[][] {{1}})))
                        .reshape(3)),
            Map.entry("where again", y -> Where.where(positive, y, y.times(3))),
            Map.entry("two halves", y -> y.times(0.5).plus(y.times(0.5))),
            Map.entry("square root of the square", y -> y.square().sqrt()));
    return between.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            entry ->
                Stream.of(Executor.values())
                    .map(
                        executor ->
                            DynamicTest.dynamicTest(
                                entry.getKey() + " " + executor,
                                () -> {
                                  double[][] d =
                                      derivatives(
                                          executor, safe(entry.getValue().apply(x.sqrt())).sum());
                                  close(new double[] {0.25, 0, 1.0 / 6}, d[0]);
                                  close(new double[] {-1.0 / 32, 0, -1.0 / 108}, d[1]);
                                })));
  }

  /// Each addend counts within its own support only.
  @ParameterizedTest
  @EnumSource
  void twoBranchesThroughOneNode(Executor executor) {
    Expr root = x.sqrt();
    Expr large = Compare.greater(x, 5);
    Expr loss = safe(root).plus(Where.where(large, root.log(), 0)).sum();
    double[][] d = derivatives(executor, loss);
    close(new double[] {0.25, 0, 1.0 / 6 + 1.0 / 18}, d[0]);
    close(new double[] {-1.0 / 32, 0, -1.0 / 108 - 1.0 / 162}, d[1]);
  }

  @ParameterizedTest
  @EnumSource
  void branchesThatMeetInTheTargetItself(Executor executor) {
    Expr loss = safe(x.log()).plus(Where.where(positive, x, x.sqrt().times(0))).sum();
    double[] g =
        executor.value(Grad.grad(safe(x.log()).plus(x).sum(), x).of(x), at).toDoubleArray();
    close(new double[] {1.25, 1, 1 + 1.0 / 9}, g);
    assertTrue(
        Double.isNaN(executor.value(Grad.grad(loss, x).of(x), at).doubleAt(1)),
        "the taken branch √x·0 has the slope 0·∞, which stays NaN");
  }

  @ParameterizedTest
  @EnumSource
  void aBranchNextToUsedElementsOfASum(Executor executor) {
    Input m = Input.of("m", DType.FLOAT64, 2, 2);
    Expr rows = m.sqrt().sum(1);
    Expr loss = Slice.slice(rows, 0, 0, 1).sum();
    Expr g = Grad.grad(loss, m).of(m);
    double[] actual =
        executor.value(g, Map.of(m, Tensor.of(new double[][] {{4, 9}, {0, -1}}))).toDoubleArray();
    close(new double[] {0.25, 1.0 / 6, 0, 0}, actual);
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatNothingPicks(Executor executor) {
    Expr picked = Gather.gather(x.sqrt(), Constant.of(Tensor.of(2L, 2L, 0L)));
    double[][] d = derivatives(executor, picked.sum());
    close(new double[] {0.25, 0, 1.0 / 3}, d[0]);
    close(new double[] {-1.0 / 32, 0, -1.0 / 54}, d[1]);
  }

  @ParameterizedTest
  @EnumSource
  void anUntakenRowOfAMatrixProduct(Executor executor) {
    Input a = Input.of("a", DType.FLOAT64, 2, 2);
    Expr product = a.sqrt().matmul(Constant.of(Tensor.of(new double[][] {{1, 2}, {3, 4}})));
    Expr keep = Constant.of(Tensor.of(new boolean[][] {{true}, {false}}));
    Expr g = Grad.grad(Where.where(keep, product, 0).sum(), a).of(a);
    double[] actual =
        executor.value(g, Map.of(a, Tensor.of(new double[][] {{4, 9}, {0, 0}}))).toDoubleArray();
    close(new double[] {0.75, 7.0 / 6, 0, 0}, actual);
  }

  @ParameterizedTest
  @EnumSource
  void anUntakenRowOfASoftmax(Executor executor) {
    Input a = Input.of("a", DType.FLOAT64, 2, 2);
    Expr keep = Constant.of(Tensor.of(new boolean[][] {{true}, {false}}));
    for (UnaryOperator<Expr> f :
        java.util.List.<UnaryOperator<Expr>>of(
            v -> Softmax.softmax(v, 1), v -> v.minus(LogSumExp.logSumExp(v, 1).reshape(2, 1)))) {
      Expr y = Where.where(keep, f.apply(a.log()), 0);
      Expr first = Grad.grad(Slice.slice(y, 1, 0, 1).sum(), a).of(a);
      Expr second = Grad.grad(first.square().sum(), a).of(a);
      Map<Expr, Tensor> at = Map.of(a, Tensor.of(new double[][] {{1, 3}, {0, 0}}));
      for (Expr g : new Expr[] {first, second}) {
        double[] v = executor.value(g, at).toDoubleArray();
        assertTrue(Double.isFinite(v[0]) && v[0] != 0 && Double.isFinite(v[1]));
        assertEquals(0, v[2]);
        assertEquals(0, v[3]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheEndOfARunningSum(Executor executor) {
    Input v = Input.of("v", DType.FLOAT64, 3);
    Expr first = Slice.slice(CumulativeSum.cumulativeSum(v.sqrt(), 0), 0, 0, 1).sum();
    double[] g =
        executor.value(Grad.grad(first, v).of(v), Map.of(v, Tensor.of(4.0, 0, 0))).toDoubleArray();
    assertEquals(0.25, g[0]);
  }

  @ParameterizedTest
  @EnumSource
  void losersOfAMaximum(Executor executor) {
    Expr loss = Extremum.max(x.sqrt());
    close(new double[] {0, 0, 1.0 / 6}, derivatives(executor, loss)[0]);
    Expr pair = Maximum.maximum(x.sqrt(), Constant.scalar(1, DType.FLOAT64)).sum();
    close(new double[] {0.25, 0, 1.0 / 6}, derivatives(executor, pair)[0]);
    close(new double[] {-1.0 / 32, 0, -1.0 / 108}, derivatives(executor, pair)[1]);
    Expr relu = x.sqrt().relu().sum();
    close(new double[] {0.25, 0, 1.0 / 6}, derivatives(executor, relu)[0]);
    Expr abs = x.sqrt().abs().sum();
    close(new double[] {0.25, 0, 1.0 / 6}, derivatives(executor, abs)[0]);
  }

  /// relu behind a scalar parameter: the sum over the repeated axis must not meet a NaN.
  @ParameterizedTest
  @EnumSource
  void aScalarThatAllElementsShare(Executor executor) {
    Input w = Input.of("w", DType.FLOAT64);
    Expr loss = safe(x.times(w).log()).sum();
    double g =
        executor
            .value(Grad.grad(loss, w).of(w), Map.of(x, Tensor.of(AT), w, Tensor.scalar(2.0)))
            .item();
    assertEquals(1, g, 1e-15, "1/2 from each of two elements");
    Expr h = Grad.grad(Grad.grad(loss, w).of(w), w).of(w);
    assertEquals(
        -0.5, executor.value(h, Map.of(x, Tensor.of(AT), w, Tensor.scalar(2.0))).item(), 1e-15);
  }

  /// NaN·0 is the user's own product: the where guards its branch, not what it is multiplied by.
  @ParameterizedTest
  @EnumSource
  void theUsersOwnProductStaysIeee(Executor executor) {
    Input h = Input.of("h", DType.FLOAT64, 3);
    Expr loss = safe(x).times(h).sum();
    Map<Expr, Tensor> values =
        Map.of(x, Tensor.of(AT), h, Tensor.of(1, Double.POSITIVE_INFINITY, 2));
    assertTrue(Double.isNaN(executor.value(loss, values).item()), "0·∞");
    double[] byH = executor.value(Grad.grad(loss, h).of(h), at).toDoubleArray();
    close(new double[] {4, 0, 9}, byH);
    double[] byX = executor.value(Grad.grad(loss, x).of(x), values).toDoubleArray();
    assertEquals(1, byX[0]);
    assertEquals(0, byX[1], "∞ behind the untaken branch");
    assertEquals(2, byX[2]);
    Expr own = x.times(0).times(h).sum();
    Map<Expr, Tensor> infinite = Map.of(x, Tensor.of(1, Double.POSITIVE_INFINITY, 1));
    assertTrue(Double.isNaN(executor.value(Grad.grad(own, h).of(h), infinite).doubleAt(1)), "∞·0");
  }
}
