package dev.adjoint.autodiff.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.MatMul;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Tensor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nodes and walks.
final class GraphTest {
  private final Input x = Input.of("x", DType.FLOAT64, 3);

  @Test
  void nodesAreEqualOnlyToThemselves() {
    Expr a = x.plus(x);
    Expr b = x.plus(x);
    assertNotEquals(a, b);
    assertEquals(a, a);
    assertNotEquals(Input.of("x", DType.FLOAT64, 3), x);
    assertNotEquals(Constant.scalar(1, DType.FLOAT64), Constant.scalar(1, DType.FLOAT64));
    assertEquals(2, new HashSet<>(List.of(a, b)).size());
  }

  @Test
  void equalOpsAreEqual() {
    assertEquals(new Sigmoid(), new Sigmoid());
    assertEquals(((Apply) x.sum(0)).op(), ((Apply) x.exp().sum()).op());
    assertNotEquals(((Apply) x.sum(0)).op(), ((Apply) x.mean(0)).op());
  }

  @Test
  void aScalarThatAnIntegerCannotHoldIsRefused() {
    Expr k = Input.of("k", DType.INT64, 3);
    assertEquals(DType.INT64, k.times(2).dtype());
    String message = assertThrows(DTypeException.class, () -> k.times(0.5)).getMessage();
    assertEquals("[full] 0.5 is not an int64 value: cast to a floating dtype first", message);
    assertThrows(DTypeException.class, () -> Compare.greater(k, -0.5));
    assertThrows(DTypeException.class, () -> k.pow(1));
  }

  @Test
  void textIsOneLevelDeep() {
    assertEquals("x: float64[3]", x.toString());
    Apply y = (Apply) x.plus(x).named("y");
    assertEquals("y = add(x, x): float64[3]", y.toString());
    Apply z = (Apply) y.times(2);
    Expr two = z.operands().get(1);
    assertEquals(
        "multiply#%d = multiply(y, broadcast#%d): float64[3]".formatted(z.id(), ((Apply) two).id()),
        z.toString());
    assertEquals("2.0: float64[]", two.operands().getFirst().toString());
    assertEquals("true: bool[]", Constant.scalar(1, DType.BOOL).toString());
    assertEquals("k: int64[2]", Constant.of(Tensor.of(1L, 2L)).named("k").toString());
    assertEquals("constant: int64[2]", Constant.of(Tensor.of(1L, 2L)).toString());
  }

  /// 2⁶⁰ paths: anything that follows them all never returns.
  @Test
  void nothingFollowsEveryPathOfASharedGraph() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Expr y = x;
          for (int i = 0; i < 60; i++) {
            y = y.plus(y);
          }
          assertTrue(y.toString().length() < 80, y.toString());
          assertEquals(y.hashCode(), y.hashCode());
          assertEquals(61, Graph.topological(List.of(y)).size());
          Expr gradient = Grad.grad(y.sum(), x).of(x);
          assertTrue(gradient.toString().length() < 120, gradient.toString());
          Map<Expr, Tensor> at = Map.of(x, Tensor.of(1.0, 2, 3));
          Tensor expected = Tensor.of(0x1p60, 0x1p60, 0x1p60);
          assertEquals(expected, gradient.peek(Map.of()));
          for (Executor executor : Executor.values()) {
            assertEquals(expected, executor.value(gradient, Map.of()), executor.name());
            assertEquals(Tensor.of(0x1p60, 0x1p61, 3 * 0x1p60), executor.value(y, at));
          }
        });
  }

  @Test
  void productsOfSharedFactorsDifferentiateInLinearTime() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Expr y = x;
          for (int i = 0; i < 60; i++) {
            y = y.times(y).tanh();
          }
          Expr first = Grad.grad(y.sum(), x).of(x);
          Expr second = Grad.grad(first.sum(), x).of(x);
          assertTrue(Graph.topological(List.of(second)).size() < 60 * 200);
        });
  }

  @Test
  void operandsComeBeforeTheirUsersAndOnlyOnce() {
    Expr a = x.exp();
    Expr b = a.plus(x);
    Expr c = b.times(a);
    assertEquals(List.of(x, a, b, c), Graph.topological(List.of(c)));
    assertEquals(List.of(x, a, b, c), Graph.topological(List.of(a, c, b)));
    assertEquals(List.of(x), Graph.inputs(List.of(c, b)));
    assertEquals(List.of(), Graph.topological(List.of()));
  }

  @Test
  void theOrderOfAWalkDependsOnTheGraphOnly() {
    Set<List<String>> orders = new HashSet<>();
    for (int attempt = 0; attempt < 20; attempt++) {
      Input p = Input.of("p", DType.FLOAT64);
      Input q = Input.of("q", DType.FLOAT64);
      Expr loss = p.times(q).plus(q.exp().times(p.tanh())).minus(p.dividedBy(q));
      Expr g = Grad.grad(loss, p).of(p);
      orders.add(
          Graph.topological(List.of(g, loss)).stream()
              .map(n -> n instanceof Apply apply ? apply.op().name() : n.name().orElse("c"))
              .toList());
    }
    assertEquals(1, orders.size());
  }

  @ParameterizedTest
  @EnumSource
  void theSameInputTwiceIsOneInput(Executor executor) {
    Input a = Input.of("a", DType.FLOAT64, 2, 2);
    Expr y = new MatMul().of(a, a);
    assertEquals(
        Tensor.of(new double[][] {{7, 10}, {15, 22}}),
        executor.value(y, Map.of(a, Tensor.of(new double[][] {{1, 2}, {3, 4}}))));
  }

  @ParameterizedTest
  @EnumSource
  void outputsMayBeInputsConstantsAndEachOther(Executor executor) {
    Expr one = Constant.of(Tensor.of(1.0, 1, 1));
    Expr y = x.plus(one);
    List<Tensor> values =
        executor.of(x, one, y, y, x.reshape(3, 1)).run(Map.of(x, Tensor.of(1.0, 2, 3)));
    assertEquals(Tensor.of(1.0, 2, 3), values.get(0));
    assertEquals(Tensor.of(1.0, 1, 1), values.get(1));
    assertEquals(Tensor.of(2.0, 3, 4), values.get(2));
    assertEquals(values.get(2), values.get(3));
    assertEquals(Tensor.of(new double[][] {{1}, {2}, {3}}), values.get(4));
  }

  @Test
  void peekComputesAnyNode() {
    Expr y = x.square().sum();
    assertEquals(Tensor.scalar(14.0), y.peek(Map.of(x, Tensor.of(1.0, 2, 3))));
    assertEquals(
        Tensor.of(1.0, 4, 9), y.operands().getFirst().peek(Map.of(x, Tensor.of(1.0, 2, 3))));
    assertEquals(Tensor.scalar(2.0), Constant.scalar(2, DType.FLOAT64).peek(Map.of()));
  }
}
