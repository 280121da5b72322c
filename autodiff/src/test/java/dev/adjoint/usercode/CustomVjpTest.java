package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.CustomVjp;
import dev.adjoint.autodiff.op.Rounding;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Functions with a derivative of the user's own: three that people write, and what goes wrong.
final class CustomVjpTest {
  private static final CustomVjp ROUND =
      CustomVjp.unary("roundThrough", Rounding::round, (x, y, yBar) -> yBar);

  /// The negative log-likelihood of a label under a logit, `softplus(z) − t·z`, with the slope
  /// `σ(z) − t` that every text gives.
  private static final CustomVjp LOGISTIC =
      CustomVjp.of(
          "logistic",
          operands -> {
            Expr z = operands.get(0);
            return Softplus.softplus(z).minus(operands.get(1).times(z));
          },
          (operands, y, yBar) -> {
            Expr residual = operands.get(0).sigmoid().minus(operands.get(1));
            return List.of(Optional.of(yBar.times(residual)), Optional.empty());
          });

  /// `z = tanh(W·z + x)`, found by iteration; the rule solves `λ = ȳ + Jᵀλ` by iteration too and
  /// never looks at the one that found z.
  private static final CustomVjp FIXED_POINT =
      CustomVjp.of("fixedPoint", x -> iterated(x.get(0), x.get(1)), CustomVjpTest::implicit);

  private static final int STEPS = 60;

  private static Expr step(Expr w, Expr x, Expr z) {
    return w.matmul(z).plus(x).tanh();
  }

  private static Expr iterated(Expr w, Expr x) {
    Expr z = x.times(0);
    for (int i = 0; i < STEPS; i++) {
      z = step(w, x, z);
    }
    return z;
  }

  private static List<Optional<Expr>> implicit(List<Expr> operands, Expr z, Expr zBar) {
    Expr w = operands.get(0);
    Expr x = operands.get(1);
    Expr slope = z.square().negate().plus(1); // tanh' at the fixed point
    Expr lambda = zBar;
    for (int i = 0; i < STEPS; i++) {
      lambda = zBar.plus(w.transpose().matmul(slope.times(lambda)));
    }
    Expr delta = slope.times(lambda);
    int n = x.shape().size(0);
    Expr outer = delta.reshape(n, 1).matmul(z.reshape(1, n));
    return List.of(Optional.of(outer), Optional.of(delta));
  }

  private final Input x = Input.of("x", DType.FLOAT64, 3);
  private final Input t = Input.of("t", DType.FLOAT64, 3);
  private final Map<Expr, Tensor> at = Map.of(x, Tensor.of(0.4, -1.6, 2.5));

  @ParameterizedTest
  @EnumSource
  void straightThroughRounding(Executor executor) {
    Expr loss = ROUND.of(x.times(3)).square().sum();
    Expr g = Grad.grad(loss, x).of(x);
    List<Tensor> actual = executor.of(loss, g).run(at);
    assertEquals(1 + 25 + 64, actual.get(0).item());
    assertArrayEquals(new double[] {6, -30, 48}, actual.get(1).toDoubleArray());
    Input f = Input.of("f", DType.FLOAT32, 2);
    Expr narrow = Grad.grad(ROUND.of(f).square().sum(), f).of(f);
    Tensor slopes = executor.value(narrow, Map.of(f, Tensor.of(0.75f, -2.25f)));
    assertArrayEquals(new float[] {2, -4}, slopes.toFloatArray());
    assertTrue(Printer.text(loss).contains("roundThrough("), Printer.text(loss));
  }

  /// The rule is differentiated, not the function.
  @ParameterizedTest
  @EnumSource
  void theSecondDerivativeIsThatOfTheRule(Executor executor) {
    Expr g = Grad.grad(ROUND.of(x).pow(3).sum(), x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    List<Tensor> actual = executor.of(g, h).run(at);
    assertArrayEquals(new double[] {0, 12, 12}, actual.get(0).toDoubleArray());
    assertArrayEquals(new double[] {0, -12, 12}, actual.get(1).toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource
  void aLossWithTheSlopeOfTheTexts(Executor executor) {
    Expr known = Compare.equal(t, t);
    Expr loss = Where.where(known, LOGISTIC.of(x, t), 0).sum();
    Expr g = Grad.grad(loss, x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    Map<Expr, Tensor> masked = Map.of(x, Tensor.of(800.0, 0, -40), t, Tensor.of(1, Double.NaN, 0));
    List<Tensor> actual = executor.of(g, h).run(masked);
    double tail = StrictMath.exp(-40);
    assertArrayEquals(new double[] {0, 0, tail}, actual.get(0).toDoubleArray(), tail * 1e-15);
    assertArrayEquals(new double[] {0, 0, tail}, actual.get(1).toDoubleArray(), tail * 1e-15);
  }

  /// Against the gradient through all steps of the iteration, to second order.
  @ParameterizedTest
  @EnumSource
  void aFixedPointWithoutItsIteration(Executor executor) {
    Input w = Input.of("w", DType.FLOAT64, 3, 3);
    Tensor weights = Tensor.of(new double[][] {{0.2, -0.1, 0.3}, {0, 0.25, 0.1}, {-0.2, 0.1, 0.1}});
    Map<Expr, Tensor> both = Map.of(w, weights, x, Tensor.of(0.4, -1.6, 2.5));
    List<Tensor> implicit = derivatives(executor, FIXED_POINT.of(w, x), w, both);
    List<Tensor> unrolled = derivatives(executor, iterated(w, x), w, both);
    for (int i = 0; i < implicit.size(); i++) {
      assertArrayEquals(
          unrolled.get(i).toDoubleArray(), implicit.get(i).toDoubleArray(), 1e-13, "output " + i);
    }
  }

  private List<Tensor> derivatives(Executor executor, Expr z, Expr w, Map<Expr, Tensor> both) {
    Expr weighted = z.square().times(Constant.of(Tensor.of(1.0, 2, -1))).sum();
    List<Expr> first = Grad.grad(weighted, w, x).all();
    Expr along = first.get(0).sum().plus(first.get(1).square().sum());
    List<Expr> second = Grad.grad(along, w, x).all();
    return executor.of(first.get(0), first.get(1), second.get(0), second.get(1)).run(both);
  }

  @ParameterizedTest
  @EnumSource
  void otherSizes(Executor executor) {
    Input v = Input.of("v", new TensorType(DType.FLOAT64, Shape.of(Dim.of("m", 4))));
    Expr g = Grad.grad(ROUND.of(v).square().sum(), v).of(v);
    Graph.Copy copy = Graph.at(List.of(g), Map.of("m", 2));
    Tensor slopes =
        executor
            .of(copy.outputs())
            .run(Map.of(copy.map().get(v), Tensor.of(0.75, 2.25)))
            .getFirst();
    assertArrayEquals(new double[] {2, 4}, slopes.toDoubleArray());
  }

  /// The function may be its operand, or use none.
  @ParameterizedTest
  @EnumSource
  void trivialFunctions(Executor executor) {
    CustomVjp same = CustomVjp.unary("same", v -> v, (v, y, yBar) -> yBar.times(10));
    Expr g = Grad.grad(same.of(x).sum(), x).of(x);
    assertArrayEquals(new double[] {10, 10, 10}, executor.value(g, Map.of()).toDoubleArray());
    assertEquals(at.get(x), executor.value(same.of(x), at));
    CustomVjp one =
        CustomVjp.unary(
            "one", v -> Constant.scalar(1, DType.FLOAT64), (v, y, yBar) -> v.times(yBar));
    Expr slope = Grad.grad(one.of(x), x).of(x);
    assertEquals(at.get(x), executor.value(slope, at));
  }

  private static void says(String start, String inside, Runnable code) {
    AdjointException e = assertThrows(AdjointException.class, code::run);
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
    assertTrue(e.getMessage().contains(inside), e.getMessage());
    assertTrue(e.getMessage().contains("at dev.adjoint.usercode.CustomVjpTest."), e.getMessage());
  }

  @Test
  void aFunctionSeesNothingButItsOperands() {
    CustomVjp open = CustomVjp.unary("open", v -> v.times(t.exp()), (v, y, yBar) -> yBar);
    says(
        "[open] its function uses t: float64[3], which is not an operand: pass it as one",
        "given: x: float64[3]",
        () -> open.of(x));
  }

  @Test
  void aFunctionThatFails() {
    CustomVjp broken =
        CustomVjp.of(
            "broken",
            operands -> {
              throw new IllegalStateException("odd");
            },
            (operands, y, yBar) -> List.of());
    says(
        "[broken] its function failed: java.lang.IllegalStateException: odd",
        "x",
        () -> broken.of(x));
    CustomVjp outside =
        CustomVjp.of("outside", operands -> operands.get(1), (o, y, yBar) -> List.of());
    says("[outside] its function failed: java.lang.", "IndexOutOfBounds", () -> outside.of(x));
    CustomVjp unfit = CustomVjp.unary("unfit", v -> v.reshape(2, 2), (v, y, yBar) -> yBar);
    ShapeException e = assertThrows(ShapeException.class, () -> unfit.of(x));
    assertTrue(e.getMessage().startsWith("[unfit] [reshape] "), e.getMessage());
  }

  @Test
  void aRuleThatFails() {
    says(
        "[wrong] its vjp gives 0 cotangents for 1 operands",
        "",
        () -> gradient(CustomVjp.of("wrong", o -> o.getFirst(), (o, y, yBar) -> List.of())));
    says(
        "[wrong] its vjp gives float64[] for operand 0, which is x: float64[3]",
        "",
        () -> gradient(CustomVjp.unary("wrong", v -> v.exp(), (v, y, yBar) -> yBar.sum())));
    says(
        "[wrong] its vjp gives float32[3] for operand 0, which is x: float64[3]",
        "",
        () ->
            gradient(
                CustomVjp.unary("wrong", v -> v.exp(), (v, y, yBar) -> yBar.cast(DType.FLOAT32))));
    says(
        "[wrong] its vjp failed: java.lang.IllegalStateException: odd",
        "",
        () ->
            gradient(
                CustomVjp.unary(
                    "wrong",
                    v -> v.exp(),
                    (v, y, yBar) -> {
                      throw new IllegalStateException("odd");
                    })));
  }

  private void gradient(CustomVjp op) {
    Grad.grad(op.of(x).sum(), x);
  }

  @Test
  void aNameIsOneThatCanBePrinted() {
    assertThrows(AdjointException.class, () -> CustomVjp.unary(" ", v -> v, (v, y, yBar) -> yBar));
    assertThrows(
        AdjointException.class, () -> CustomVjp.unary("a\nb", v -> v, (v, y, yBar) -> yBar));
  }
}
