package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Derivatives of derivatives: the classical confusions of variables, and every order of modes
/// against closed forms.
final class NestedDerivativesTest {
  private static final double AT = 0.625;

  private final Input x = Input.of("x", DType.FLOAT64);

  private Expr one() {
    return Constant.scalar(1, DType.FLOAT64);
  }

  private static Expr reverse(Expr y, Expr x) {
    return Grad.grad(y, x).of(x);
  }

  private Expr forward(Expr y, Expr x) {
    return Grad.jvp(List.of(y), Map.of(x, one())).of(y);
  }

  /// Both modes, as derivatives of a function of one number.
  private List<UnaryOperator<UnaryOperator<Expr>>> modes() {
    return List.of(
        f -> at -> Grad.at(at).valueAndGrad(f).gradients(),
        f -> at -> Grad.at(at).jvp(f, one()).tree());
  }

  private double value(Expr y) {
    return y.peek(Graph.inputs(List.of(y)).isEmpty() ? Map.of() : Map.of(x, Tensor.scalar(AT)))
        .item();
  }

  /// d/dx of x·(d/dy of (x + y)) is 1; the confused answer is 2. Siskind and Pearlmutter,
  /// "Perturbation confusion and referential transparency", 2005.
  @Test
  void theClassicalExampleIsOneInAllModes() {
    for (var outer : modes()) {
      for (var inner : modes()) {
        UnaryOperator<Expr> f = v -> v.times(inner.apply(y -> v.plus(y)).apply(v));
        assertEquals(1, value(outer.apply(f).apply(x)));
        UnaryOperator<Expr> g = v -> v.times(inner.apply(y -> v.times(y)).apply(one()));
        assertEquals(2 * AT, value(outer.apply(g).apply(x)));
      }
    }
  }

  /// What an inner function closes over is constant to it, and a variable to the outer one.
  @Test
  void threeLevelsReadOneVariable() {
    for (var a : modes()) {
      for (var b : modes()) {
        for (var c : modes()) {
          // c: d/dz (u·v·z³) = 3uvz², at z = v: 3uv³; b: d/dv = 9uv², at v = u: 9u³; a: 27u².
          UnaryOperator<Expr> f =
              u -> b.apply(v -> c.apply(z -> u.times(v).times(z.pow(3))).apply(v)).apply(u);
          assertEquals(27 * AT * AT, value(a.apply(f).apply(x)), 1e-14);
        }
      }
    }
  }

  /// L = x²·(d/dx x³) = 3x⁴ is an expression of x like any other.
  @Test
  void aGradientInsideALossInsideAGradient() {
    for (boolean inner : new boolean[] {true, false}) {
      for (boolean outer : new boolean[] {true, false}) {
        Expr cube = x.pow(3);
        Expr slope = inner ? forward(cube, x) : reverse(cube, x);
        Expr loss = x.square().times(slope);
        Expr d = outer ? forward(loss, x) : reverse(loss, x);
        assertEquals(12 * AT * AT * AT, value(d), 1e-14);
      }
    }
  }

  /// One direction given twice is no less a direction: D(Df·v)·v with v = x itself.
  @Test
  void tangentsOfTangentsMayUseTheInputItself() {
    Expr y = x.pow(4);
    Expr first = Grad.jvp(List.of(y), Map.of(x, x)).of(y); // 4x³·x
    assertEquals(4 * AT * AT * AT * AT, value(first), 1e-15);
    Expr second = Grad.jvp(List.of(first), Map.of(x, x)).of(first); // 16x³·x
    assertEquals(16 * AT * AT * AT * AT, value(second), 1e-15);
    Expr along = Grad.jvp(List.of(y), Map.of(x, one())).of(y);
    assertEquals(12 * AT * AT, value(Grad.jvp(List.of(along), Map.of(x, one())).of(along)), 1e-14);
  }

  /// L = f + ½(f′)² with f = x³, that is x³ + 4.5x⁴; L″ = 6x + 54x².
  @Test
  void aHessianVectorProductThroughAGradientPenalty() {
    Expr f = x.pow(3);
    Expr loss = f.plus(reverse(f, x).square().times(0.5));
    double expected = 6 * AT + 54 * AT * AT;
    assertEquals(expected, value(Grad.hvp(loss, Map.of(x, one())).of(x)), 1e-13);
    Expr tangentPenalty = f.plus(forward(f, x).square().times(0.5));
    assertEquals(expected, value(Grad.hvp(tangentPenalty, Map.of(x, one())).of(x)), 1e-13);
  }

  private record Closed(
      String name, UnaryOperator<Expr> f, List<DoubleUnaryOperator> derivatives) {}

  private static double pow(double x, int n) {
    double y = 1;
    for (int i = 0; i < n; i++) {
      y *= x;
    }
    return y;
  }

  private static final List<Closed> CLOSED =
      List.of(
          new Closed(
              "polynomial",
              v -> v.pow(5).minus(v.pow(3).times(2)).plus(v.times(3)),
              List.of(
                  v -> 5 * pow(v, 4) - 6 * v * v + 3,
                  v -> 20 * pow(v, 3) - 12 * v,
                  v -> 60 * v * v - 12,
                  v -> 120 * v)),
          new Closed(
              "exp(2x)",
              v -> v.times(2).exp(),
              List.of(
                  v -> 2 * StrictMath.exp(2 * v),
                  v -> 4 * StrictMath.exp(2 * v),
                  v -> 8 * StrictMath.exp(2 * v),
                  v -> 16 * StrictMath.exp(2 * v))),
          new Closed(
              "tanh",
              Expr::tanh,
              List.of(
                  v -> 1 - t(v) * t(v),
                  v -> -2 * t(v) * (1 - t(v) * t(v)),
                  v -> (1 - t(v) * t(v)) * (6 * t(v) * t(v) - 2),
                  v -> (1 - t(v) * t(v)) * t(v) * (16 - 24 * t(v) * t(v)))));

  private static double t(double v) {
    return StrictMath.tanh(v);
  }

  /// All 2 + 4 + 8 + 16 words of modes, within the running error bound of the graph; and the order
  /// stands on its nodes, whatever the modes are.
  @TestFactory
  Stream<DynamicTest> anyMixOfModesToOrderFour() {
    return CLOSED.stream()
        .map(closed -> DynamicTest.dynamicTest(closed.name, () -> checkAllWords(closed)));
  }

  private void checkAllWords(Closed closed) {
    List<Expr> last = List.of(closed.f.apply(x));
    for (int order = 1; order <= 4; order++) {
      List<Expr> next = new ArrayList<>();
      double truth = closed.derivatives.get(order - 1).applyAsDouble(AT);
      for (Expr y : last) {
        for (Expr d : List.of(reverse(y, x), forward(y, x))) {
          next.add(d);
          Bounded value = new BoundedReading(Map.of(x, Tensor.scalar(AT))).values(d)[0];
          assertTrue(
              Agreement.agree(value.value(), truth, value.error() + 4 * Math.ulp(truth)),
              closed.name + ", order " + order + ": " + value + ", not " + truth);
          assertTrue(value.error() < 1e-12, "the bound says something");
          Set<Integer> orders = new HashSet<>();
          Graph.topological(List.of(d)).forEach(node -> orders.add(node.origin().order()));
          assertEquals(order, Collections.max(orders), "the order on the nodes");
        }
      }
      last = next;
    }
  }
}
