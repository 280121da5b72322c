package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.batch.Batch;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.ClipGradientNorm;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.CustomVjp;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ops of another package in a batch, with nothing said about batches: each against its samples.
final class BatchedOpTest {
  private static final int SAMPLES = 4;

  private final Input a = Input.of("a", DType.FLOAT64, 3);
  private final Input b = Input.of("b", DType.FLOAT64, 3);
  private final Input as = Input.of("as", DType.FLOAT64, SAMPLES, 3);
  private final Input bs = Input.of("bs", DType.FLOAT64, SAMPLES, 3);
  private final Tensor asAt = Tensor.uniform(Shape.of(SAMPLES, 3), 21);
  private final Tensor bsAt = Tensor.uniform(Shape.of(SAMPLES, 3), 22);

  /// Values, gradients of the batch, second derivatives, the batch of the gradient, and a batch of
  /// batches of one, with either operand mapped and with both.
  private void check(Executor executor, BinaryOperator<Expr> function) {
    check(executor, function, true);
  }

  private void check(Executor executor, BinaryOperator<Expr> function, boolean isLinear) {
    Expr loss = function.apply(a, b).square().sum();
    for (List<Input> mapped : List.of(List.of(a), List.of(b), List.of(a, b))) {
      Map<Expr, Expr> samples = new HashMap<>();
      mapped.forEach(x -> samples.put(x, x == a ? as : bs));
      Expr batch = Batch.batch(loss, samples);
      near(executor, loss, mapped, batch);
      for (Input x : List.of(a, b)) {
        if (Grad.grad(loss, x).answer(x) instanceof Gradient.Connected(Expr first)) {
          Expr firsts = Batch.batch(first, samples);
          near(executor, first, mapped, firsts);
          if (mapped.contains(x)) {
            Expr xs = samples.get(x);
            Expr ofBatch = Grad.grad(batch.sum(), xs).of(xs);
            near(executor, first, mapped, ofBatch);
            if (Grad.grad(first.square().sum(), x).answer(x)
                instanceof Gradient.Connected(Expr h)) {
              near(executor, h, mapped, Grad.grad(ofBatch.square().sum(), xs).of(xs));
              near(executor, h, mapped, Grad.grad(firsts.square().sum(), xs).of(xs));
              near(executor, h, mapped, Batch.batch(h, samples));
            }
          } else if (isLinear) {
            Tensor total = run(executor, Grad.grad(batch.sum(), x).of(x), whole());
            Tensor sum = run(executor, firsts.sum(0), whole());
            assertClose(sum.toDoubleArray(), total.toDoubleArray());
          }
        }
      }
      Input outer = Input.of("outer", DType.FLOAT64, 1, SAMPLES, 3);
      Expr inner = samples.get(mapped.getFirst());
      Expr nested = Batch.batch(batch, Map.of(inner, outer));
      Map<Input, Tensor> at = new HashMap<>(whole());
      at.put(outer, (inner == as ? asAt : bsAt).reshape(outer.shape()));
      assertClose(
          run(executor, batch, whole()).toDoubleArray(), run(executor, nested, at).toDoubleArray());
    }
  }

  private Map<Input, Tensor> whole() {
    return Map.of(a, row(asAt, 0), b, row(bsAt, 0), as, asAt, bs, bsAt);
  }

  private void near(Executor executor, Expr one, List<Input> mapped, Expr batch) {
    double[] all = run(executor, batch, whole()).toDoubleArray();
    int size = (int) one.shape().size();
    assertEquals(SAMPLES * size, all.length);
    for (int s = 0; s < SAMPLES; s++) {
      Map<Input, Tensor> at = new HashMap<>(whole());
      at.put(a, row(asAt, mapped.contains(a) ? s : 0));
      at.put(b, row(bsAt, mapped.contains(b) ? s : 0));
      assertClose(
          run(executor, one, at).toDoubleArray(),
          Arrays.copyOfRange(all, s * size, (s + 1) * size));
    }
  }

  private static void assertClose(double[] expected, double[] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-13 * Math.max(1, Math.abs(expected[i])));
    }
  }

  private static Tensor run(Executor executor, Expr y, Map<Input, Tensor> bindings) {
    Map<Input, Tensor> needed = new HashMap<>(bindings);
    var executable = executor.of(y);
    needed.keySet().retainAll(executable.inputs());
    return executable.run(needed).getFirst();
  }

  private static Tensor row(Tensor all, int i) {
    int n = all.shape().size(1);
    return Tensor.of(Arrays.copyOfRange(all.toDoubleArray(), i * n, (i + 1) * n));
  }

  @ParameterizedTest
  @EnumSource
  void anElementwiseOp(Executor executor) {
    check(executor, (x, y) -> Gudermannian.gd(x.times(y)));
    Expr batch = Batch.map(Gudermannian::gd, as);
    assertInstanceOf(Gudermannian.class, ((Apply) batch).op());
  }

  @ParameterizedTest
  @EnumSource
  void anOpaqueOp(Executor executor) {
    check(executor, (x, y) -> Tridiagonal.solve(x.square()).times(y));
  }

  @Test
  void aWrongResultOfAnOpaqueOpNamesTheSample() {
    Expr one = new Outgrown().of(a);
    Expr all = Batch.batch(one, Map.of(a, as));
    for (Executor executor : Executor.values()) {
      AdjointException e =
          assertThrows(AdjointException.class, () -> executor.value(all, Map.of(as, asAt)));
      assertTrue(
          e.getMessage().contains("sample 0 gives float64[2], but the type rule says float64[3]"),
          e.getMessage());
      assertTrue(e.getMessage().startsWith("[outgrown] "), e.getMessage());
      assertTrue(e.getMessage().contains("BatchedOpTest.java"), e.getMessage());
    }
  }

  private record Outgrown() implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return Arity.unary(operands);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.of(yBar));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Opaque(_ -> Tensor.of(1.0, 2));
    }
  }

  /// A composite whose type rule insists on vectors, and whose two operands have a support each.
  private record SmoothDistance() implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      TensorType type = Arity.same(operands, 2);
      if (type.rank() != 1) {
        throw new ShapeException("needs vectors");
      }
      return new TensorType(type.dtype(), Shape.scalar());
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> x, Expr y, Expr yBar) {
      Expr bar = yBar.times(2).broadcast(x.getFirst().shape()).times(x.get(0).minus(x.get(1)));
      return List.of(Optional.of(bar), Optional.of(bar.negate()));
    }

    @Override
    public Optional<Expr> support(List<Expr> x, Expr y, int i) {
      return Optional.of(Compare.notEqual(x.get(0), x.get(1)));
    }

    @Override
    public List<Kink> kinks() {
      Tensor at = Tensor.of(1.0, 2);
      return List.of(
          new Kink(
              "at equality", "0", List.of(at, at), List.of(Tensor.of(0.0, 0), Tensor.of(0.0, 0))));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Composite(x -> x.get(0).minus(x.get(1)).square().sum());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aComposite(Executor executor) {
    check(executor, (x, y) -> new SmoothDistance().of(x, y));
    Expr batch = Batch.batch(new SmoothDistance().of(a, b), Map.of(a, as));
    assertEquals("smoothDistance", ((Apply) batch).op().name());
    Kink kink = ((Apply) batch).op().kinks().getFirst();
    assertEquals(Shape.of(1, 2), kink.at().get(0).shape());
    assertTrue(Printer.text(batch).contains("smoothDistance("), Printer.text(batch));
  }

  /// An op of elements whose type rule insists on vectors: the op itself does not fit a batch.
  private record Twice() implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      TensorType x = Arity.unary(operands);
      if (x.rank() != 1) {
        throw new ShapeException("needs a vector");
      }
      return x;
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.of(yBar.times(2)));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Elementwise(
          new Formula() {
            @Override
            public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> v) {
              return new Lane.Value<>(k.add(v.getFirst().value(), v.getFirst().value()));
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOpThatInsistsOnARank(Executor executor) {
    check(executor, (x, y) -> new Twice().of(x.times(y)));
  }

  /// A user's op for each structural kind of lowering, under a name of its own, with a rule that
  /// says so: three times what the lowering's derivative is.
  private record Own(String name, Shape result, Lowering lowering) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return new TensorType(operands.getFirst().dtype(), result);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      List<Optional<Expr>> bars = new ArrayList<>();
      for (Expr x : operands) {
        bars.add(Optional.of(x.times(yBar.sum().times(3))));
      }
      return bars;
    }

    @Override
    public boolean redefinesDerivative() {
      return true;
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return lowering;
    }
  }

  @ParameterizedTest
  @EnumSource
  void structuralOpsWithRulesOfTheirOwn(Executor executor) {
    TreeSet<Integer> zero = new TreeSet<>(List.of(0));
    Shape vector = Shape.of(3);
    Dim none = Dim.of(0);
    Map<String, Own> unary = new HashMap<>();
    unary.put("reshape", new Own("r", Shape.of(3, 1), new Lowering.View.Reshape()));
    unary.put("same", new Own("s", vector, new Lowering.View.Reshape()));
    unary.put("expand", new Own("e", Shape.of(2, 3), new Lowering.View.Expand()));
    unary.put("flip", new Own("f", vector, new Lowering.View.Flip(zero)));
    unary.put("permute", new Own("p", vector, new Lowering.View.Permute(List.of(0))));
    unary.put(
        "slice",
        new Own("l", Shape.of(2), new Lowering.View.Slice(List.of(Dim.of(1)), List.of(1))));
    for (Lowering.Reduction.Kind kind :
        List.of(
            Lowering.Reduction.Kind.SUM,
            Lowering.Reduction.Kind.PROD,
            Lowering.Reduction.Kind.MAX,
            Lowering.Reduction.Kind.MIN)) {
      unary.put(kind.name(), new Own("fold", Shape.scalar(), new Lowering.Reduction(kind, zero)));
    }
    unary.put("scan", new Own("c", vector, new Lowering.Scan(0, true)));
    unary.put("sort", new Own("o", vector, new Lowering.Order.Values(0, true)));
    unary.put(
        "pad",
        new Own("d", Shape.of(5), new Lowering.Scatter.Place(List.of(List.of(none)), List.of(2))));
    unary.forEach((name, op) -> check(executor, (x, y) -> op.of(x).square().sum().times(y)));
    Map<String, Own> binary = new HashMap<>();
    binary.put("recurrence", new Own("h", vector, new Lowering.Recurrence(0, false)));
    binary.put(
        "dot",
        new Own(
            "dot",
            Shape.scalar(),
            new Lowering.Contraction(List.of(), List.of(), List.of(0), List.of(0))));
    binary.put(
        "outer",
        new Own(
            "outer",
            Shape.of(3, 3),
            new Lowering.Contraction(List.of(), List.of(), List.of(), List.of())));
    binary.put(
        "times",
        new Own(
            "times",
            vector,
            new Lowering.Contraction(List.of(0), List.of(0), List.of(), List.of())));
    binary.put(
        "concat",
        new Own(
            "concat",
            Shape.of(6),
            new Lowering.Scatter.Place(List.of(List.of(none), List.of(Dim.of(3))), List.of(1))));
    binary.put(
        "interleave",
        new Own(
            "interleave",
            Shape.of(7),
            new Lowering.Scatter.Place(List.of(List.of(none), List.of(Dim.of(1))), List.of(2))));
    binary.forEach((name, op) -> check(executor, op::of));
  }

  /// Each sample's cotangent is clipped by itself; that of a shared node is one, the sum.
  @ParameterizedTest
  @EnumSource
  void aRuleThatIsNotLinear(Executor executor) {
    check(executor, (x, y) -> ClipGradientNorm.clipGradientNorm(x.times(3), 0.5).times(y), false);
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionWithARuleOfItsOwn(Executor executor) {
    CustomVjp op =
        CustomVjp.of(
            "residual",
            x -> x.get(0).minus(x.get(1)).abs(),
            (x, y, yBar) -> List.of(Optional.of(yBar.times(x.get(0))), Optional.of(yBar.times(y))));
    check(executor, op::of);
  }

  /// The rule uses what is not an operand, and depends on the sample all the same.
  @ParameterizedTest
  @EnumSource
  void aRuleThatUsesAnotherMappedNode(Executor executor) {
    check(
        executor,
        (x, y) -> {
          Expr weight = y.exp();
          return CustomVjp.unary(
                  "weighted", Expr::tanh, (z, t, tBar) -> tBar.times(weight).times(t))
              .of(x)
              .plus(y);
        });
  }

  @Test
  void originsLeadToTheLineAndKeepTheirOrder() {
    Expr loss = LogSumExp.logSumExp(a.times(b), 0).plus(new SmoothDistance().of(a, b));
    Expr g = Grad.grad(loss, a).of(a);
    Expr h = Grad.grad(g.square().sum(), b).of(b);
    Expr batch = Batch.batch(h, Map.of(a, as));
    int highest = 0;
    for (Expr node : Graph.topological(List.of(batch))) {
      if (node instanceof Apply) {
        assertTrue(node.origin().written().toString().contains("BatchedOpTest"), node.toString());
        highest = Math.max(highest, node.origin().order());
      }
    }
    assertEquals(2, highest);
    assertInstanceOf(Origin.Copied.class, batch.origin());
    assertEquals(h.origin().order(), batch.origin().order());
    Expr third = Grad.grad(batch.sum(), as).of(as);
    assertEquals(3, third.origin().order());
  }
}
