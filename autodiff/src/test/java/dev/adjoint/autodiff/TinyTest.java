package dev.adjoint.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The library in ten tests, from the first expression to an op of one's own. Read from the top.
final class TinyTest {
  /// A value that is bound later: a name, an element type and a shape.
  private final Input x = Input.of("x", DType.FLOAT64, 3);

  private final Tensor numbers = Tensor.of(1.0, 2, 3);

  @Test
  void anExpressionIsAGraphUntilItRuns() {
    Expr y = x.square().plus(1).sum();
    assertEquals(TensorType.of(DType.FLOAT64), y.type());
    assertEquals(Tensor.scalar(17.0), y.peek(Map.of(x, numbers)));
  }

  @Test
  void aGradientIsAnExpressionToo() {
    Expr loss = x.square().sum();
    Expr gradient = Grad.grad(loss, x).of(x);
    assertEquals(Tensor.of(2.0, 4, 6), gradient.peek(Map.of(x, numbers)));
  }

  @Test
  void soItCanBeDifferentiatedAgain() {
    Expr loss = x.pow(3).sum();
    Expr gradient = Grad.grad(loss, x).of(x);
    Expr curvature = Grad.grad(gradient.sum(), x).of(x);
    assertEquals(Tensor.of(6.0, 12, 18), curvature.peek(Map.of(x, numbers)));
  }

  @Test
  void aProgramIsCompiledOnceAndRunOften() {
    Expr loss = x.exp().sum();
    Executable program = Program.compile(loss, Grad.grad(loss, x).of(x));
    for (int i = 0; i < 3; i++) {
      List<Tensor> values = program.run(Map.of(x, Tensor.of(0.0, 0, 0)));
      assertEquals(3, values.get(0).item());
      assertEquals(Tensor.of(1.0, 1, 1), values.get(1));
    }
  }

  @Test
  void shapesAreCheckedWhenTheGraphIsBuilt() {
    Input w = Input.of("w", DType.FLOAT64, 4, 2);
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> {
              x.matmul(w);
            });
    assertEquals(
        "[matmul] inner dimensions must be equal: [1, 3] × [4, 2]",
        e.getMessage().lines().findFirst().orElseThrow());
  }

  @Test
  void aNamedAxisTakesAnySize() {
    Dim m = Dim.of("m", 64);
    Input rows = Input.of("rows", new TensorType(DType.FLOAT64, Shape.of(m, Dim.of(2))));
    Executable program = Program.compile(rows.mean());
    assertEquals(
        2, program.run(Map.of(rows, Tensor.of(new double[][] {{1, 3}}))).getFirst().item());
    assertEquals(
        4, program.run(Map.of(rows, Tensor.of(new double[][] {{1, 3}, {5, 7}}))).getFirst().item());
  }

  @Test
  void aBranchThatWasNotTakenDoesNotLeak() {
    Expr root = Where.where(Compare.greater(x, 0), x.sqrt(), 0);
    Expr gradient = Grad.grad(root.sum(), x).of(x);
    assertEquals(Tensor.of(0.5, 0, 0.25), gradient.peek(Map.of(x, Tensor.of(1.0, -1, 4))));
  }

  @Test
  void noGradientIsNotAZeroGradient() {
    Input other = Input.of("other", DType.FLOAT64, 3);
    Gradients gradients = Grad.grad(x.sum(), x, other);
    assertInstanceOf(Gradient.Connected.class, gradients.answer(x));
    assertInstanceOf(Gradient.Disconnected.class, gradients.answer(other));
  }

  @Test
  void randomnessIsAFunctionOfAKey() {
    Expr noise = Uniform.uniform(Key.of(42).split("noise"), x.type());
    assertEquals(noise.peek(Map.of()), noise.peek(Map.of()));
  }

  /// Swish, x·σ(x): a formula, a derivative, and nothing to register.
  private record Swish() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V v) {
      return k.div(v, k.add(k.literal(1), k.exp(k.neg(v))));
    }

    @Override
    public Expr vjp(Expr v, Expr y, Expr yBar) {
      Expr s = v.sigmoid();
      return yBar.times(s.plus(y.times(v.negate().sigmoid())));
    }
  }

  @Test
  void anOpOfOnesOwnIsOneRecord() {
    Expr y = new Swish().of(x);
    Expr gradient = Grad.grad(y.sum(), x).of(x);
    Tensor zeros = Tensor.of(0.0, 0, 0);
    assertEquals(Tensor.of(0.5, 0.5, 0.5), gradient.peek(Map.of(x, zeros)));
  }
}
