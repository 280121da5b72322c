package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.GradientException;
import dev.adjoint.autodiff.grad.Tangent;
import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Forward mode through a user's ops, which say nothing about it.
final class OwnTangentTest {
  private final Input x = Input.of("x", DType.FLOAT64, 5);
  private final Input v = Input.of("v", DType.FLOAT64, 5);
  private final Map<Expr, Tensor> at =
      Map.of(x, Tensor.of(-3.5, -0.7, 0.2, 1, 2.6), v, Tensor.of(1.0, -1, 2, 0.5, 3));

  private Expr tangent(Expr y) {
    return Grad.jvp(List.of(y), Map.of(x, v)).of(y);
  }

  /// The rule of an opaque op is transposed: d(T⁻¹·x²) = T⁻¹·(2x·v).
  @ParameterizedTest
  @EnumSource
  void anOpaqueOpIsTransposed(Executor executor) {
    Expr expected = Tridiagonal.solve(x.times(v).times(2));
    double[] e = executor.value(expected, at).toDoubleArray();
    double[] a = executor.value(tangent(Tridiagonal.solve(x.square())), at).toDoubleArray();
    for (int i = 0; i < e.length; i++) {
      assertEquals(e[i], a[i], 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anElementwiseRuleServesBothModes(Executor executor) {
    double[] slope =
        executor.value(Grad.grad(Gudermannian.gd(x).sum(), x).of(x), onlyX()).toDoubleArray();
    double[] a = executor.value(tangent(Gudermannian.gd(x)), at).toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      assertEquals(slope[i] * at.get(v).doubleAt(i), a[i], 1e-15 * Math.abs(a[i]));
    }
  }

  private Map<Expr, Tensor> onlyX() {
    return Map.of(x, at.get(x));
  }

  /// The identity, elementwise or a view, with a rule of a test.
  private record Ruled(boolean elementwise, UnaryOperator<Expr> rule) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return Arity.unary(operands);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.of(rule.apply(yBar)));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return elementwise ? new StopGradient().lowering(operands) : new Lowering.View.Reshape();
    }
  }

  private static final List<UnaryOperator<Expr>> NOT_LINEAR =
      List.of(
          Expr::square,
          Expr::relu,
          Expr::abs,
          Expr::exp,
          yBar -> yBar.dividedBy(yBar.square().sum().sqrt()),
          yBar -> yBar.times(yBar.max()));

  @Test
  void aRuleThatIsNotLinearIsRefusedWithTheUsersLine() {
    for (UnaryOperator<Expr> rule : NOT_LINEAR) {
      for (boolean elementwise : new boolean[] {true, false}) {
        Expr y = new Ruled(elementwise, rule).of(x);
        String message =
            assertThrows(GradientException.class, () -> tangent(y.times(2))).getMessage();
        assertTrue(message.startsWith("[ruled] its vjp is not linear: give a jvp"), message);
        assertTrue(message.contains("at dev.adjoint.usercode.OwnTangentTest."), message);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRuleThatIsLinearMayBeWrittenInAnyWay(Executor executor) {
    List<UnaryOperator<Expr>> linear =
        List.of(
            yBar -> yBar.plus(yBar),
            yBar -> yBar.sum().plus(yBar).minus(yBar.sum()).times(2),
            yBar -> yBar.times(StopGradient.stopGradient(x.abs().max())).dividedBy(1.75),
            yBar -> yBar.negate().times(-2).relu().minus(yBar.times(2).relu()).plus(yBar.times(2)));
    for (UnaryOperator<Expr> rule : linear.subList(0, 3)) {
      Expr t = tangent(new Ruled(false, rule).of(x));
      Map<Expr, Tensor> needed = executor.of(t).inputs().contains(x) ? at : Map.of(v, at.get(v));
      double[] a = executor.value(t, needed).toDoubleArray();
      for (int i = 0; i < a.length; i++) {
        assertEquals(2 * at.get(v).doubleAt(i), a[i], 1e-12);
      }
    }
    assertThrows(
        GradientException.class,
        () -> tangent(new Ruled(false, linear.get(3)).of(x)),
        "linear, but not by its structure");
  }

  @Test
  void wrongRulesAreNamedInForwardModeToo() {
    Expr wrongShape = new Ruled(true, yBar -> yBar.sum()).of(x);
    String message = assertThrows(GradientException.class, () -> tangent(wrongShape)).getMessage();
    assertTrue(message.startsWith("[ruled] its vjp gives float64[] for operand 0"), message);
    Expr failing =
        new Ruled(
                false,
                _ -> {
                  throw new IllegalStateException("odd");
                })
            .of(x);
    message = assertThrows(GradientException.class, () -> tangent(failing)).getMessage();
    assertTrue(
        message.startsWith("[ruled] its vjp failed: java.lang.IllegalStateException: odd"),
        message);
  }

  @Test
  void anAnswerThatIsNoneNamesTheUsersLine() {
    Expr y = StopGradient.stopGradient(x).plus(1);
    Tangent answer = Grad.jvp(List.of(y), Map.of(x, v)).answer(y);
    assertTrue(
        answer.toString().contains("stopGradient at dev.adjoint.usercode.OwnTangentTest."),
        answer.toString());
    Expr t = tangent(x.exp());
    assertTrue(t.origin().written().toString().contains("OwnTangentTest.java"));
  }
}
