package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.ForwardMode;
import dev.adjoint.autodiff.ForwardMode.Direction;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.GradientException;
import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A user's ops, one file each and nothing registered, beside the built-in ones.
final class OwnOpTest {
  private static final double[] POINTS = {-3.5, -0.7, 0.2, 1, 2.6};

  private final Input x = Input.of("x", DType.FLOAT64, POINTS.length);
  private final Map<Expr, Tensor> at = Map.of(x, Tensor.of(POINTS));

  @ParameterizedTest
  @EnumSource
  void anElementwiseOpIsOneFile(Executor executor) {
    Expr y = Gudermannian.gd(x.times(2)).plus(1);
    Expr g = Grad.grad(y.sum(), x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    List<Tensor> values = executor.of(y, g, h).run(at);
    for (int i = 0; i < POINTS.length; i++) {
      double u = 2 * POINTS[i];
      double cosh = StrictMath.cosh(u);
      assertEquals(1 + StrictMath.asin(StrictMath.tanh(u)), values.get(0).doubleAt(i), 1e-12);
      assertEquals(2 / cosh, values.get(1).doubleAt(i), 1e-14);
      assertEquals(-4 * StrictMath.sinh(u) / (cosh * cosh), values.get(2).doubleAt(i), 1e-13);
      Direction e = Direction.unit(x, i);
      assertEquals(ForwardMode.first(y, at, e)[i], values.get(1).doubleAt(i), 1e-13);
      assertEquals(ForwardMode.second(y, at, e, e)[i], values.get(2).doubleAt(i), 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anElementwiseOpRunsInFloat32(Executor executor) {
    Input f = Input.of("f", DType.FLOAT32, 2);
    Tensor y = executor.value(Gudermannian.gd(f), Map.of(f, Tensor.of(0.5f, -2f)));
    assertEquals(DType.FLOAT32, y.dtype());
    assertEquals(StrictMath.asin(StrictMath.tanh(0.5)), y.doubleAt(0), 1e-7);
  }

  @ParameterizedTest
  @EnumSource
  void anOpaqueOpHasItsOwnDerivative(Executor executor) {
    Expr y = Tridiagonal.solve(x.square());
    Expr loss = y.square().sum();
    Expr g = Grad.grad(loss, x).of(x);
    List<Tensor> values = executor.of(y, loss, g).run(at);
    double[] solution = values.getFirst().toDoubleArray();
    for (int i = 0; i < POINTS.length; i++) {
      double left = i == 0 ? 0 : solution[i - 1];
      double right = i == POINTS.length - 1 ? 0 : solution[i + 1];
      assertEquals(POINTS[i] * POINTS[i], 2 * solution[i] - left - right, 1e-12);
    }
    for (int i = 0; i < POINTS.length; i++) {
      assertEquals(difference(executor, loss, i), values.get(2).doubleAt(i), 1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOpaqueOpHasASecondDerivative(Executor executor) {
    Expr loss = Tridiagonal.solve(x.square()).square().sum();
    Expr g = Grad.grad(loss, x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    Tensor value = executor.value(h, at);
    for (int i = 0; i < POINTS.length; i++) {
      assertEquals(difference(executor, g.sum(), i), value.doubleAt(i), 1e-4);
    }
  }

  private double difference(Executor executor, Expr scalar, int element) {
    double h = 1e-4;
    double[] slope = new double[2];
    for (int side = 0; side < 2; side++) {
      double[] moved = POINTS.clone();
      moved[element] += side == 0 ? -h : h;
      slope[side] = executor.value(scalar, Map.of(x, Tensor.of(moved))).item();
    }
    return (slope[1] - slope[0]) / (2 * h);
  }

  @ParameterizedTest
  @EnumSource
  void anOpaqueOpRunsUnderAnUntakenBranch(Executor executor) {
    Expr y = Tridiagonal.solve(x).minus(1).relu();
    Expr g = Grad.grad(y.sum(), x).of(x);
    double[] solution = executor.value(Tridiagonal.solve(x), at).toDoubleArray();
    double[] mask = new double[POINTS.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = solution[i] > 1 ? 1 : 0;
    }
    assertEquals(
        executor.value(Tridiagonal.solve(x), Map.of(x, Tensor.of(mask))), executor.value(g, at));
  }

  /// An op of one operand whose parts a test may break.
  private record Loose(
      Function<TensorType, TensorType> type,
      UnaryOperator<Tensor> evaluation,
      Function<Expr, List<Optional<Expr>>> rule)
      implements Op {
    static final UnaryOperator<Tensor> SAME = UnaryOperator.identity();

    @Override
    public TensorType type(List<TensorType> operands) {
      return type.apply(Arity.unary(operands));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return rule.apply(yBar);
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Opaque(v -> evaluation.apply(v.getFirst()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongResultOfAnOpaqueOpIsNamed(Executor executor) {
    Expr y = new Loose(t -> t, v -> Tensor.of(1.0, 2), g -> List.of()).of(x);
    AdjointException e = assertThrows(AdjointException.class, () -> executor.value(y, at));
    assertTrue(
        e.getMessage()
            .matches("(?s)\\[loose] .*float64\\[[25]].*float64\\[[25]].*OwnOpTest\\.java:\\d+.*"),
        e.getMessage());
    Expr z = new Loose(t -> t, v -> v.cast(DType.INT64), g -> List.of()).of(x);
    assertThrows(AdjointException.class, () -> executor.value(z, at));
  }

  @Test
  void aRuleGivesOneCotangentForEachOperand() {
    Expr none = new Loose(t -> t, Loose.SAME, g -> List.of()).of(x);
    GradientException e = assertThrows(GradientException.class, () -> Grad.grad(none.sum(), x));
    assertTrue(
        e.getMessage().startsWith("[loose] its vjp gives 0 cotangents for 1 operands"),
        e.getMessage());
    Expr two = new Loose(t -> t, Loose.SAME, g -> List.of(Optional.of(g), Optional.of(g))).of(x);
    assertThrows(GradientException.class, () -> Grad.grad(two.sum(), x));
  }

  @Test
  void aCotangentHasTheTypeOfItsOperand() {
    Expr scalar = new Loose(t -> t, Loose.SAME, g -> List.of(Optional.of(g.sum()))).of(x);
    GradientException e = assertThrows(GradientException.class, () -> Grad.grad(scalar.sum(), x));
    assertTrue(
        e.getMessage()
            .startsWith("[loose] its vjp gives float64[] for operand 0, which is x: float64[5]"),
        e.getMessage());
    Expr narrow =
        new Loose(t -> t, Loose.SAME, g -> List.of(Optional.of(g.cast(DType.FLOAT32)))).of(x);
    assertThrows(GradientException.class, () -> Grad.grad(narrow.sum(), x));
  }

  @Test
  void aTypeRuleOnlySaysTheRule() {
    DTypeException dtype =
        assertThrows(
            DTypeException.class,
            () -> {
              Tridiagonal.solve(x.cast(DType.FLOAT32).named("narrow"));
            });
    assertTrue(
        dtype
            .getMessage()
            .matches(
                "(?s)\\[tridiagonal] needs float64, not float32\\R  given: narrow = cast\\(x\\):"
                    + " float32\\[5]\\R  at dev\\.adjoint\\.usercode\\..*java:\\d+\\)"),
        dtype.getMessage());
    assertThrows(
        ShapeException.class,
        () -> {
          Tridiagonal.solve(x.sum());
        });
  }

  /// An elementwise op of three operands of different dtypes.
  private record Gate() implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return new TensorType(operands.get(1).dtype(), Arity.sameShape(operands, 3));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(
          Optional.empty(),
          Optional.of(yBar.times(operands.get(2))),
          Optional.of(yBar.times(operands.get(1))));
    }

    @Override
    public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
      return Optional.of(operands.getFirst());
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Elementwise(
          new Formula() {
            @Override
            public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> v) {
              V product = k.mul(v.get(1).value(), v.get(2).value());
              return new Lane.Value<>(k.select(v.get(0).mask(), product, k.literal(0)));
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOpMayRestrictWhereItsCotangentGoes(Executor executor) {
    Input open = Input.of("open", DType.BOOL, 3);
    Input a = Input.of("a", DType.FLOAT64, 3);
    Expr y = new Gate().of(open, a, a.log());
    Expr g = Grad.grad(y.sum(), a).of(a);
    Tensor actual =
        executor.value(g, Map.of(open, Tensor.of(true, false, true), a, Tensor.of(2.0, 0, 3)));
    assertEquals(StrictMath.log(2) + 1, actual.doubleAt(0), 1e-15);
    assertEquals(0, actual.doubleAt(1));
    assertEquals(StrictMath.log(3) + 1, actual.doubleAt(2), 1e-15);
  }
}
