package dev.adjoint.testkit;

import static dev.adjoint.autodiff.op.Where.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.CumulativeProduct;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Einsum;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LinearRecurrence;
import dev.adjoint.autodiff.op.Log1p;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.Normalization;
import dev.adjoint.autodiff.op.Not;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Prod;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Sort;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/// What a branch that was not taken would have given never reaches a gradient: `where(mask, f(x),
/// 0)` with f or its slope NaN or infinite at masked-out elements, behind any other op, to first
/// and second order. Elements in the mask are 12.5, those outside are 1.
class UntakenBranchProperties {
  private static final int ROWS = 3;
  private static final int COLUMNS = 4;

  /// Functions that are well behaved at 12.5 and break at 1.
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  enum Poison {
    LOG_OF_NEGATIVE(x -> x.minus(10).log()),
    LOG_OF_ZERO(x -> x.minus(1).log()),
    LOG1P_OF_MINUS_ONE(x -> Log1p.log1p(x.minus(2))),
    SQRT_OF_NEGATIVE(x -> x.minus(10).sqrt()),
    SQRT_AT_ZERO(x -> x.minus(1).sqrt()),
    POLE(x -> x.dividedBy(x.minus(1))),
    INVERSE_SQUARE(x -> x.minus(1).pow(-2)),
    OVERFLOW(x -> x.minus(10).times(-100).exp()),
    POWER(x -> x.minus(10).pow(0.5)),
    INFINITE_TIMES_ZERO(x -> x.minus(1).log().times(x.minus(1))),
    ZERO_OVER_ZERO(x -> x.minus(1).square().dividedBy(x.minus(1))),
    NORMALIZED(x -> x.minus(1).dividedBy(x.minus(1).abs())),
    SOFTMAX_OF_OVERFLOW(x -> x.minus(10).times(-1000).exp().sigmoid());

    private final UnaryOperator<Expr> f;

    Poison(UnaryOperator<Expr> f) {
      this.f = f;
    }
  }

  /// What stands between the selection and the loss.
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  enum Route {
    SUM(y -> y.sum(0)),
    SUM_OTHER(y -> y.sum(1)),
    MEAN(y -> y.mean()),
    SLICE(y -> Slice.slice(y, 1, 1, 3)),
    GATHER(y -> Gather.gather(y, Constant.of(Tensor.of(2L, 0L, 2L)))),
    SCATTER(y -> ScatterAdd.scatterAdd(y, Constant.of(Tensor.of(1L, 1L, 0L)), Dim.of(4))),
    BROADCAST(y -> y.broadcast(Shape.of(2, ROWS, COLUMNS)).square().sum(0)),
    MATMUL(y -> y.matmul(y.transpose())),
    MATMUL_RIGHT(y -> Constant.of(Tensor.full(matrix(), 0.5)).matmul(y)),
    SOFTMAX(y -> Softmax.softmax(y, 1)),
    LOG_SOFTMAX(y -> LogSoftmax.logSoftmax(y, 0)),
    LOG_SUM_EXP(y -> LogSumExp.logSumExp(y, 1)),
    TRANSPOSE(y -> y.transpose()),
    RESHAPE(y -> y.reshape(ROWS * COLUMNS)),
    FLIP(y -> Flip.flip(y, 0)),
    PAD(y -> Pad.pad(y, 1, 1, 2)),
    RUNNING_SUM(y -> CumulativeSum.cumulativeSum(y, 1)),
    RUNNING_PRODUCT(y -> CumulativeProduct.cumulativeProduct(y.plus(1), 1)),
    PRODUCT(y -> Prod.prod(y.plus(1), 1)),
    RECURRENCE(y -> LinearRecurrence.linearRecurrence(y.times(0.5), y, 1)),
    SORT(y -> Sort.sort(y, 1)),
    TOP_K(y -> Sort.topK(y, 2, 0)),
    MAX(y -> Extremum.max(y, 1)),
    MAXIMUM(y -> Maximum.maximum(y, y.times(0.5))),
    SHARED(y -> y.times(y).plus(y)),
    BEHIND_ANOTHER(y -> where(Compare.less(y, 1), y.times(2), y.square())),
    CAST(y -> y.cast(DType.FLOAT32).times(3));

    private final UnaryOperator<Expr> of;

    Route(UnaryOperator<Expr> of) {
      this.of = of;
    }

    private static TensorType matrix() {
      return TensorType.of(DType.FLOAT64, 2, ROWS);
    }
  }

  @Property(seed = Seed.VALUE)
  void anUntakenBranchGivesZeroAtEveryOrder(
      @ForAll Poison poison,
      @ForAll Route route,
      @ForAll Route next,
      @ForAll @Size(ROWS * COLUMNS) List<Boolean> taken) {
    Input x = Input.of("x", DType.FLOAT64, ROWS, COLUMNS);
    boolean[] mask = new boolean[taken.size()];
    double[] values = new double[taken.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = taken.get(i);
      values[i] = mask[i] ? 12.5 : 1;
    }
    Map<Input, Tensor> bindings = Map.of(x, Tensor.of(x.shape(), values));
    Expr condition = Constant.of(Tensor.of(x.shape(), mask));
    Expr y = where(condition, poison.f.apply(x), 0);
    Expr z = route.of.apply(y);
    GraphCase graph =
        GraphCase.of(z.rank() == 2 && fits(z) ? next.of.apply(z.cast(DType.FLOAT64)) : z, bindings);
    Expr gradient = Grad.grad(graph.loss().orElseThrow(), x).of(x);
    Expr slope = gradient.times(Constant.of(Direction.of(x.type(), 1))).sum();
    assertNoLeak(graph, gradient, mask);
    if (Grad.grad(slope, x).answer(x) instanceof Gradient.Connected(Expr second)) {
      assertNoLeak(graph, second, mask);
    }
  }

  private static boolean fits(Expr z) {
    return z.shape().size(0) == ROWS && z.shape().size(1) == COLUMNS;
  }

  /// The same mask spelled the other way round.
  @Property(seed = Seed.VALUE)
  void theOtherBranchDoesNotLeakEither(@ForAll Poison poison, @ForAll Route route) {
    Input x = Input.of("x", DType.FLOAT64, ROWS, COLUMNS);
    double[] values = new double[ROWS * COLUMNS];
    boolean[] mask = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      mask[i] = i % 3 == 0;
      values[i] = mask[i] ? 12.5 : 1;
    }
    Expr condition = Not.not(Compare.less(Constant.scalar(11, DType.FLOAT64), x));
    Expr y = where(condition, x.times(0).plus(0.25), poison.f.apply(x));
    GraphCase graph = GraphCase.of(route.of.apply(y), Map.of(x, Tensor.of(x.shape(), values)));
    assertNoLeak(graph, Grad.grad(graph.loss().orElseThrow(), x).of(x), mask);
  }

  @Property(seed = Seed.VALUE)
  void aMaskedLossIgnoresTargetsThatAreNaN(@ForAll @Size(6) List<Boolean> known) {
    Input x = Input.of("x", DType.FLOAT64, 6);
    Input t = Input.of("t", DType.FLOAT64, 6);
    boolean[] mask = new boolean[6];
    double[] targets = new double[6];
    for (int i = 0; i < 6; i++) {
      mask[i] = known.get(i);
      targets[i] = mask[i] ? i : Double.NaN;
    }
    Expr isKnown = Compare.equal(t, t);
    Expr loss = where(isKnown, x.minus(t).square(), 0).sum();
    Map<Input, Tensor> bindings =
        Map.of(x, Tensor.of(0.5, 1.5, 2.5, 3.5, 4.5, 5.5), t, Tensor.of(targets));
    Tensor gradient = Interpreter.of(Grad.grad(loss, x).of(x)).run(bindings).getFirst();
    for (int i = 0; i < 6; i++) {
      assertEquals(mask[i] ? 1.0 : 0.0, gradient.doubleAt(i));
    }
  }

  /// Layers that treat each sample by itself, from 3 features to 3.
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  enum Layer {
    DENSE((x, w) -> x.matmul(w)),
    DENSE_TRANSPOSED((x, w) -> w.matmul(x.transpose()).transpose()),
    DENSE_BY_SUBSCRIPTS((x, w) -> Einsum.einsum("si,oi->so", x, w)),
    TANH((x, w) -> x.tanh()),
    RELU((x, w) -> x.relu()),
    GATE((x, w) -> x.sigmoid().times(x.matmul(w))),
    SOFTMAX((x, w) -> Softmax.softmax(x, 1)),
    LOG_SOFTMAX((x, w) -> LogSoftmax.logSoftmax(x, 1)),
    LAYER_NORM((x, w) -> Normalization.standardize(x, 0.5, 1)),
    RUNNING_SUM((x, w) -> CumulativeSum.cumulativeSum(x, 1)),
    PRODUCT((x, w) -> x.times(Prod.prod(x, 1).reshape(x.shape().size(0), 1))),
    LARGEST((x, w) -> x.minus(Extremum.max(x, 1).reshape(x.shape().size(0), 1))),
    CUT_AND_JOINED(
        (x, w) -> Concat.concat(1, Slice.slice(x, 1, 1, 3), Slice.slice(x, 1, 0, 1).square())),
    SPELLED_RELU((x, w) -> where(Compare.greater(x, 0), x, x.times(0.25)));

    private final BinaryOperator<Expr> of;

    Layer(BinaryOperator<Expr> of) {
      this.of = of;
    }

    private static Expr all(List<Layer> layers, double[][] features, Expr w) {
      Expr x = Constant.of(Tensor.of(features)).matmul(w);
      for (Layer layer : layers) {
        x = layer.of.apply(x, w);
      }
      return x;
    }
  }

  /// A masked loss of a network has the derivatives by its weights of the loss of the samples that
  /// are kept, whatever the features of the others are.
  @Property(seed = Seed.VALUE)
  void maskedSamplesCountForNothing(
      @ForAll @Size(min = 1, max = 3) List<Layer> layers,
      @ForAll @Size(min = 2, max = 5) List<Boolean> kept,
      @ForAll @Size(3) List<@From("padding") Double> padding) {
    Assume.that(kept.contains(true));
    double[][] features = new double[kept.size()][3];
    List<double[]> used = new ArrayList<>();
    boolean[] mask = new boolean[kept.size()];
    for (int s = 0; s < features.length; s++) {
      mask[s] = kept.get(s);
      for (int i = 0; i < 3; i++) {
        features[s][i] = mask[s] ? Math.sin(1 + 3 * s + i) : padding.get(i);
      }
      if (mask[s]) {
        used.add(features[s]);
      }
    }
    Input w = Input.of("w", DType.FLOAT64, 3, 3);
    Expr samples = Constant.of(Tensor.of(Shape.of(mask.length, 1), mask));
    Expr masked = where(samples, Layer.all(layers, features, w), 0).sum();
    Expr cut = Layer.all(layers, used.toArray(double[][]::new), w).sum();
    assertSameDerivatives(masked, cut, Map.of(w, Direction.of(w.type(), 2)));
  }

  @Provide
  Arbitrary<Double> padding() {
    return Arbitraries.of(
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, 1e300, 1.5);
  }

  /// Functions with an infinite slope, or none, at 0.
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  enum Singular {
    SQRT(x -> x.sqrt()),
    LOG(x -> x.log()),
    RECIPROCAL(x -> x.pow(-1)),
    POWER(x -> x.pow(0.25)),
    ENTROPY(x -> x.log().times(x)),
    IDENTITY(x -> x);

    private final UnaryOperator<Expr> f;

    Singular(UnaryOperator<Expr> f) {
      this.f = f;
    }
  }

  /// Of a product `f(a)·g(b)` only some rows and columns are used: its derivatives are those of the
  /// product of these rows and columns. Elsewhere `a` and `b` are 0.
  @Property(seed = Seed.VALUE)
  void unusedRowsAndColumnsOfAProductCountForNothing(
      @ForAll Singular f,
      @ForAll Singular g,
      @ForAll @Size(3) List<Boolean> rows,
      @ForAll @Size(3) List<Boolean> columns,
      @ForAll boolean picked) {
    Assume.that(rows.contains(true) && columns.contains(true));
    Input a = Input.of("a", DType.FLOAT64, 3, 2);
    Input b = Input.of("b", DType.FLOAT64, 2, 3);
    double[] left = new double[6];
    double[] right = new double[6];
    for (int i = 0; i < 6; i++) {
      left[i] = rows.get(i / 2) ? 1 + 0.3 * i : 0;
      right[i] = columns.get(i % 3) ? 2.5 - 0.2 * i : 0;
    }
    Expr row = indices(rows);
    Expr column = indices(columns);
    Expr product = f.f.apply(a).matmul(g.f.apply(b));
    Expr part =
        picked
            ? Gather.take(Gather.take(product, row, 0), column, 1)
            : where(mask(rows, 3, 1), where(mask(columns, 1, 3), product, 0), 0);
    Expr cut = f.f.apply(Gather.take(a, row, 0)).matmul(g.f.apply(Gather.take(b, column, 1)));
    assertSameDerivatives(
        part.square().sum(),
        cut.square().sum(),
        Map.of(a, Tensor.of(a.shape(), left), b, Tensor.of(b.shape(), right)));
  }

  private static Expr indices(List<Boolean> wanted) {
    return Constant.of(
        Tensor.of(LongStream.range(0, wanted.size()).filter(i -> wanted.get((int) i)).toArray()));
  }

  private static Expr mask(List<Boolean> wanted, int... shape) {
    boolean[] mask = new boolean[wanted.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = wanted.get(i);
    }
    return Constant.of(Tensor.of(Shape.of(shape), mask));
  }

  /// Both gradients and both products of the Hessian with a fixed direction agree.
  private static void assertSameDerivatives(Expr loss, Expr cut, Map<Input, Tensor> at) {
    List<Input> inputs = at.keySet().stream().sorted(Comparator.comparing(Input::label)).toList();
    List<Expr> actual = derivatives(loss, inputs);
    List<Expr> expected = derivatives(cut, inputs);
    GraphCase given = GraphCase.of(loss, at);
    for (int i = 0; i < expected.size(); i++) {
      double[] truth = values(Interpreter.of(expected.get(i)), given, expected.get(i));
      double scale = Arrays.stream(truth).map(Math::abs).max().orElse(0);
      for (Executable executor :
          List.of(Interpreter.of(actual.get(i)), Program.compile(List.of(actual.get(i))))) {
        double[] values = values(executor, given, actual.get(i));
        for (int k = 0; k < truth.length; k++) {
          String what = "derivative " + i + " at " + k + " in " + given;
          assertEquals(truth[k], values[k], 1e-9 * Math.max(1, scale), what);
        }
      }
    }
  }

  private static double[] values(Executable executor, GraphCase given, Expr output) {
    return Direction.doubles(executor.run(given.computing(List.of(output)).bindings()).getFirst());
  }

  private static List<Expr> derivatives(Expr loss, List<Input> inputs) {
    List<Expr> all = new ArrayList<>(gradients(loss, inputs));
    Expr slope = Constant.scalar(0, DType.FLOAT64);
    for (int i = 0; i < inputs.size(); i++) {
      slope =
          slope.plus(all.get(i).times(Constant.of(Direction.of(inputs.get(i).type(), 1))).sum());
    }
    all.addAll(gradients(slope, inputs));
    return all;
  }

  /// Gradients, zero where there is none.
  private static List<Expr> gradients(Expr loss, List<Input> inputs) {
    Gradients gradients = Grad.grad(loss, inputs);
    return inputs.stream()
        .<Expr>map(
            x ->
                gradients.answer(x) instanceof Gradient.Connected(Expr gradient)
                    ? gradient
                    : Constant.of(Tensor.zeros(x.type())))
        .toList();
  }

  private static void assertNoLeak(GraphCase graph, Expr gradient, boolean[] mask) {
    GraphCase derived = graph.computing(List.of(gradient));
    for (Executable executor :
        List.of(Interpreter.of(gradient), Program.compile(List.of(gradient)))) {
      double[] values = Direction.doubles(executor.run(derived.bindings()).getFirst());
      for (int i = 0; i < values.length; i++) {
        String where = "element " + i + " is " + values[i] + " in " + graph;
        assertTrue(mask[i] ? Double.isFinite(values[i]) : values[i] == 0, where);
      }
    }
  }
}
