package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.ForwardMode;
import dev.adjoint.autodiff.ForwardMode.Direction;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The backward pass.
final class GradTest {
  private final Input x = Input.of("x", DType.FLOAT64, 3);
  private final Input s = Input.of("s", DType.FLOAT64);

  private static double[] gradient(
      Executor executor, Expr loss, Expr wrt, Map<? extends Expr, Tensor> at) {
    var executable = executor.of(Grad.grad(loss, wrt).of(wrt));
    return executable.run(executable.inputs().isEmpty() ? Map.of() : at).getFirst().toDoubleArray();
  }

  @ParameterizedTest
  @EnumSource
  void theGradientOfTheLossByItselfIsOne(Executor executor) {
    assertEquals(1, gradient(executor, s, s, Map.of())[0]);
    Expr loss = x.sum();
    assertEquals(1, gradient(executor, loss, loss, Map.of())[0]);
  }

  @ParameterizedTest
  @EnumSource
  void everyUseOfANodeAddsItsPart(Executor executor) {
    Expr y = s.exp();
    Expr loss = y.times(y).plus(y.times(s)).minus(y).plus(s).plus(s);
    double at = 0.7;
    double e = StrictMath.exp(at);
    assertEquals(
        2 * e * e + e * at + e - e + 2,
        gradient(executor, loss, s, Map.of(s, Tensor.scalar(at)))[0],
        1e-14);
    assertEquals(
        2 * e + at - 1, gradient(executor, loss, y, Map.of(s, Tensor.scalar(at)))[0], 1e-14);
  }

  @ParameterizedTest
  @EnumSource
  void oneOperandTwiceCountsTwice(Executor executor) {
    assertEquals(2, gradient(executor, s.plus(s), s, Map.of())[0]);
    assertEquals(0, gradient(executor, s.minus(s), s, Map.of())[0]);
    assertEquals(6, gradient(executor, s.times(s), s, Map.of(s, Tensor.scalar(3.0)))[0]);
    assertEquals(0, gradient(executor, s.dividedBy(s), s, Map.of(s, Tensor.scalar(3.0)))[0], 1e-16);
  }

  @ParameterizedTest
  @EnumSource
  void fanOutOfAHundredUsesIsAHundred(Executor executor) {
    Expr loss = s;
    for (int i = 1; i < 100; i++) {
      loss = loss.plus(s);
    }
    assertEquals(100, gradient(executor, loss, s, Map.of())[0]);
  }

  /// Nielsen, "Neural Networks and Deep Learning", ch. 3: with cross entropy behind a sigmoid the δ
  /// of the last layer is (a − y)/m.
  @ParameterizedTest
  @EnumSource
  void theDeltaOfASigmoidOutputWithCrossEntropyIsTheError(Executor executor) {
    int m = 4;
    Input rows = Input.of("rows", DType.FLOAT64, m, 3);
    Input labels = Input.of("labels", DType.FLOAT64, m, 2);
    Input w1 = Input.of("w1", DType.FLOAT64, 5, 3);
    Input b1 = Input.of("b1", DType.FLOAT64, 5);
    Input w2 = Input.of("w2", DType.FLOAT64, 2, 5);
    Input b2 = Input.of("b2", DType.FLOAT64, 2);
    Expr z1 = rows.matmul(w1.transpose()).plus(b1).named("z1");
    Expr a1 = z1.sigmoid().named("a1");
    Expr z2 = a1.matmul(w2.transpose()).plus(b2).named("z2");
    Expr a2 = z2.sigmoid().named("a2");
    Expr one = Constant.scalar(1, DType.FLOAT64);
    Expr loss =
        labels
            .times(a2.log())
            .plus(one.minus(labels).times(one.minus(a2).log()))
            .negate()
            .sum()
            .dividedBy(m);
    Map<Expr, Tensor> at =
        Map.of(
            rows, Tensor.normal(Shape.of(m, 3), 1),
            w1, Tensor.normal(Shape.of(5, 3), 2),
            b1, Tensor.normal(Shape.of(5), 3),
            w2, Tensor.normal(Shape.of(2, 5), 4),
            b2, Tensor.normal(Shape.of(2), 5),
            labels, Tensor.of(new double[][] {{1, 0}, {0, 1}, {1, 1}, {0.25, 0.5}}));
    Gradients g = Grad.grad(loss, z2, z1, w2, b2, a1);
    List<Tensor> v = executor.of(g.of(z2), g.of(z1), g.of(w2), g.of(b2), a2, a1).run(at);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < 2; j++) {
        assertEquals(
            (v.get(4).doubleAt(i, j) - at.get(labels).doubleAt(i, j)) / m,
            v.get(0).doubleAt(i, j),
            1e-15);
      }
      for (int k = 0; k < 5; k++) {
        double back = 0;
        for (int j = 0; j < 2; j++) {
          back += v.get(0).doubleAt(i, j) * at.get(w2).doubleAt(j, k);
        }
        double a = v.get(5).doubleAt(i, k);
        assertEquals(back * a * (1 - a), v.get(1).doubleAt(i, k), 1e-15);
      }
    }
    for (int j = 0; j < 2; j++) {
      double bias = 0;
      for (int i = 0; i < m; i++) {
        bias += v.get(0).doubleAt(i, j);
      }
      assertEquals(bias, v.get(3).doubleAt(j), 1e-15);
      for (int k = 0; k < 5; k++) {
        double weight = 0;
        for (int i = 0; i < m; i++) {
          weight += v.get(0).doubleAt(i, j) * v.get(5).doubleAt(i, k);
        }
        assertEquals(weight, v.get(2).doubleAt(j, k), 1e-15);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aVectorJacobianProductIsLinearInItsSeed(Executor executor) {
    Input seed = Input.of("seed", DType.FLOAT64, 3);
    Expr y = x.exp().times(x.sum());
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(0.1, -0.4, 0.8), seed, Tensor.of(2.0, -1, 0.5));
    double[] product =
        executor.value(Grad.vjp(List.of(y), List.of(seed), List.of(x)).of(x), at).toDoubleArray();
    for (int i = 0; i < 3; i++) {
      double[] column = ForwardMode.first(y, Map.of(x, at.get(x)), Direction.unit(x, i));
      assertEquals(2 * column[0] - column[1] + 0.5 * column[2], product[i], 1e-14);
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalOutputsAddUp(Executor executor) {
    Gradients g =
        Grad.vjp(
            List.of(s.square(), x.times(s), s),
            List.of(
                Constant.scalar(1, DType.FLOAT64),
                Constant.of(Tensor.of(1.0, 1, 1)),
                Constant.scalar(10, DType.FLOAT64)),
            List.of(s));
    assertEquals(
        2 * 3 + (1 + 2 + 4) + 10,
        executor.value(g.of(s), Map.of(s, Tensor.scalar(3.0), x, Tensor.of(1.0, 2, 4))).item());
  }

  @ParameterizedTest
  @EnumSource
  void aSeedThatIsAnOperandStaysASeed(Executor executor) {
    Expr y = x.times(x);
    Expr g = Grad.vjp(List.of(y), List.of(x), List.of(x)).of(x);
    assertArrayEquals(
        new double[] {2, 8, 18},
        executor.value(g, Map.of(x, Tensor.of(1.0, 2, 3))).toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource
  void higherOrders(Executor executor) {
    Expr y = s.times(s.exp());
    double at = 0.3;
    for (int order = 0; order <= 5; order++) {
      assertEquals(
          (at + order) * StrictMath.exp(at),
          executor.value(y, Map.of(s, Tensor.scalar(at))).item(),
          1e-13);
      y = Grad.grad(y, s).of(s);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHessianVectorProduct(Executor executor) {
    Input v = Input.of("v", DType.FLOAT64, 3);
    Expr loss = x.square().sum().log();
    Expr product = Grad.grad(Grad.grad(loss, x).of(x).times(v).sum(), x).of(x);
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(1.0, -2, 0.5), v, Tensor.of(0.3, 1, -1));
    double[] actual = executor.value(product, at).toDoubleArray();
    Direction direction = new Direction(Map.of(x, at.get(v).toDoubleArray()));
    for (int i = 0; i < 3; i++) {
      assertEquals(
          ForwardMode.second(loss, Map.of(x, at.get(x)), direction, Direction.unit(x, i))[0],
          actual[i],
          1e-14);
    }
  }

  @Test
  void theGraphOfAGradientIsLinearInTheGraph() {
    int before = 0;
    for (int n : new int[] {100, 200, 400, 800}) {
      Expr y = s;
      for (int i = 0; i < n; i++) {
        y = y.sigmoid().plus(s).relu().max();
      }
      int size = Graph.topological(List.of(Grad.grad(y, s).of(s))).size();
      if (before > 0) {
        assertEquals(2 * before, size, 100, "n = " + n);
      }
      assertTrue(size < 40 * n, size + " nodes for " + n);
      before = size;
    }
  }

  @Test
  void aTargetThatIsNotBelowTheLossIsDisconnected() {
    Input other = Input.of("other", DType.FLOAT64, 3);
    Gradients g = Grad.grad(x.sum(), x, other);
    Gradient.Disconnected answer = assertInstanceOf(Gradient.Disconnected.class, g.answer(other));
    assertEquals("the outputs do not depend on it", answer.why());
    assertInstanceOf(Gradient.Connected.class, g.answer(x));
    Expr above = x.sum().exp();
    assertEquals("the outputs do not depend on it", why(x.sum(), above));
  }

  private static String why(Expr loss, Expr wrt) {
    return assertInstanceOf(Gradient.Disconnected.class, Grad.grad(loss, wrt).answer(wrt)).why();
  }

  @Test
  void blockedTargetsNameTheOpsThatBlock() {
    String only = "the outputs depend on it only through ops that let no gradient flow: ";
    assertTrue(why(StopGradient.stopGradient(x).sum(), x).startsWith(only + "stopGradient at "));
    assertTrue(
        why(ArgExtremum.argMax(x, 0).cast(DType.FLOAT64), x).startsWith(only + "argMax at "));
    assertTrue(why(x.cast(DType.INT64).cast(DType.FLOAT64).sum(), x).startsWith(only + "cast at "));
    String where =
        why(Where.where(Compare.greater(x, 0), Constant.of(Tensor.of(1.0, 2, 3)), 0).sum(), x);
    assertTrue(where.startsWith(only + "less at "), where);
    String two =
        why(
            StopGradient.stopGradient(x.exp())
                .sum()
                .plus(x.cast(DType.BOOL).cast(DType.FLOAT64).sum()),
            x);
    assertTrue(two.contains("stopGradient at ") && two.contains("cast at "), two);
  }

  @Test
  void integersAndMasksHaveNoDerivative() {
    Input i = Input.of("i", DType.INT64, 2);
    Input c = Input.of("c", DType.BOOL, 3);
    Expr loss = Where.where(c, x, 0).sum().plus(Gather.gather(x, i).sum());
    Gradients g = Grad.grad(loss, i, c, x);
    assertEquals(new Gradient.NonDifferentiable("int64 values have no derivative"), g.answer(i));
    assertEquals(new Gradient.NonDifferentiable("bool values have no derivative"), g.answer(c));
    assertInstanceOf(Gradient.Connected.class, g.answer(x));
    assertThrows(GradientException.class, () -> g.of(i));
    assertThrows(GradientException.class, g::all);
  }

  @Test
  void aTargetAskedTwiceHasOneAnswer() {
    Gradients g = Grad.grad(x.sum(), x, x);
    assertEquals(2, g.all().size());
    assertSame(g.all().getFirst(), g.all().getLast());
  }

  @ParameterizedTest
  @EnumSource
  void castingUpAndDownKeepsTheGradient(Executor executor) {
    Input f = Input.of("f", DType.FLOAT32, 2);
    Expr g = Grad.grad(f.cast(DType.FLOAT64).square().sum(), f).of(f);
    assertEquals(DType.FLOAT32, g.dtype());
    assertEquals(Tensor.of(2f, 6f), executor.value(g, Map.of(f, Tensor.of(1f, 3f))));
  }

  @ParameterizedTest
  @EnumSource
  void emptyTensorsHaveEmptyGradients(Executor executor) {
    Input e = Input.of("e", DType.FLOAT64, 0, 3);
    Expr g = Grad.grad(e.tanh().sum(), e).of(e);
    assertEquals(0, executor.value(g, Map.of(e, Tensor.of(Shape.of(0, 3), new double[0]))).size());
    Input w = Input.of("w", DType.FLOAT64, 3, 2);
    Expr h = Grad.grad(e.matmul(w).sum(), w).of(w);
    assertEquals(
        Tensor.of(Shape.of(3, 2), new double[6]),
        executor.value(h, Map.of(e, Tensor.of(Shape.of(0, 3), new double[0]))));
  }
}
