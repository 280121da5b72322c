package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.batch.Batch;
import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Tangent;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The batch of every case of [OpSpecs] against its samples one by one, each operand mapped by
/// itself and all together: values, the batch of gradients, and gradients of the batch.
///
/// The interpreter folds in one order, so there a batch has the bits of its samples. A program may
/// sum along another axis in another order: it is held to the running error bound.
final class BatchSuiteTest {
  private static final int SAMPLES = 3;

  private interface Check {
    void run(Case batch);
  }

  @TestFactory
  Stream<DynamicTest> values() {
    return tests(DType.values(), BatchSuiteTest::checkValues);
  }

  @TestFactory
  Stream<DynamicTest> batchesOfGradients() {
    return tests(new DType[] {DType.FLOAT32, DType.FLOAT64}, BatchSuiteTest::checkBatchOfGradients);
  }

  @TestFactory
  Stream<DynamicTest> gradientsOfBatches() {
    return tests(new DType[] {DType.FLOAT32, DType.FLOAT64}, BatchSuiteTest::checkGradientOfBatch);
  }

  /// Forward mode through a batch, by the jvp of an op of its own where it has one.
  @TestFactory
  Stream<DynamicTest> tangentsOfBatches() {
    return tests(new DType[] {DType.FLOAT32, DType.FLOAT64}, BatchSuiteTest::checkTangentOfBatch);
  }

  /// Of one sample and of none: the values, and gradients of the right type.
  @TestFactory
  Stream<DynamicTest> smallestBatches() {
    return tests(new DType[] {DType.FLOAT64}, BatchSuiteTest::checkSmallest);
  }

  @TestFactory
  Stream<DynamicTest> secondDerivatives() {
    return tests(new DType[] {DType.FLOAT64}, BatchSuiteTest::checkSecond);
  }

  private static Stream<DynamicTest> tests(DType[] dtypes, Check check) {
    Map<String, List<OpSpec>> byOp =
        OpSpecs.all().stream()
            .collect(
                Collectors.groupingBy(
                    s -> s.op().getSimpleName(), TreeMap::new, Collectors.toList()));
    List<DynamicTest> tests = new ArrayList<>();
    byOp.forEach(
        (op, specs) -> {
          for (DType dtype : dtypes) {
            List<OpSpec> fitting = specs.stream().filter(s -> s.dtypes().contains(dtype)).toList();
            for (Executor executor : fitting.isEmpty() ? new Executor[0] : Executor.values()) {
              tests.add(
                  dynamicTest(
                      op + " " + dtype + " " + executor,
                      () -> fitting.forEach(spec -> run(spec, dtype, executor, check))));
            }
          }
        });
    return tests.stream();
  }

  private static void run(OpSpec spec, DType dtype, Executor executor, Check check) {
    int n = spec.operands().size();
    List<List<Integer>> subsets = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      subsets.add(List.of(i));
    }
    if (n > 1) {
      subsets.add(IntStream.range(0, n).boxed().toList());
    }
    subsets.forEach(subset -> check.run(new Case(spec, dtype, executor, subset)));
  }

  /// A spec with some operands mapped.
  private static final class Case {
    final OpSpec spec;
    final Executor executor;
    final List<Integer> subset;
    final List<Expr> one;
    final Expr y;
    final Map<Expr, Expr> mapped = new LinkedHashMap<>();
    final List<Map<Input, Tensor>> samples = new ArrayList<>();
    final Map<Input, Tensor> all = new LinkedHashMap<>();

    Case(OpSpec spec, DType dtype, Executor executor, List<Integer> subset) {
      this.spec = spec;
      this.executor = executor;
      this.subset = subset;
      Map<Input, Tensor> bindings = spec.bindings(dtype);
      this.one = List.copyOf(bindings.keySet());
      this.y = spec.build().apply(one);
      for (int s = 0; s < SAMPLES; s++) {
        Map<Input, Tensor> sample = new LinkedHashMap<>(bindings);
        for (int i : subset) {
          Input x = (Input) one.get(i);
          sample.put(x, varied(bindings.get(x), s));
        }
        samples.add(sample);
      }
      for (int i = 0; i < one.size(); i++) {
        Input x = (Input) one.get(i);
        if (subset.contains(i)) {
          Input xs =
              Input.of(
                  x.label() + "s",
                  new TensorType(x.dtype(), x.shape().insert(0, Dim.of("samples", SAMPLES))));
          mapped.put(x, xs);
          all.put(xs, stack(samples.stream().map(sample -> sample.get(x)).toList(), xs.type()));
        } else {
          all.put(x, bindings.get(x));
        }
      }
    }

    Expr batched(int i) {
      return mapped.getOrDefault(one.get(i), one.get(i));
    }

    @Override
    public String toString() {
      return "%s, %s, operands %s mapped, %s".formatted(spec, y.dtype(), subset, executor);
    }
  }

  /// The operand itself, turned by an element, and a little smaller: still in most domains.
  private static Tensor varied(Tensor x, int sample) {
    double[] from = x.cast(DType.FLOAT64).toDoubleArray();
    double[] to = from.clone();
    for (int i = 0; i < to.length; i++) {
      to[i] =
          switch (sample) {
            case 1 -> from[(i + 1) % from.length];
            case 2 -> x.dtype().isFloating() ? from[i] * 0.9375 : from[(i + 2) % from.length];
            default -> from[i];
          };
    }
    if (x.dtype() == DType.INT64) { // keys have no spare bits to lose
      long[] longs = x.toLongArray();
      long[] turned = longs.clone();
      Arrays.setAll(turned, i -> longs[(i + sample) % longs.length]);
      return Tensor.of(x.shape(), turned);
    }
    return Tensor.of(x.shape(), to).cast(x.dtype());
  }

  private static Tensor stack(List<Tensor> samples, TensorType type) {
    if (type.dtype() == DType.INT64) {
      return Tensor.of(
          type.shape(),
          samples.stream().flatMapToLong(t -> Arrays.stream(t.toLongArray())).toArray());
    }
    double[] all =
        samples.stream()
            .flatMapToDouble(t -> Arrays.stream(t.cast(DType.FLOAT64).toDoubleArray()))
            .toArray();
    return Tensor.of(type.shape(), all).cast(type.dtype());
  }

  private static Tensor run(Case c, Expr y, Map<Input, Tensor> bindings) {
    return run(c.executor.of(y), bindings);
  }

  private static Tensor run(Executable executable, Map<Input, Tensor> bindings) {
    Map<Input, Tensor> needed = new LinkedHashMap<>(bindings);
    needed.keySet().retainAll(executable.inputs());
    return executable.run(needed).getFirst();
  }

  private static void checkValues(Case c) {
    Expr ys = Batch.batch(c.y, c.mapped);
    assertEquals(c.y.dtype(), ys.dtype());
    assertEquals(c.y.shape().insert(0, Dim.of("samples", SAMPLES)), ys.shape(), c.toString());
    compare(c, "value", c.y, run(c, ys, c.all));
  }

  /// A batch of results against the results of the samples.
  private static void compare(Case c, String what, Expr y, Tensor actual) {
    Executable single = c.executor.of(y);
    int size = (int) y.shape().size();
    double[] got = actual.cast(DType.FLOAT64).toDoubleArray();
    for (int s = 0; s < SAMPLES; s++) {
      double[] expected = run(single, c.samples.get(s)).cast(DType.FLOAT64).toDoubleArray();
      double[] here = Arrays.copyOfRange(got, s * size, (s + 1) * size);
      if (!Arrays.equals(expected, here)) {
        near(c, what + " of sample " + s, y, c.samples.get(s), expected, here);
      }
    }
  }

  private static void near(
      Case c, String what, Expr y, Map<Input, Tensor> at, double[] expected, double[] actual) {
    BoundedReading reading = new BoundedReading(at);
    Bounded[] bounds =
        c.executor == Executor.INTERPRETER
            ? null
            : BoundedReading.numbers(reading.values(List.of(y)).getFirst());
    for (int i = 0; i < expected.length; i++) {
      boolean same = Double.compare(expected[i], actual[i]) == 0;
      boolean agrees =
          bounds != null
              && (reading.isUndecided()
                  || Agreement.agree(expected[i], actual[i], bounds[i].error()));
      if (!same && !agrees) {
        fail(
            "%s: %s, element %d: expected %s, got %s; operands %s"
                .formatted(c, what, i, expected[i], actual[i], at));
      }
    }
  }

  /// A direction in which no two elements look alike.
  private static Expr weights(Expr y) {
    double[] w = new double[(int) y.shape().size()];
    Arrays.setAll(w, i -> 0.5 + ((i * 7 + 5) % 11) / 8.0);
    return Constant.of(Tensor.of(y.shape(), w).cast(y.dtype()));
  }

  private static Expr weighted(Expr y) {
    return y.times(weights(y)).sum();
  }

  private static Optional<Expr> gradient(Expr loss, Expr x) {
    return Grad.grad(loss, x).answer(x) instanceof Gradient.Connected(Expr g)
        ? Optional.of(g)
        : Optional.empty();
  }

  private static void checkBatchOfGradients(Case c) {
    if (c.y.dtype().isFloating()) {
      Expr loss = weighted(c.y);
      for (int i = 0; i < c.one.size(); i++) {
        Optional<Expr> g = gradient(loss, c.one.get(i));
        if (g.isPresent()) {
          Map<Expr, Expr> used = new LinkedHashMap<>(c.mapped);
          used.keySet().retainAll(Graph.inputs(g.stream().toList()));
          if (!used.isEmpty()) {
            compare(
                c, "batch of gradient " + i, g.get(), run(c, Batch.batch(g.get(), used), c.all));
          }
        }
      }
    }
  }

  private static void checkGradientOfBatch(Case c) {
    if (c.y.dtype().isFloating()) {
      Expr loss = weighted(c.y);
      Expr total = Batch.batch(loss, c.mapped).sum();
      for (int i = 0; i < c.one.size(); i++) {
        Optional<Expr> single = gradient(loss, c.one.get(i));
        Optional<Expr> all = gradient(total, c.batched(i));
        assertEquals(single.isPresent(), all.isPresent(), c + ": gradient " + i);
        if (all.isPresent()) {
          Tensor actual = run(c, all.get(), c.all);
          assertEquals(c.batched(i).type(), actual.type(), c.toString());
          if (c.subset.contains(i)) {
            compare(c, "gradient " + i + " of batch", single.get(), actual);
          } else {
            compareSum(c, "gradient " + i + " of batch", single.get(), actual);
          }
        }
      }
    }
  }

  private static void checkTangentOfBatch(Case c) {
    if (!c.y.dtype().isFloating()) {
      return;
    }
    Expr batch = Batch.batch(c.y, c.mapped);
    for (int i = 0; i < c.one.size(); i++) {
      Expr x = c.one.get(i);
      if (x.dtype().isFloating()) {
        Expr direction = Cos.cos(x).plus(0.5); // differs by element and sample
        Expr same =
            c.subset.contains(i) ? Batch.batch(direction, Map.of(x, c.batched(i))) : direction;
        Tangent single = Grad.jvp(List.of(c.y), Map.of(x, direction)).answer(c.y);
        Tangent all = Grad.jvp(List.of(batch), Map.of(c.batched(i), same)).answer(batch);
        assertEquals(single.getClass(), all.getClass(), c + ": tangent " + i);
        if (single instanceof Tangent.Connected(Expr expected)
            && all instanceof Tangent.Connected(Expr actual)) {
          compare(c, "tangent " + i + " of batch", expected, run(c, actual, c.all));
        }
      }
    }
  }

  private static void checkSmallest(Case c) {
    for (int m = 0; m < 2; m++) {
      Map<Expr, Expr> few = new LinkedHashMap<>();
      Map<Input, Tensor> at = new LinkedHashMap<>(c.samples.getFirst());
      for (Expr x : c.mapped.keySet()) {
        Input xs = Input.of("few", new TensorType(x.dtype(), x.shape().insert(0, Dim.of(m))));
        few.put(x, xs);
        at.put(xs, stack(List.of(at.get(x)).subList(0, m), xs.type()));
      }
      Expr ys = Batch.batch(c.y, few);
      Tensor actual = run(c, ys, at);
      assertEquals(c.y.shape().insert(0, Dim.of(m)), actual.shape(), c.toString());
      Tensor one = run(c, c.y, c.samples.getFirst());
      if (m == 1 && !one.equals(actual.reshape(one.shape()))) {
        near(
            c,
            "value of the only sample",
            c.y,
            c.samples.getFirst(),
            one.cast(DType.FLOAT64).toDoubleArray(),
            actual.cast(DType.FLOAT64).toDoubleArray());
      }
      if (ys.dtype().isFloating()) {
        for (Expr x : c.one) {
          Expr target = few.getOrDefault(x, x);
          gradient(Batch.batch(weighted(c.y), few).sum(), target)
              .ifPresent(g -> assertEquals(target.type(), run(c, g, at).type(), c.toString()));
        }
      }
    }
  }

  /// The second derivative of a batch, all operands mapped, along one direction for each.
  private static void checkSecond(Case c) {
    if (!c.y.dtype().isFloating() || c.subset.size() < c.one.size() || !c.spec.smooth()) {
      return;
    }
    Expr total = Batch.batch(weighted(c.y), c.mapped).sum();
    for (int i = 0; i < c.one.size(); i++) {
      Optional<Expr> single = gradient(weighted(c.y), c.one.get(i));
      Optional<Expr> all = gradient(total, c.batched(i));
      for (int j = 0; all.isPresent() && j < c.one.size(); j++) {
        Expr along = weighted(single.get());
        Optional<Expr> expected = gradient(along, c.one.get(j));
        Expr alongAll = all.get().times(weights(single.get())).sum();
        Optional<Expr> actual = gradient(alongAll, c.batched(j));
        assertEquals(expected.isPresent(), actual.isPresent(), c + ": " + i + ", " + j);
        if (actual.isPresent()) {
          String what = "second derivative " + i + ", " + j;
          compare(c, what, expected.get(), run(c, actual.get(), c.all));
          Map<Expr, Expr> used = new LinkedHashMap<>(c.mapped);
          used.keySet().retainAll(Graph.inputs(expected.stream().toList()));
          if (!used.isEmpty()) {
            compare(c, what, expected.get(), run(c, Batch.batch(expected.get(), used), c.all));
          }
        }
      }
    }
  }

  /// A shared operand's gradient against the sum of those of the samples.
  private static void compareSum(Case c, String what, Expr g, Tensor actual) {
    double[] got = actual.toDoubleArray();
    double[] sum = new double[got.length];
    double[] allowed = new double[got.length];
    double unit = g.dtype() == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
    boolean undecided = false;
    for (Map<Input, Tensor> sample : c.samples) {
      BoundedReading reading = new BoundedReading(sample);
      Bounded[] bounds = reading.values(g);
      undecided |= reading.isUndecided();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += bounds[i].value();
        allowed[i] += bounds[i].error() + unit * SAMPLES * Math.abs(bounds[i].value());
      }
    }
    for (int i = 0; i < sum.length && !undecided; i++) {
      if (!Agreement.agree(sum[i], got[i], allowed[i])) {
        fail("%s: %s, element %d: expected %s, got %s".formatted(c, what, i, sum[i], got[i]));
      }
    }
  }
}
