package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Clamp;
import dev.adjoint.autodiff.op.ClipGradient;
import dev.adjoint.autodiff.op.ClipGradientNorm;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.CustomVjp;
import dev.adjoint.autodiff.op.Rounding;
import dev.adjoint.autodiff.op.ScaleGradient;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tangents: which there are, what they look like, and what ops that redefine their derivative do
/// to them.
final class ForwardTest {
  private final Input x = Input.of("x", DType.FLOAT64, 3);
  private final Input v = Input.of("v", DType.FLOAT64, 3);
  private final Input s = Input.of("s", DType.FLOAT64);

  private Expr tangent(Expr y) {
    return Grad.jvp(List.of(y), Map.of(x, v)).of(y);
  }

  private Tangent answer(Expr y) {
    return Grad.jvp(List.of(y), Map.of(x, v)).answer(y);
  }

  private static String message(Runnable action) {
    return assertThrows(GradientException.class, action::run).getMessage();
  }

  private static String text(Expr y) {
    return Printer.text(y).replaceAll(" +", " ").strip();
  }

  /// Rules as they are written, with the tangent for the cotangent, or their transposes.
  @Test
  void tangentsReadLikeFormulas() {
    assertEquals("out1 = v ⊙ exp(x) float64[3]", text(tangent(x.exp())));
    assertEquals("out1 = where(¬(x ≤ 0.0), v, 0.0) float64[3]", text(tangent(x.relu())));
    Expr mask = Compare.greater(x, 0);
    assertEquals(
        "out1 = where(0.0 < x, v ⊙ 2.0, v) float64[3]",
        text(tangent(Where.where(mask, x.times(2), x))));
    assertEquals("out1 = sum(v, axes=[0]) float64[]", text(tangent(x.sum())));
    Input w = Input.of("w", DType.FLOAT64, 3, 2);
    assertEquals(
        "out1 = reshape(reshape(v, shape=[1, 3])·w, shape=[2]) float64[2]",
        text(tangent(x.matmul(w))));
  }

  @Test
  void outputsHaveTypedAnswers() {
    assertInstanceOf(Tangent.Connected.class, answer(x.exp()));
    assertEquals(
        new Tangent.Disconnected("it depends on nothing that has a tangent"), answer(s.exp()));
    assertEquals(
        new Tangent.NonDifferentiable("bool values have no derivative"),
        answer(Compare.less(x, 0)));
    Expr stopped = StopGradient.stopGradient(x.exp()).times(2);
    String why = assertInstanceOf(Tangent.Disconnected.class, answer(stopped)).why();
    assertTrue(
        why.startsWith(
            "it depends on what has a tangent only through ops that let none flow: stopGradient"
                + " at"),
        why);
    Expr counted = Compare.less(x, 0).cast(DType.FLOAT64).sum();
    assertTrue(
        assertInstanceOf(Tangent.Disconnected.class, answer(counted)).why().contains("less at"));
  }

  @ParameterizedTest
  @EnumSource
  void zeroAndNaNAreAnswersOfTheirOwn(Executor executor) {
    Expr floor = Rounding.floor(x);
    assertArrayEquals(
        new double[3],
        executor
            .value(assertInstanceOf(Tangent.Connected.class, answer(floor)).expr(), Map.of())
            .toDoubleArray());
    double[] root =
        executor
            .value(tangent(x.sqrt()), Map.of(x, Tensor.of(-1.0, 0, 4), v, Tensor.of(1.0, 1, 1)))
            .toDoubleArray();
    assertArrayEquals(
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0.25}, root, "NaN, ∞, a number");
  }

  @Test
  void aTangentThatIsNoneSaysWhy() {
    Tangents t = Grad.jvp(List.of(s, x), Map.of(x, v));
    assertEquals(
        "[jvp] there is no tangent of s: float64[]: it depends on nothing that has a tangent",
        message(() -> t.of(s)));
    assertEquals(message(() -> t.of(s)), message(t::all));
    assertSame(v, t.of(x));
    assertEquals("[jvp] v: float64[3] is not one of the outputs", message(() -> t.of(v)));
    Expr less = Compare.less(x, 0);
    assertTrue(
        message(() -> Grad.jvp(List.of(less), Map.of(x, v)).of(less))
            .endsWith("bool values have no derivative"));
  }

  @Test
  void noOutputsAndNoTangentsAreNoErrors() {
    assertEquals(List.of(), Grad.jvp(List.of(), Map.of(x, v)).all());
    assertInstanceOf(Tangent.Disconnected.class, Grad.jvp(List.of(x), Map.of()).answer(x));
    assertEquals(List.of(v, v), Grad.jvp(List.of(x, x), Map.of(x, v)).all());
    assertInstanceOf(Tangent.Connected.class, Grad.jvp(List.of(x), Map.of(x, v, s, s)).answer(x));
  }

  @Test
  void aTangentHasTheTypeOfItsNode() {
    assertEquals(
        "[jvp] the tangent of x: float64[3] is s: float64[]",
        message(() -> Grad.jvp(List.of(x), Map.of(x, s))));
    Input f = Input.of("f", DType.FLOAT32, 3);
    assertEquals(
        "[jvp] the tangent of x: float64[3] is f: float32[3]",
        message(() -> Grad.jvp(List.of(x), Map.of(x, f))));
    Input k = Input.of("k", DType.INT64, 3);
    assertEquals(
        "[jvp] the tangent of k: int64[3] is k: int64[3], but int64 values have none",
        message(() -> Grad.jvp(List.of(x), Map.of(k, k))));
    Input named = Input.of("named", new TensorType(DType.FLOAT64, Shape.of(Dim.of("n", 3))));
    Expr y = named.exp();
    assertEquals(y.type(), Grad.jvp(List.of(y), Map.of(named, v)).of(y).type());
  }

  /// The tangent of an interior node adds to what comes from below, as gradients by both do.
  @ParameterizedTest
  @EnumSource
  void interiorNodesMayMoveToo(Executor executor) {
    Expr h = x.square();
    Expr y = h.exp();
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(0.5, -1, 0.25), v, Tensor.of(1.0, 2, 3));
    double[] both =
        executor.value(Grad.jvp(List.of(y), Map.of(x, v, h, v)).of(y), at).toDoubleArray();
    double[] inputs = {0.5, -1, 0.25};
    for (int i = 0; i < 3; i++) {
      double e = StrictMath.exp(inputs[i] * inputs[i]);
      assertEquals(e * (2 * inputs[i] + 1) * (i + 1), both[i], 1e-13);
    }
    assertSame(v, Grad.jvp(List.of(h), Map.of(h, v)).of(h));
  }

  /// A node that a stable form goes past is a cut for its own tangent, and only for that.
  @ParameterizedTest
  @EnumSource
  void stableFormsKeepTheNodesThatMove(Executor executor) {
    Expr p = s.sigmoid();
    Expr loss = p.log();
    Expr one = Constant.scalar(1, DType.FLOAT64);
    Map<Expr, Tensor> far = Map.of(s, Tensor.scalar(-800.0));
    assertEquals(1, executor.value(Grad.jvp(List.of(loss), Map.of(s, one)).of(loss), far).item());
    assertEquals(
        Double.POSITIVE_INFINITY,
        executor.value(Grad.jvp(List.of(loss), Map.of(p, one)).of(loss), far).item(),
        "1/p");
    Map<Expr, Tensor> near = Map.of(s, Tensor.scalar(0.0));
    Expr both = Grad.jvp(List.of(loss), Map.of(p, one, s, one)).of(loss);
    assertEquals(2.5, executor.value(both, near).item());
    assertEquals(1, both.origin().order());
    Expr literal = s.sigmoid().log().asWritten();
    Expr t = Grad.jvp(List.of(literal), Map.of(s, one)).of(literal);
    assertTrue(Double.isNaN(executor.value(t, far).item()), "0/0 as it is written");
  }

  @Test
  void theOrderStandsOnTheNodes() {
    Expr y = x.exp();
    Expr first = tangent(y);
    assertEquals(1, first.origin().order());
    Expr second = Grad.jvp(List.of(first), Map.of(x, v)).of(first);
    assertEquals(2, second.origin().order());
    Expr mixed = Grad.grad(second.sum(), x).of(x);
    assertEquals(3, mixed.origin().order());
    assertEquals(new Origin.Tangent(y, 1), first.origin());
  }

  @Test
  void graphsOfTangentsGrowLinearly() {
    int[] before = new int[3];
    for (int n : new int[] {50, 100, 200}) {
      Expr y = x;
      for (int i = 0; i < n; i++) {
        Expr scaled = y.tanh().times(x);
        y = Concat.concat(0, scaled.sum().reshape(1), scaled.relu().max().reshape(1), s.reshape(1));
      }
      Expr derivative = y.sum();
      for (int order = 1; order < 3; order++) {
        derivative = tangent(derivative);
        int size = Graph.topological(List.of(derivative)).size();
        assertTrue(before[order] == 0 || size < 2.2 * before[order], size + " nodes");
        before[order] = size;
      }
    }
  }

  /// Every operand of a concatenation in one node, not a sum of as many padded ones.
  @Test
  void manyOperandsMakeOneNode() {
    Expr[] parts = new Expr[40];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = i % 2 == 0 ? x : s.reshape(1);
    }
    Expr joined = Concat.concat(0, parts);
    assertEquals(joined.type(), tangent(joined).type());
    assertTrue(tangent(joined) instanceof Apply apply && apply.op() instanceof Concat);
  }

  // What redefines its derivative.

  private double[] rule(Executor executor, UnaryOperator<Expr> op, double... tangent) {
    return executor.value(tangent(op.apply(x)), Map.of(v, Tensor.of(tangent))).toDoubleArray();
  }

  /// Linear rules are transposed, so modes agree; clipping is for gradients only.
  @ParameterizedTest
  @EnumSource
  void rulesThatAreNoDerivatives(Executor executor) {
    double[] t = {1, -2, 1e9};
    assertArrayEquals(
        new double[] {-3, 6, -3e9}, rule(executor, y -> ScaleGradient.scaleGradient(y, -3), t));
    assertArrayEquals(t, rule(executor, y -> ClipGradient.clipGradient(y, -0.5, 0.5), t));
    assertArrayEquals(t, rule(executor, y -> ClipGradientNorm.clipGradientNorm(y, 0.5), t));
    CustomVjp straightThrough =
        CustomVjp.unary("roundThrough", Rounding::round, (_, _, yBar) -> yBar);
    assertArrayEquals(t, rule(executor, straightThrough::of, t));
  }

  /// Of x⁴ the gradient is clamp(4x³, ±1), and the tangent of that is not clipped again.
  @ParameterizedTest
  @EnumSource
  void aHessianVectorProductDifferentiatesTheClippedGradient(Executor executor) {
    Expr loss = ClipGradient.clipGradient(x, -1, 1).pow(4).sum();
    Map<Expr, Tensor> at = Map.of(x, Tensor.of(0.5, 2, -0.25), v, Tensor.of(10.0, 10, 10));
    assertArrayEquals(
        new double[] {30, 0, 7.5},
        executor.value(Grad.hvp(loss, Map.of(x, v)).of(x), at).toDoubleArray());
    Expr scaled = ScaleGradient.scaleGradient(x, 3).square().sum();
    assertArrayEquals(
        new double[] {180, 180, 180},
        executor.value(Grad.hvp(scaled, Map.of(x, v)).of(x), Map.of(v, at.get(v))).toDoubleArray(),
        "scaled at each crossing, as in reverse mode");
  }

  @ParameterizedTest
  @EnumSource
  void aRuleThatIsNotLinearNeedsATangentRule(Executor executor) {
    CustomVjp clip = CustomVjp.unary("clip", y -> y, (_, _, yBar) -> Clamp.clamp(yBar, -1, 1));
    String refused = message(() -> tangent(clip.of(x)));
    assertTrue(refused.startsWith("[clip] its vjp is not linear: give a jvp"), refused);
    CustomVjp stated = clip.withTangent((_, _, dots) -> dots.getFirst().orElseThrow());
    double[] t = {1, -2, 1e9};
    assertArrayEquals(t, rule(executor, stated::of, t));
    CustomVjp wrong = clip.withTangent((_, _, _) -> s);
    assertTrue(
        message(() -> tangent(wrong.of(x)))
            .startsWith("[clip] its jvp gives float64[], but the result is"));
    CustomVjp failing =
        clip.withTangent(
            (_, _, _) -> {
              throw new IllegalStateException("odd");
            });
    assertTrue(
        message(() -> tangent(failing.of(x)))
            .startsWith("[clip] its jvp failed: java.lang.IllegalStateException: odd"));
  }

  // Hessian-vector products.

  @Test
  void hessianVectorProductsHaveTypedAnswers() {
    Input other = Input.of("other", DType.FLOAT64, 3);
    Input k = Input.of("k", DType.INT64);
    Expr loss = x.times(other).sum().plus(x.sum());
    Gradients hv = Grad.hvp(loss, Map.of(x, v));
    assertEquals(
        new Gradient.Disconnected("of its gradient, it depends on nothing that has a tangent"),
        hv.answer(x),
        "linear in x");
    Gradients cross = Grad.hvp(loss, Map.of(x, v, other, v));
    assertInstanceOf(Gradient.Connected.class, cross.answer(x));
    assertInstanceOf(Gradient.Connected.class, cross.answer(other));
    assertEquals(
        new Gradient.Disconnected("the outputs do not depend on it"),
        Grad.hvp(loss, Map.of(s, s)).answer(s));
    assertEquals(
        "[jvp] the tangent of k: int64[] is k: int64[], but int64 values have none",
        message(() -> Grad.hvp(loss, Map.of(k, k))));
    assertTrue(
        message(() -> Grad.hvp(x, Map.of(x, v)))
            .startsWith("[grad] the loss must be a scalar, got x: float64[3]"));
    Expr bool = Compare.less(s, 0);
    assertTrue(
        message(() -> Grad.hvp(bool, Map.of(s, s))).startsWith("[grad] the loss must be floating"));
  }

  /// By an interior node, below which and above which stable forms replace what is written.
  @ParameterizedTest
  @EnumSource
  void hessianVectorProductsByInteriorNodes(Executor executor) {
    Expr z = s.sigmoid().log();
    Expr h = z.times(2);
    Expr loss = h.exp().plus(h.square());
    Expr one = Constant.scalar(1, DType.FLOAT64);
    double at = 2 * StrictMath.log(0.5);
    assertEquals(
        StrictMath.exp(at) + 2,
        executor.value(Grad.hvp(loss, Map.of(h, one)).of(h), Map.of(s, Tensor.scalar(0.0))).item(),
        1e-15);
    Expr p = s.sigmoid();
    assertEquals(
        -4,
        executor
            .value(Grad.hvp(p.log(), Map.of(p, one)).of(p), Map.of(s, Tensor.scalar(0.0)))
            .item(),
        1e-15);
  }
}
