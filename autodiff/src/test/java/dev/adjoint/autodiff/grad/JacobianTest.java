package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.BindingException;
import dev.adjoint.autodiff.exec.JacobianProgram;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Diagonal;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Sign;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.StopGradient;
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

/// Jacobians and Hessians in closed form, and what is answered where there is none. Every op's are
/// checked in `JacobianSuiteTest`.
final class JacobianTest {
  private static final DType F = DType.FLOAT64;

  private final Input x = Input.of("x", F, 4);
  private final Tensor xAt = Tensor.of(0.3, -1.2, 2.5, 0.7);
  private final Input w = Input.of("w", F, 3, 4);
  private final Tensor wAt = Tensor.normal(Shape.of(3, 4), 1);

  private static void near(Map<Input, Tensor> at, Expr expected, Expr actual, Executor executor) {
    BoundedReading reading = new BoundedReading(at);
    Bounded[] a = reading.values(expected);
    Bounded[] b = reading.values(actual);
    Map<Input, Tensor> needed = new HashMap<>(at);
    needed.keySet().retainAll(executor.of(actual).inputs());
    double[] values = executor.value(actual, needed).toDoubleArray();
    assertEquals(a.length, values.length);
    for (int i = 0; i < values.length; i++) {
      assertTrue(
          Agreement.agree(a[i].value(), values[i], a[i].error() + b[i].error()),
          i + ": " + a[i] + " and " + values[i]);
    }
  }

  private static Expr diagonal(Expr vector) {
    return Diagonal.diagonalMatrix(vector);
  }

  private static Expr outer(Expr a, Expr b) {
    return a.reshape(a.shape().insert(1, Dim.of(1))).times(b);
  }

  @ParameterizedTest
  @EnumSource
  void ofALinearMapIsItsMatrix(Executor executor) {
    Expr y = w.matmul(x);
    Expr inX = Grad.jacobian(y, x).of(x);
    assertEquals(wAt, executor.value(inX, Map.of(w, wAt)));
    Tensor inW = executor.value(Grad.jacobian(y, w).of(w), Map.of(x, xAt));
    assertEquals(Shape.of(3, 3, 4), inW.shape());
    for (int o = 0; o < 3; o++) {
      for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 4; k++) {
          assertEquals(o == i ? xAt.doubleAt(k) : 0, inW.doubleAt(o, i, k));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofSoftmaxAndOfElements(Executor executor) {
    Expr p = Softmax.softmax(x, 0);
    near(Map.of(x, xAt), diagonal(p).minus(outer(p, p)), Grad.jacobian(p, x).of(x), executor);
    Expr t = x.tanh();
    near(
        Map.of(x, xAt), diagonal(t.square().negate().plus(1)), Grad.jacobian(t, x).of(x), executor);
  }

  @Test
  void ofAScalarIsTheGradientAndByAScalarTheDerivative() {
    Expr loss = x.square().sum();
    Map<Input, Tensor> at = Map.of(x, xAt);
    Tensor gradient = Grad.grad(loss, x).of(x).peek(at);
    assertEquals(gradient, Grad.jacobian(loss, x).of(x).peek(at));
    Input s = Input.of("s", F);
    Expr line = x.times(s.exp());
    Tensor slope = Grad.jacobian(line, s).of(s).peek(Map.of(x, xAt, s, Tensor.scalar(0.0)));
    assertEquals(xAt, slope);
  }

  @Test
  void severalAtOnceAndOfMatrices() {
    Expr y = w.times(x).exp();
    Gradients all = Grad.jacobian(y, w, x);
    Map<Input, Tensor> at = Map.of(w, wAt, x, xAt);
    Tensor inW = all.of(w).peek(at);
    Tensor inX = all.of(x).peek(at);
    Tensor values = y.peek(at);
    assertEquals(Shape.of(3, 4, 3, 4), inW.shape());
    assertEquals(Shape.of(3, 4, 4), inX.shape());
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < 3; k++) {
          for (int l = 0; l < 4; l++) {
            double expected = i == k && j == l ? values.doubleAt(i, j) * xAt.doubleAt(l) : 0;
            assertEquals(expected, inW.doubleAt(i, j, k, l), 1e-15);
          }
        }
        for (int l = 0; l < 4; l++) {
          double expected = j == l ? values.doubleAt(i, j) * wAt.doubleAt(i, l) : 0;
          assertEquals(expected, inX.doubleAt(i, j, l), 1e-15);
        }
      }
    }
  }

  @Test
  void anInteriorNode() {
    Expr h = w.matmul(x).named("h");
    Expr y = h.square();
    Tensor j = Grad.jacobian(y, h).of(h).peek(Map.of(w, wAt, x, xAt));
    Tensor at = h.peek(Map.of(w, wAt, x, xAt));
    for (int i = 0; i < 3; i++) {
      assertEquals(2 * at.doubleAt(i), j.doubleAt(i, i), 1e-15);
    }
    Expr p = x.sigmoid();
    Tensor slope = Grad.jacobian(p.log(), p).of(p).peek(Map.of(x, xAt));
    assertEquals(1 / p.peek(Map.of(x, xAt)).doubleAt(2), slope.doubleAt(2, 2), 1e-15);
  }

  /// Of any length, of none too.
  @Test
  void followsNamedAxes() {
    Input v = Input.of("v", new TensorType(F, Shape.of(Dim.of("n", 3))));
    Program program = Program.compile(Grad.jacobian(Softmax.softmax(v.square(), 0), v).of(v));
    JacobianProgram inParts = JacobianProgram.of(Softmax.softmax(v.square(), 0), v);
    for (int n : new int[] {3, 1, 6}) {
      Tensor at = Tensor.normal(Shape.of(n), 4);
      Tensor all = program.run(Map.of(v, at)).getFirst();
      assertEquals(n, all.shape().size(0));
      assertEquals(n, all.shape().size(1));
      Tensor parts = inParts.run(Map.of(v, at), 4);
      for (int i = 0; i < n * n; i++) {
        assertEquals(all.toDoubleArray()[i], parts.toDoubleArray()[i], 1e-15);
      }
    }
    Input none = Input.of("none", F, 0);
    Map<Input, Tensor> nothing = Map.of(none, Tensor.zeros(none.type()));
    Expr empty = Grad.jacobian(none.exp(), none).of(none);
    assertEquals(Shape.of(0, 0), empty.peek(nothing).shape());
    assertEquals(Shape.of(0, 0), JacobianProgram.of(none.exp(), none).run(nothing).shape());
  }

  @Test
  void inPartsHasTheSameElements() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Input v = Input.of("v", dtype, 5, 2);
      Expr y = LogSumExp.logSumExp(v.matmul(v.transpose()), 1).exp();
      Map<Expr, Tensor> at = Map.of(v, Tensor.normal(Shape.of(5, 2), 6).cast(dtype));
      Tensor all = Program.compile(Grad.jacobian(y, v).of(v)).run(at).getFirst();
      JacobianProgram parts = JacobianProgram.of(y, v);
      assertEquals(all.type(), parts.run(at).type());
      for (int rows : new int[] {1, 2, 5, 100}) {
        double[] a = all.cast(F).toDoubleArray();
        double[] b = parts.run(at, rows).cast(F).toDoubleArray();
        double unit = dtype == F ? 0x1p-50 : 0x1p-21;
        for (int i = 0; i < a.length; i++) {
          assertEquals(a[i], b[i], unit * Math.max(1, Math.abs(a[i])));
        }
      }
    }
    assertEquals(wAt, JacobianProgram.of(w.matmul(x), x).run(Map.of(w, wAt, x, xAt), 2));
  }

  @Test
  void thatThereIsNoneIsSaid() {
    Expr y = x.exp();
    Input labels = Input.of("labels", DType.INT64, 2);
    Gradients answers = Grad.jacobian(y, w, labels, x);
    assertInstanceOf(Gradient.Disconnected.class, answers.answer(w));
    assertInstanceOf(Gradient.NonDifferentiable.class, answers.answer(labels));
    assertInstanceOf(Gradient.Connected.class, answers.answer(x));
    Expr stopped = StopGradient.stopGradient(x).times(2);
    Gradient.Disconnected none =
        assertInstanceOf(Gradient.Disconnected.class, Grad.jacobian(stopped, x).answer(x));
    assertTrue(none.why().contains("stopGradient"), none.why());
    assertThrows(GradientException.class, () -> JacobianProgram.of(stopped, x));
    Tensor zero = Grad.jacobian(Sign.sign(x), x).of(x).peek(Map.of());
    assertEquals(Tensor.zeros(TensorType.of(F, 4, 4)), zero);
  }

  @Test
  void mistakesAreNamed() {
    Expr mask = Compare.greater(x, 0).named("mask");
    GradientException e = assertThrows(GradientException.class, () -> Grad.jacobian(mask, x));
    assertTrue(
        e.getMessage().startsWith("[jacobian] the output must be floating, not mask = less("),
        e.getMessage());
    assertThrows(GradientException.class, () -> Grad.jacobian(ArgExtremum.argMax(x, 0), x));
    BindingException rows =
        assertThrows(
            BindingException.class, () -> JacobianProgram.of(x.exp(), x).run(Map.of(x, xAt), 0));
    assertEquals("[jacobian] needs at least one row at a time, got 0", rows.getMessage());
    assertThrows(BindingException.class, () -> JacobianProgram.of(x.exp(), x).run(Map.of()));
    assertThrows(GradientException.class, () -> Grad.hessian(x.exp(), x));
    assertThrows(GradientException.class, () -> Grad.hessian(x.sum(), x).of(w, x));
  }

  @ParameterizedTest
  @EnumSource
  void hessiansOfQuadraticFormsAndLogSumExp(Executor executor) {
    Input a = Input.of("a", F, 4, 4);
    Tensor aAt = Tensor.normal(Shape.of(4, 4), 9);
    Expr form = x.times(a.matmul(x)).sum().plus(x.sum().times(3));
    Expr h = Grad.hessian(form, x).of(x, x);
    Tensor matrix = executor.value(h, Map.of(a, aAt));
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        assertEquals(aAt.doubleAt(i, j) + aAt.doubleAt(j, i), matrix.doubleAt(i, j));
      }
    }
    Expr p = Softmax.softmax(x, 0);
    near(
        Map.of(x, xAt),
        diagonal(p).minus(outer(p, p)),
        Grad.hessian(LogSumExp.logSumExp(x, 0), x).of(x, x),
        executor);
  }

  @ParameterizedTest
  @EnumSource
  void blocksOfAHessian(Executor executor) {
    Input y = Input.of("y", F, 3);
    Tensor yAt = Tensor.of(0.2, -0.4, 0.9);
    Expr bilinear = y.times(w.matmul(x)).sum();
    Hessian h = Grad.hessian(bilinear, x, y);
    assertEquals(wAt, executor.value(h.of(y, x), Map.of(w, wAt)));
    assertEquals(w.transpose().peek(Map.of(w, wAt)), executor.value(h.of(x, y), Map.of(w, wAt)));
    Gradient.Disconnected zero = assertInstanceOf(Gradient.Disconnected.class, h.answer(x, x));
    assertTrue(zero.why().contains("do not depend"), zero.why());
    assertThrows(GradientException.class, () -> h.of(x, x));

    Expr loss = LogSumExp.logSumExp(w.matmul(x.tanh()).times(y), 0).plus(w.square().sum());
    Hessian blocks = Grad.hessian(loss, w, x, y);
    Map<Input, Tensor> at = Map.of(w, wAt, x, xAt, y, yAt);
    for (List<Input> pair : List.of(List.of(x, y), List.of(x, x), List.of(y, y))) {
      near(
          at,
          blocks.of(pair.get(1), pair.get(0)).transpose(),
          blocks.of(pair.get(0), pair.get(1)),
          executor);
    }
    near(at, blocks.of(x, w).permute(1, 2, 0), blocks.of(w, x), executor);
    near(at, blocks.of(w, w).permute(2, 3, 0, 1), blocks.of(w, w), executor);
  }

  /// A product with a vector is what it is by a gradient of a gradient.
  @Test
  void aHessianTimesAVector() {
    Expr loss = LogSumExp.logSumExp(w.matmul(x.tanh()), 0);
    Tensor v = Tensor.of(1.0, -2, 0.5, 3);
    Expr h = Grad.hessian(loss, x).of(x, x).matmul(Constant.of(v));
    Expr g = Grad.grad(loss, x).of(x).times(Constant.of(v)).sum();
    near(Map.of(w, wAt, x, xAt), Grad.grad(g, x).of(x), h, Executor.PROGRAM);
  }

  /// `log(σ(z))` is made stable past the sigmoid, which keeps its second derivative.
  @Test
  void aHessianInANodeThatARuleGoesPast() {
    Expr p = x.sigmoid();
    Expr loss = p.log().sum();
    Tensor h = Grad.hessian(loss, p, x).of(p, p).peek(Map.of(x, xAt));
    double at = p.peek(Map.of(x, xAt)).doubleAt(1);
    assertEquals(-1 / (at * at), h.doubleAt(1, 1), 1e-13);
  }

  @Test
  void aLinearLossHasNoHessian() {
    Hessian h = Grad.hessian(x.sum(), x);
    assertInstanceOf(Gradient.Disconnected.class, h.answer(x, x));
    Input labels = Input.of("labels", DType.INT64, 2);
    Hessian typed = Grad.hessian(x.square().sum(), x, labels, w);
    assertInstanceOf(Gradient.NonDifferentiable.class, typed.answer(labels, x));
    assertInstanceOf(Gradient.NonDifferentiable.class, typed.answer(x, labels));
    assertInstanceOf(Gradient.Disconnected.class, typed.answer(w, x));
    assertInstanceOf(Gradient.Disconnected.class, typed.answer(x, w));
  }
}
