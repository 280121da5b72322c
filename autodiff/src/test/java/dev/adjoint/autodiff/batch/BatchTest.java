package dev.adjoint.autodiff.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.AsWritten;
import dev.adjoint.autodiff.op.Bernoulli;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.MatMul;
import dev.adjoint.autodiff.op.Norm;
import dev.adjoint.autodiff.op.Permute;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.TriangularSolve;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the batch of an expression is, beside having the values of its samples, which
/// `BatchSuiteTest` checks for every op.
final class BatchTest {
  private final Input w = Input.of("w", DType.FLOAT64, 4, 3);
  private final Input x = Input.of("x", DType.FLOAT64, 3);
  private final Input y = Input.of("y", DType.FLOAT64, 4);
  private final Input xs = Input.of("xs", named(5, 3));
  private final Input ys = Input.of("ys", named(5, 4));
  private final Tensor wAt = Tensor.uniform(Shape.of(4, 3), 1);
  private final Tensor xsAt = Tensor.uniform(Shape.of(5, 3), 2);
  private final Tensor ysAt = Tensor.uniform(Shape.of(5, 4), 3);

  private static TensorType named(int m, int n) {
    return new TensorType(DType.FLOAT64, Shape.of(Dim.of("m", m), Dim.of(n)));
  }

  private static Tensor row(Tensor all, int i) {
    int n = all.shape().size(1);
    double[] row = new double[n];
    System.arraycopy(all.toDoubleArray(), i * n, row, 0, n);
    return Tensor.of(row);
  }

  private static long count(Expr y, Class<?> op) {
    return Graph.topological(List.of(y)).stream()
        .filter(node -> node instanceof Apply apply && op.isInstance(apply.op()))
        .count();
  }

  private static long contractions(Expr y) {
    return Program.compile(y).explain().lines().filter(l -> l.contains("contraction [")).count();
  }

  @ParameterizedTest
  @EnumSource
  void aLossOfOneSampleBecomesTheLossesOfABatch(Executor executor) {
    Expr loss = w.matmul(x).minus(y).square().sum();
    Expr losses = Batch.batch(loss, Map.of(x, xs, y, ys));
    assertEquals(Shape.of(Dim.of("m", 5)), losses.shape());
    Tensor all = executor.value(losses, Map.of(w, wAt, xs, xsAt, ys, ysAt));
    for (int i = 0; i < 5; i++) {
      Tensor one = executor.value(loss, Map.of(w, wAt, x, row(xsAt, i), y, row(ysAt, i)));
      assertEquals(one.item(), all.doubleAt(i), 1e-15);
    }
  }

  @Test
  void theAxisOfTheSamplesFollowsItsName() {
    Expr loss = LogSumExp.logSumExp(w.matmul(x), 0).times(y.sum());
    Program program = Program.compile(Batch.batch(loss, Map.of(x, xs, y, ys)));
    for (int m : new int[] {5, 1, 7, 0}) {
      Tensor xsHere = Tensor.uniform(Shape.of(m, 3), 8);
      Tensor ysHere = Tensor.uniform(Shape.of(m, 4), 9);
      Tensor losses = program.run(Map.of(w, wAt, xs, xsHere, ys, ysHere)).getFirst();
      assertArrayEquals(new int[] {m}, losses.shape().sizes());
      for (int i = 0; i < m; i++) {
        Tensor one = loss.peek(Map.of(w, wAt, x, row(xsHere, i), y, row(ysHere, i)));
        assertEquals(one.item(), losses.doubleAt(i), 1e-14);
      }
    }
  }

  @Test
  void aFunctionIsMappedOverRows() {
    Expr one = Batch.map(row -> row.times(row.sum()), xs);
    assertEquals(
        xs.times(xs.sum(1).reshape(5, 1)).peek(Map.of(xs, xsAt)), one.peek(Map.of(xs, xsAt)));
    Expr two = Batch.map((a, b) -> a.sum().times(b), xs, ys);
    assertEquals(Shape.of(Dim.of("m", 5), Dim.of(4)), two.shape());
    Expr columns = Batch.map(column -> column.square().sum(), Permute.move(xs, 1, 0));
    assertEquals(xs.square().sum(0).peek(Map.of(xs, xsAt)), columns.peek(Map.of(xs, xsAt)));
    Expr three = Batch.map(z -> z.get(0).plus(z.get(1)).plus(z.get(2)), List.of(xs, xs, xs));
    assertEquals(xs.plus(xs).plus(xs).peek(Map.of(xs, xsAt)), three.peek(Map.of(xs, xsAt)));
  }

  @Test
  void whatDoesNotDependOnTheSampleIsSharedOrRepeated() {
    Expr shared = w.exp();
    Expr z = shared.matmul(x);
    Batch batch = Batch.of(List.of(z, shared), Map.of(x, xs));
    assertSame(shared, batch.of(shared));
    assertSame(batch.outputs().getFirst(), batch.of(z));
    Expr repeated = batch.outputs().get(1);
    assertEquals(Shape.of(Dim.of("m", 5), Dim.of(4), Dim.of(3)), repeated.shape());
    Expr constant = Batch.map(_ -> Constant.scalar(2, DType.FLOAT64), xs);
    assertEquals(Tensor.of(2.0, 2, 2, 2, 2), constant.peek(Map.of()));
  }

  @Test
  void anInteriorNodeMayBeMapped() {
    Expr h = w.matmul(x).tanh();
    Expr out = h.square().sum().plus(x.sum());
    Expr batch = Batch.batch(out, Map.of(h, ys));
    Map<Expr, Tensor> at = Map.of(x, row(xsAt, 0), ys, ysAt);
    for (int i = 0; i < 5; i++) {
      double expected = 0;
      for (double v : row(ysAt, i).toDoubleArray()) {
        expected += v * v;
      }
      for (double v : row(xsAt, 0).toDoubleArray()) {
        expected += v;
      }
      assertEquals(expected, batch.peek(at).doubleAt(i), 1e-14);
    }
  }

  /// The sigmoid in `log(σ(z))` is mapped, so no rule may go past it.
  @Test
  void aMappedNodeIsACutOfTheStableForm() {
    Expr z = x.sum();
    Expr p = z.sigmoid();
    Input ps = Input.of("ps", DType.FLOAT64, 2);
    Tensor values = Batch.batch(p.log(), Map.of(p, ps)).peek(Map.of(ps, Tensor.of(0.5, 1)));
    assertEquals(Tensor.of(StrictMath.log(0.5), 0), values);
  }

  @Test
  void opsKeepTheirNames() {
    assertEquals(1, count(Batch.map(row -> Softmax.softmax(row, 0), xs), Softmax.class));
    assertEquals(1, count(Batch.map(Norm::norm, xs), Norm.class));
    Input matrix = Input.of("a", DType.FLOAT64, 3, 2);
    Input matrices = Input.of("as", DType.FLOAT64, 7, 3, 2);
    Input other = Input.of("b", DType.FLOAT64, 2, 6);
    Input others = Input.of("bs", DType.FLOAT64, 7, 2, 6);
    Expr product = matrix.matmul(other);
    assertEquals(
        1, count(Batch.batch(product, Map.of(matrix, matrices, other, others)), MatMul.class));
    assertEquals(
        "hidden", Batch.batch(x.tanh().named("hidden"), Map.of(x, xs)).name().orElseThrow());
  }

  /// One product of the size of all, not one for each sample.
  @Test
  void aProductStaysOneProduct() {
    Input a = Input.of("a", DType.FLOAT64, 3, 2);
    Input as = Input.of("as", DType.FLOAT64, 7, 3, 2);
    Input b = Input.of("b", DType.FLOAT64, 2, 6);
    Input bs = Input.of("bs", DType.FLOAT64, 7, 2, 6);
    Expr product = a.matmul(b);
    assertEquals(1, contractions(Batch.batch(product, Map.of(a, as))));
    assertEquals(1, contractions(Batch.batch(product, Map.of(b, bs))));
    String left = Program.compile(Batch.batch(product, Map.of(a, as))).explain();
    assertTrue(left.contains("contraction [21 × 2 × 6]"), left);
    String right = Program.compile(Batch.batch(product, Map.of(b, bs))).explain();
    assertTrue(right.contains("[3 × 2 × 42]"), right);
  }

  /// A table that is shared is not copied for each sample, whichever axes indices share with it.
  @Test
  void aSharedTableIsNotRepeated() {
    Input table = Input.of("table", DType.FLOAT64, 2, 100, 3);
    Input index = Input.of("i", DType.INT64, 2);
    Input indices = Input.of("is", DType.INT64, 4, 2);
    Expr one = new Gather(1).of(table, index);
    Expr all = Batch.batch(one, Map.of(index, indices));
    assertEquals(Shape.of(4, 2, 3), all.shape());
    assertTrue(Graph.topological(List.of(all)).stream().allMatch(n -> n.shape().size() <= 600));
    Tensor tableAt = Tensor.uniform(Shape.of(2, 100, 3), 4);
    Tensor at = Tensor.of(new long[][] {{0, 99}, {5, 7}, {3, 3}, {98, 1}});
    Tensor got = all.peek(Map.of(table, tableAt, indices, at));
    for (int s = 0; s < 4; s++) {
      for (int b = 0; b < 2; b++) {
        for (int f = 0; f < 3; f++) {
          int i = (int) at.longAt(s, b);
          assertEquals(tableAt.doubleAt(b, i, f), got.doubleAt(s, b, f));
        }
      }
    }
  }

  /// A shared factor is not copied for each right side.
  @Test
  void aSharedSystemIsSolvedForAllSamplesAtOnce() {
    Input l = Input.of("l", DType.FLOAT64, 3, 3);
    Expr all = Batch.map(c -> TriangularSolve.triangularSolve(l, c), xs);
    assertEquals(1, count(all, TriangularSolve.class));
    assertTrue(Graph.topological(List.of(all)).stream().allMatch(n -> n.shape().size() <= 15));
  }

  @ParameterizedTest
  @EnumSource
  void drawsUnderMappedKeysAreThoseOfTheKeys(Executor executor) {
    Input key = Input.of("key", Key.TYPE);
    Input keys = Input.of("keys", DType.INT64, 2, 3, 2);
    Key split = new Key(key).split("noise");
    Expr draw = Uniform.uniform(split, TensorType.of(DType.FLOAT64, 5));
    Expr coin = Bernoulli.bernoulli(split, draw.times(0).plus(0.4)).cast(DType.FLOAT64);
    Expr one = draw.plus(coin.times(2));
    Input inner = Input.of("inner", DType.INT64, 3, 2);
    Expr all = Batch.batch(Batch.batch(one, Map.of(key, inner)), Map.of(inner, keys));
    Tensor words =
        Tensor.of(Shape.of(2, 3, 2), 1L, 2, 3, 4, 5, 6, -7, 8, 9, 10, 11, Long.MIN_VALUE);
    Tensor got = executor.value(all, Map.of(keys, words));
    for (int s = 0; s < 2; s++) {
      for (int t = 0; t < 3; t++) {
        Tensor k = Tensor.of(words.longAt(s, t, 0), words.longAt(s, t, 1));
        Tensor expected = executor.value(one, Map.of(key, k));
        for (int i = 0; i < 5; i++) {
          assertEquals(expected.doubleAt(i), got.doubleAt(s, t, i));
        }
      }
    }
  }

  /// One draw for all samples under a key that they share.
  @Test
  void aSharedKeyDrawsOnce() {
    Expr noisy = Batch.map(row -> row.times(0).plus(Uniform.uniform(Key.of(7), x.type())), xs);
    Tensor got = noisy.peek(Map.of(xs, xsAt));
    for (int i = 1; i < 5; i++) {
      assertEquals(row(got, 0), row(got, i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBatchOfABatch(Executor executor) {
    Input grid = Input.of("grid", DType.FLOAT64, 2, 5, 3);
    Tensor gridAt = Tensor.uniform(Shape.of(2, 5, 3), 11);
    Expr loss = LogSumExp.logSumExp(w.matmul(x), 0);
    Expr g = Grad.grad(loss, w).of(w);
    Expr nested = Batch.map(rows -> Batch.batch(g, Map.of(x, rows)), grid);
    Tensor got = executor.value(nested, Map.of(w, wAt, grid, gridAt));
    assertEquals(Shape.of(2, 5, 4, 3), got.shape());
    Program single = Program.compile(g);
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 5; j++) {
        double[] at = new double[3];
        for (int k = 0; k < 3; k++) {
          at[k] = gridAt.doubleAt(i, j, k);
        }
        Tensor one = single.run(Map.of(w, wAt, x, Tensor.of(at))).getFirst();
        for (int o = 0; o < 4; o++) {
          for (int k = 0; k < 3; k++) {
            assertEquals(one.doubleAt(o, k), got.doubleAt(i, j, o, k), 1e-15);
          }
        }
      }
    }
  }

  /// Every pair of rows.
  @Test
  void aBatchWithinAFunctionThatIsMapped() {
    Expr distances = Batch.map(a -> Batch.map(b -> a.minus(b).square().sum(), xs), xs);
    Tensor got = distances.peek(Map.of(xs, xsAt));
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        double expected = 0;
        for (int k = 0; k < 3; k++) {
          double d = xsAt.doubleAt(i, k) - xsAt.doubleAt(j, k);
          expected += d * d;
        }
        assertEquals(expected, got.doubleAt(i, j), 1e-15);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUntakenBranchOfOneSampleReachesNone(Executor executor) {
    Expr loss = Where.where(Compare.greater(x, 0), x.log(), 0).times(w.sum(0)).sum();
    Tensor at = Tensor.of(new double[][] {{1, 2, 3}, {0, -1, 4}, {0, 0, 0}, {5, -2, 0}, {1, 1, 1}});
    Expr batch = Batch.batch(loss, Map.of(x, xs)).sum();
    Expr dx = Grad.grad(batch, xs).of(xs);
    Expr dw = Grad.grad(batch, w).of(w);
    Expr perSample = Batch.batch(Grad.grad(loss, w).of(w), Map.of(x, xs));
    for (Expr g : List.of(dx, dw, perSample)) {
      Map<Expr, Tensor> bindings = g == dx ? Map.of(w, wAt, xs, at) : Map.of(xs, at);
      assertFalse(executor.value(g, bindings).hasNonFinite());
    }
    Expr second = Grad.grad(dx.times(dx).sum(), xs).of(xs);
    assertFalse(executor.value(second, Map.of(w, wAt, xs, at)).hasNonFinite());
  }

  /// A padded row of NaN within each sample, another one in each: to second order, of the batch and
  /// in the batch.
  @ParameterizedTest
  @EnumSource
  void paddedRowsStayOutOfContractions(Executor executor) {
    Input rows = Input.of("rows", DType.FLOAT64, 2, 3);
    Input mask = Input.of("mask", DType.BOOL, 2);
    Input v = Input.of("v", DType.FLOAT64, 3);
    Expr errors = rows.matmul(v).tanh().square();
    Expr loss = Where.where(mask, errors, 0).sum();
    Input batches = Input.of("batches", DType.FLOAT64, 2, 2, 3);
    Input masks = Input.of("masks", DType.BOOL, 2, 2);
    double nan = Double.NaN;
    Map<Expr, Tensor> all =
        Map.of(
            batches,
            Tensor.of(Shape.of(2, 2, 3), 1, 2, 3, nan, nan, nan, nan, nan, nan, 4, 5, 6),
            masks,
            Tensor.of(Shape.of(2, 2), true, false, false, true),
            v,
            Tensor.of(0.1, -0.2, 0.3));
    Map<Expr, Expr> samples = Map.of(rows, batches, mask, masks);
    Expr total = Batch.batch(loss, samples).sum();
    Expr first = Grad.grad(loss, v).of(v);
    Expr second = Grad.grad(first.square().sum(), v).of(v);
    Expr firstOfBatch = Grad.grad(total, v).of(v);
    Expr secondOfBatch = Grad.grad(firstOfBatch.square().sum(), v).of(v);
    Expr inRows = Grad.grad(firstOfBatch.square().sum(), batches).of(batches);
    for (Expr y :
        List.of(
            Batch.batch(first, samples),
            Batch.batch(second, samples),
            firstOfBatch,
            secondOfBatch,
            inRows)) {
      assertFalse(executor.value(y, all).hasNonFinite(), y.toString());
    }
  }

  @Test
  void whatIsMarkedAsWrittenStaysLiteral() {
    Expr z = x.sum();
    Expr literal = Batch.batch(z.sigmoid().log().asWritten(), Map.of(x, xs));
    assertEquals(1, count(literal, AsWritten.class));
    Tensor at = Tensor.full(TensorType.of(DType.FLOAT64, 5, 3), -1000);
    assertEquals(Double.NEGATIVE_INFINITY, literal.peek(Map.of(xs, at)).doubleAt(0));
    Expr stable = Batch.batch(z.sigmoid().log(), Map.of(x, xs));
    assertEquals(-3000, stable.peek(Map.of(xs, at)).doubleAt(0));
  }

  /// What is made stable afterwards looks through the batch.
  @Test
  void rulesMatchAcrossABatch() {
    Expr p = Batch.map(row -> Softmax.softmax(row, 0), xs);
    Tensor at =
        Tensor.of(new double[][] {{1000, 0, 0}, {0, 0, 0}, {1, 2, 3}, {0, 1, 0}, {3, 3, 3}});
    Tensor logs = p.log().peek(Map.of(xs, at));
    assertEquals(new LogSoftmax(1).of(xs).peek(Map.of(xs, at)), logs);
  }

  @Test
  void oneSampleAndNone() {
    Expr loss = LogSumExp.logSumExp(w.matmul(x), 0);
    for (int m : new int[] {0, 1}) {
      Input few = Input.of("few", DType.FLOAT64, m, 3);
      Tensor at = Tensor.uniform(Shape.of(m, 3), 5);
      Expr batch = Batch.batch(loss, Map.of(x, few));
      Expr dw = Grad.grad(batch.sum(), w).of(w);
      Expr each = Batch.batch(Grad.grad(loss, w).of(w), Map.of(x, few));
      for (Executor executor : Executor.values()) {
        Map<Expr, Tensor> bindings = Map.of(w, wAt, few, at);
        assertEquals(Shape.of(m), executor.value(batch, bindings).shape());
        assertEquals(Shape.of(m, 4, 3), executor.value(each, bindings).shape());
        Tensor total = executor.value(dw, bindings);
        if (m == 0) {
          assertEquals(Tensor.zeros(w.type()), total);
        } else {
          assertEquals(executor.value(each.reshape(4, 3), bindings), total);
        }
      }
    }
  }

  @Test
  void noKeysDrawNothing() {
    Input keys = Input.of("keys", DType.INT64, 0, 2);
    Expr draws = Batch.map(k -> Uniform.uniform(new Key(k), x.type()), keys);
    for (Executor executor : Executor.values()) {
      Tensor none = executor.value(draws, Map.of(keys, Tensor.zeros(keys.type())));
      assertEquals(Shape.of(0, 3), none.shape());
    }
  }

  @Test
  void aChainOfAMillionNodes() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          Input one = Input.of("one", DType.FLOAT64);
          Input many = Input.of("many", DType.FLOAT64, 2);
          Expr y = one;
          for (int i = 0; i < 1_000_000; i++) {
            y = y.negate();
          }
          Expr batch = Batch.batch(y, Map.of(one, many));
          assertEquals(1_000_001, Graph.topological(List.of(batch)).size());
        });
  }

  @Test
  void plainOpsStayPlain() {
    Expr loss = LogSumExp.logSumExp(w.matmul(x).tanh(), 0).plus(Norm.norm(x));
    Expr g = Batch.batch(Grad.grad(loss, x).of(x), Map.of(x, xs));
    assertEquals(0, count(g, Batched.class));
  }

  private static void refused(String text, Runnable run) {
    BatchException e = assertThrows(BatchException.class, run::run);
    assertEquals(text, e.getMessage());
  }

  @Test
  void mistakesAreNamed() {
    Expr loss = w.matmul(x).minus(y).square().sum();
    Input few = Input.of("few", DType.FLOAT64, 2, 4);
    Input wide = Input.of("wide", DType.FLOAT64, 5, 7);
    Input floats = Input.of("floats", DType.FLOAT32, 5, 3);
    refused(
        "[batch] nothing is mapped: give at least one node and its samples",
        () -> Batch.batch(loss, Map.of()));
    refused(
        "[batch] x: float64[3] is mapped to wide: float64[5, 7]: the samples need one more, leading"
            + " axis before [3], got [5, 7]",
        () -> Batch.batch(loss, Map.of(x, wide)));
    refused(
        "[batch] x: float64[3] is mapped to x: float64[3]: the samples need one more, leading axis"
            + " before [3], got [3]",
        () -> Batch.batch(loss, Map.of(x, x)));
    refused(
        "[batch] x: float64[3] is mapped to floats: float32[5, 3]: nothing is promoted silently,"
            + " use cast",
        () -> Batch.batch(loss, Map.of(x, floats)));
    refused(
        "[batch] y: float64[4] is mapped, but the outputs do not depend on it: leave it out",
        () -> Batch.batch(w.matmul(x), Map.of(y, ys)));
    Input scalar = Input.of("scalar", DType.FLOAT64);
    refused(
        "[batch] scalar: float64[] is a scalar, which has no axis of samples",
        () -> Batch.map(Expr::tanh, scalar));
    BatchException e =
        assertThrows(BatchException.class, () -> Batch.batch(loss, Map.of(x, xs, y, few)));
    assertTrue(
        e.getMessage().startsWith("[batch] all mapped nodes must have equally many samples, got "),
        e.getMessage());
    assertTrue(e.getMessage().contains("xs: float64[m=5, 3]"), e.getMessage());
    assertTrue(e.getMessage().contains("few: float64[2, 4]"), e.getMessage());
  }
}
