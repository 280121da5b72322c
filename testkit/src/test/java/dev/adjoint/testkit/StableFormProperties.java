package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/// Random formulas of the ops that losses are made of: wherever one is finite as written, its
/// stable form has the same value and slopes, up to what rounding may do to either.
class StableFormProperties {
  private static final Shape SHAPE = Shape.of(2, 3);
  private static final Expr ONE = Constant.scalar(1, DType.FLOAT64);
  private static final Expr LABELS = Constant.of(Tensor.of(new long[] {2, 0}));

  private static final List<UnaryOperator<Expr>> UNARY =
      List.of(
          Expr::exp,
          Expr::log,
          Expr::sigmoid,
          Expr::negate,
          Expr::square,
          Expr::sqrt,
          Expr::tanh,
          x -> ONE.minus(x),
          x -> x.plus(1),
          x -> x.times(0.5),
          x -> Softmax.softmax(x, 1),
          x -> x.sum(1).reshape(2, 1).broadcast(SHAPE),
          x -> x.mean(0).broadcast(SHAPE),
          x -> x.dividedBy(x.sum(1).reshape(2, 1)),
          x -> x.transpose().reshape(2, 3),
          x -> new Gather(1).of(x, LABELS).reshape(2, 1).broadcast(SHAPE),
          x -> ONE.dividedBy(x));

  private static final List<BinaryOperator<Expr>> BINARY =
      List.of(
          Expr::plus,
          Expr::minus,
          Expr::times,
          Expr::dividedBy,
          (a, b) -> Where.where(Compare.less(a, b), a, b),
          (a, b) -> a.times(b).plus(ONE.minus(a).times(ONE.minus(b))));

  private static int compared;
  private static int changed;
  private static int interior;

  /// A formula in postfix: a number below 4 is an input or a constant, others are ops.
  private static Expr formula(List<Integer> codes, Input x, Input w) {
    List<Expr> leaves = List.of(x, w, x.exp(), x.sigmoid());
    Deque<Expr> stack = new ArrayDeque<>(List.of(x));
    for (int code : codes) {
      if (code < leaves.size()) {
        stack.push(leaves.get(code));
      } else if (code < leaves.size() + UNARY.size()) {
        stack.push(UNARY.get(code - leaves.size()).apply(stack.pop()));
      } else if (stack.size() > 1) {
        stack.push(BINARY.get(code - leaves.size() - UNARY.size()).apply(stack.pop(), stack.pop()));
      }
    }
    return stack.pop();
  }

  @Property(seed = Seed.VALUE)
  void aStableFormSaysTheSame(
      @ForAll @Size(min = 2, max = 9) List<@IntRange(max = 26) Integer> codes,
      @ForAll @Size(12) List<@DoubleRange(min = -4, max = 4) Double> numbers) {
    Input x = Input.of("x", new TensorType(DType.FLOAT64, SHAPE));
    Input w = Input.of("w", new TensorType(DType.FLOAT64, SHAPE));
    Expr written = formula(codes, x, w);
    if (Stabilise.of(List.of(written)).outputs().getFirst() == written) {
      return;
    }
    changed++;
    Map<Input, Tensor> at =
        Map.of(x, tensor(numbers.subList(0, 6)), w, tensor(numbers.subList(6, 12)));
    BoundedReading reading = new BoundedReading(at);
    Bounded[] literal = reading.values(written.asWritten());
    Bounded[] stable = reading.values(written);
    for (int i = 0; i < literal.length && !reading.isUndecided(); i++) {
      compare("value", literal[i], stable[i]);
    }
    Map<Input, Tensor> direction = Map.of(x, tensor(numbers.subList(6, 12)));
    Bounded slope = reading.derivative(written.asWritten().sum(), direction);
    if (!reading.isUndecided()) {
      compare("slope", slope, reading.derivative(written.sum(), direction));
    }
  }

  /// The gradient by what lies inside a formula, or is a constant of it, whether or not a rule went
  /// past it, is that of the formula as written.
  @Property(seed = Seed.VALUE)
  void gradientsByInteriorNodesAreThoseAsWritten(
      @ForAll @Size(min = 2, max = 9) List<@IntRange(max = 26) Integer> codes,
      @ForAll @Size(12) List<@DoubleRange(min = -4, max = 4) Double> numbers,
      @ForAll @IntRange(max = 30) int choice) {
    Input x = Input.of("x", new TensorType(DType.FLOAT64, SHAPE));
    Input w = Input.of("w", new TensorType(DType.FLOAT64, SHAPE));
    Expr written = formula(codes, x, w);
    if (Stabilise.of(List.of(written)).outputs().getFirst() == written) {
      return;
    }
    List<Expr> nodes =
        Graph.topological(List.of(written)).stream().filter(n -> n.dtype().isFloating()).toList();
    Expr target = nodes.get(choice % nodes.size());
    Gradient literal = Grad.grad(written.asWritten().sum(), target).answer(target);
    Gradient stable = Grad.grad(written.sum(), target).answer(target);
    if (literal instanceof Gradient.Connected(Expr first)
        && stable instanceof Gradient.Connected(Expr second)) {
      BoundedReading reading =
          new BoundedReading(
              Map.of(x, tensor(numbers.subList(0, 6)), w, tensor(numbers.subList(6, 12))));
      Bounded[] expected = reading.values(first);
      Bounded[] actual = reading.values(second);
      for (int i = 0; i < expected.length && !reading.isUndecided(); i++) {
        compare("gradient by " + target, expected[i], actual[i]);
        interior++;
      }
    }
  }

  private static Tensor tensor(List<Double> numbers) {
    return Tensor.of(SHAPE, numbers.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void compare(String what, Bounded literal, Bounded stable) {
    double allowed = 2 * (literal.error() + stable.error());
    if (Double.isFinite(literal.value()) && Double.isFinite(allowed)) {
      double apart = Math.abs(literal.value() - stable.value());
      assertTrue(apart <= allowed, () -> what + " as written " + literal + ", stable " + stable);
      compared++;
    }
  }

  @AfterContainer
  static void manyAreCompared() {
    assertTrue(changed > 100, "changed " + changed);
    assertTrue(compared > 300, "compared " + compared);
    assertTrue(interior > 300, "gradients by interior nodes " + interior);
  }
}
