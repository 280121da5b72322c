package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.ForwardMode;
import dev.adjoint.autodiff.ForwardMode.Direction;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Tangent;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every case of [OpSpecs] on every executor and dtype: values against independent ones,
/// derivatives against dual numbers and finite differences.
final class OpSuiteTest {
  /// Ops whose tangent is not the transpose of what they do to a cotangent.
  private static final Set<Class<? extends Op>> NOT_LINEAR =
      Set.of(ClipGradient.class, ClipGradientNorm.class);

  private interface Check {
    void run(OpSpec spec, DType dtype, Executor executor);
  }

  @Test
  void everyOpHasASpec() throws IOException, ReflectiveOperationException {
    Set<Class<?>> specified = OpSpecs.all().stream().map(OpSpec::op).collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    Path classes =
        Path.of(Op.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .resolve("dev/adjoint/autodiff/op");
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.contains("-")) {
          Class<?> type = Class.forName("dev.adjoint.autodiff.op." + name.replace(".class", ""));
          if (type.isRecord() && Op.class.isAssignableFrom(type) && !specified.contains(type)) {
            missing.add(type.getSimpleName());
          }
        }
      }
    }
    assertTrue(specified.size() > 40, "found " + specified.size() + " ops");
    assertEquals(List.of(), missing, "ops without a line in OpSpecs");
  }

  @TestFactory
  Stream<DynamicTest> values() {
    return tests(spec -> true, DType.values(), this::checkValue);
  }

  @TestFactory
  Stream<DynamicTest> gradientsAgainstDuals() {
    return tests(OpSpec::smooth, new DType[] {DType.FLOAT32, DType.FLOAT64}, this::checkGradient);
  }

  @TestFactory
  Stream<DynamicTest> gradientsAgainstFiniteDifferences() {
    return tests(OpSpec::smooth, new DType[] {DType.FLOAT64}, this::checkDifferences);
  }

  @TestFactory
  Stream<DynamicTest> secondDerivativesAgainstDualsOfDuals() {
    return tests(OpSpec::smooth, new DType[] {DType.FLOAT32, DType.FLOAT64}, this::checkSecond);
  }

  @TestFactory
  Stream<DynamicTest> tangentsAgainstDuals() {
    return tests(OpSpec::smooth, new DType[] {DType.FLOAT32, DType.FLOAT64}, this::checkTangent);
  }

  @TestFactory
  Stream<DynamicTest> tangentsAndGradientsAreTransposes() {
    return tests(spec -> true, new DType[] {DType.FLOAT32, DType.FLOAT64}, this::checkTranspose);
  }

  @TestFactory
  Stream<DynamicTest> secondDerivativesInAllFourCompositions() {
    return tests(
        OpSpec::smooth, new DType[] {DType.FLOAT32, DType.FLOAT64}, this::checkCompositions);
  }

  /// One test for each op, dtype and executor; the message names the case.
  private static Stream<DynamicTest> tests(Predicate<OpSpec> filter, DType[] dtypes, Check check) {
    Map<String, List<OpSpec>> byOp =
        OpSpecs.all().stream()
            .filter(filter)
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
                      () -> fitting.forEach(spec -> check.run(spec, dtype, executor))));
            }
          }
        });
    return tests.stream();
  }

  private static List<Tensor> doubles(Map<Input, Tensor> bindings) {
    return bindings.values().stream().map(t -> t.cast(DType.FLOAT64)).toList();
  }

  private static List<Expr> inputs(Map<Input, Tensor> bindings) {
    return List.copyOf(bindings.keySet());
  }

  private void checkValue(OpSpec spec, DType dtype, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(dtype);
    Expr y = spec.build().apply(inputs(bindings));
    assertTrue(y.toString().length() < 200, y.toString());
    boolean redefines = y instanceof Apply apply && apply.op().redefinesDerivative();
    assertFalse(redefines && spec.smooth(), spec + " redefines its derivative: say notSmooth");
    String printed = Printer.text(y);
    assertTrue(printed.contains(" = ") && !printed.contains("@"), printed);
    Tensor actual = executor.value(y, bindings);
    Tensor expected = spec.truth().apply(doubles(bindings)).cast(y.dtype());
    assertEquals(y.type(), actual.type(), spec.name());
    assertEquals(expected.shape(), actual.shape(), spec.name());
    double[] a = actual.cast(DType.FLOAT64).toDoubleArray();
    double[] e = expected.cast(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(a[i] - e[i]) > allowed(spec, dtype, e[i])
          || Double.isNaN(a[i]) != Double.isNaN(e[i])
          || (Double.isInfinite(e[i]) && a[i] != e[i])
          || (Double.isInfinite(a[i]) && a[i] != e[i])) {
        fail(
            "%s, %s, element %d: expected %s, got %s of operands %s"
                .formatted(spec, dtype, i, e[i], a[i], bindings));
      }
    }
    if (dtype == DType.INT64) {
      assertEquals(expected, actual, spec.name());
    }
  }

  /// The truth was rounded once, which takes half a unit.
  private static double allowed(OpSpec spec, DType dtype, double truth) {
    double magnitude = Math.max(Math.abs(truth), spec.scale());
    double unit = dtype == DType.FLOAT32 ? Math.ulp((float) magnitude) : Math.ulp(magnitude);
    return dtype == DType.INT64 ? 0 : (0.5 + spec.ulp()) * unit;
  }

  /// A constant weight for each element of the result, so that no two directions look alike.
  private static double[] weights(Shape shape, int seed) {
    double[] w = new double[(int) shape.size()];
    for (int i = 0; i < w.length; i++) {
      w[i] = 0.5 + ((i * 7 + seed * 3 + 2) % 11) / 8.0;
    }
    return w;
  }

  private static Expr weighted(Expr y, double[] w) {
    return y.times(Constant.of(Tensor.of(y.shape(), w).cast(y.dtype()))).sum();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /// What the duals are asked, always in FLOAT64, at the same numbers.
  private record Question(Expr y, List<Expr> inputs, Map<Expr, Tensor> at) {
    static Question of(OpSpec spec, Map<Input, Tensor> bindings) {
      Map<Input, Tensor> wide = spec.bindings(DType.FLOAT64);
      Map<Expr, Tensor> at = new HashMap<>();
      List<Expr> inputs = List.copyOf(wide.keySet());
      List<Tensor> values = List.copyOf(bindings.values());
      for (int i = 0; i < inputs.size(); i++) {
        at.put(inputs.get(i), values.get(i).cast(inputs.get(i).dtype()));
      }
      return new Question(spec.build().apply(inputs), inputs, at);
    }
  }

  private void checkGradient(OpSpec spec, DType dtype, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(dtype);
    List<Expr> inputs = inputs(bindings);
    Expr y = spec.build().apply(inputs);
    double[] w = weights(y.shape(), 1);
    Question question = Question.of(spec, bindings);
    List<Tensor> gradients = gradients(weighted(y, w), floating(inputs), bindings, executor);
    int g = 0;
    for (int k = 0; k < inputs.size(); k++) {
      if (inputs.get(k).dtype().isFloating()) {
        Tensor actual = gradients.get(g++);
        assertEquals(inputs.get(k).type(), actual.type(), spec.name());
        double[] values = actual.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
          double[] tangent =
              ForwardMode.first(
                  question.y(), question.at(), Direction.unit(question.inputs().get(k), i));
          close(spec, dtype, "operand " + k + " element " + i, dot(tangent, w), values[i], 1e-11);
        }
      }
    }
  }

  private void checkSecond(OpSpec spec, DType dtype, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(dtype);
    List<Expr> inputs = inputs(bindings);
    List<Expr> floating = floating(inputs);
    Expr y = spec.build().apply(inputs);
    double[] w = weights(y.shape(), 1);
    Question question = Question.of(spec, bindings);
    Expr along = null;
    Map<Expr, double[]> direction = new HashMap<>();
    List<Expr> first = Grad.grad(weighted(y, w), floating).all();
    for (int k = 0, f = 0; k < inputs.size(); k++) {
      if (inputs.get(k).dtype().isFloating()) {
        double[] v = weights(inputs.get(k).shape(), k + 2);
        direction.put(question.inputs().get(k), v);
        Expr term = weighted(first.get(f++), v);
        along = along == null ? term : along.plus(term);
      }
    }
    List<Tensor> second = gradients(along, floating, bindings, executor);
    int f = 0;
    for (int k = 0; k < inputs.size(); k++) {
      if (inputs.get(k).dtype().isFloating()) {
        double[] values = second.get(f++).toDoubleArray();
        for (int i = 0; i < values.length; i++) {
          double[] tangent =
              ForwardMode.second(
                  question.y(),
                  question.at(),
                  Direction.unit(question.inputs().get(k), i),
                  new Direction(direction));
          close(spec, dtype, "second, operand " + k + " " + i, dot(tangent, w), values[i], 1e-11);
        }
      }
    }
  }

  /// A direction of all floating inputs at once, the same for the duals.
  private record Along(Map<Expr, Expr> tangents, Direction duals) {
    static Along of(List<Expr> inputs, List<Expr> questioned, int seed) {
      Map<Expr, Expr> tangents = new LinkedHashMap<>();
      Map<Expr, double[]> duals = new HashMap<>();
      for (int k = 0; k < inputs.size(); k++) {
        Expr x = inputs.get(k);
        if (x.dtype().isFloating()) {
          double[] v = weights(x.shape(), k + seed);
          tangents.put(x, Constant.of(Tensor.of(x.shape(), v).cast(x.dtype())));
          duals.put(questioned.get(k), v);
        }
      }
      return new Along(tangents, new Direction(duals));
    }
  }

  private void checkTangent(OpSpec spec, DType dtype, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(dtype);
    List<Expr> inputs = inputs(bindings);
    Expr y = spec.build().apply(inputs);
    Question question = Question.of(spec, bindings);
    Along v = Along.of(inputs, question.inputs(), 2);
    double[] expected = ForwardMode.first(question.y(), question.at(), v.duals());
    double[] actual = value(orZero(tangent(y, v), y), bindings, executor);
    for (int i = 0; i < expected.length; i++) {
      close(spec, dtype, "tangent, element " + i, expected[i], actual[i], 1e-11);
    }
  }

  /// Within c·u·S, S the sum of the magnitudes that the two inner products add up; also where the
  /// op has kinks or redefines its derivative, unless its rule is not linear.
  private void checkTranspose(OpSpec spec, DType dtype, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(dtype);
    List<Expr> inputs = inputs(bindings);
    Expr y = spec.build().apply(inputs);
    if (!y.dtype().isFloating() || NOT_LINEAR.contains(spec.op())) {
      return;
    }
    double[] u = weights(y.shape(), 1);
    Along v = Along.of(inputs, inputs, 2);
    double[] jv = value(orZero(tangent(y, v), y), bindings, executor);
    double forward = dot(u, jv);
    double size = 0;
    for (int i = 0; i < u.length; i++) {
      size += Math.abs(u[i] * jv[i]);
    }
    double reverse = 0;
    List<Tensor> bars = gradients(weighted(y, u), floating(inputs), bindings, executor);
    int k = 0;
    for (Expr x : floating(inputs)) {
      double[] xBar = bars.get(k++).toDoubleArray();
      double[] dot = ((Constant) v.tangents().get(x)).value().toDoubleArray();
      for (int i = 0; i < dot.length; i++) {
        reverse += xBar[i] * dot[i];
        size += Math.abs(xBar[i] * dot[i]);
      }
    }
    double allowed = (dtype == DType.FLOAT32 ? 0x1p-24 : 0x1p-53) * 64 * size;
    if (Double.isFinite(size) && !(Math.abs(forward - reverse) <= allowed)) {
      fail("%s, %s: ⟨u, Jv⟩ = %s, but ⟨Jᵀu, v⟩ = %s".formatted(spec, dtype, forward, reverse));
    }
  }

  private void checkCompositions(OpSpec spec, DType dtype, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(dtype);
    List<Expr> inputs = inputs(bindings);
    Expr y = spec.build().apply(inputs);
    double[] w = weights(y.shape(), 1);
    Expr loss = weighted(y, w);
    Question question = Question.of(spec, bindings);
    Along v = Along.of(inputs, question.inputs(), 2);
    Along z = Along.of(inputs, question.inputs(), 5);
    double expected = dot(ForwardMode.second(question.y(), question.at(), v.duals(), z.duals()), w);
    Map<String, Optional<Expr>> compositions =
        Map.of(
            "reverse of reverse", gradient(loss, v).flatMap(g -> gradient(g, z)),
            "forward of reverse", gradient(loss, v).flatMap(g -> tangent(g, z)),
            "reverse of forward", tangent(loss, v).flatMap(t -> gradient(t, z)),
            "forward of forward", tangent(loss, v).flatMap(t -> tangent(t, z)));
    compositions.forEach(
        (name, second) ->
            close(
                spec,
                dtype,
                name,
                expected,
                value(orZero(second, loss), bindings, executor)[0],
                1e-11));
  }

  /// The tangent along a direction; empty if there is no dependence.
  private static Optional<Expr> tangent(Expr y, Along v) {
    return Grad.jvp(List.of(y), v.tangents()).answer(y) instanceof Tangent.Connected(Expr t)
        ? Optional.of(t)
        : Optional.empty();
  }

  /// The same for a scalar in reverse mode, ⟨∇y, v⟩.
  private static Optional<Expr> gradient(Expr y, Along v) {
    var answers = Grad.grad(y, List.copyOf(v.tangents().keySet()));
    return v.tangents().entrySet().stream()
        .flatMap(
            entry ->
                answers.answer(entry.getKey()) instanceof Gradient.Connected(Expr g)
                    ? Stream.of(g.times(entry.getValue()).sum())
                    : Stream.of())
        .reduce(Expr::plus);
  }

  private static Expr orZero(Optional<Expr> derivative, Expr y) {
    return derivative.orElseGet(() -> Constant.of(Tensor.zeros(y.type())));
  }

  private static double[] value(Expr y, Map<Input, Tensor> bindings, Executor executor) {
    Map<Expr, Tensor> needed = new HashMap<>(bindings);
    var executable = executor.of(y);
    needed.keySet().retainAll(executable.inputs());
    return executable.run(needed).getFirst().cast(DType.FLOAT64).toDoubleArray();
  }

  private static List<Expr> floating(List<Expr> inputs) {
    return inputs.stream().filter(x -> x.dtype().isFloating()).toList();
  }

  /// Gradients as tensors; zeros where the answer is that there is no dependence.
  private static List<Tensor> gradients(
      Expr loss, List<Expr> wrt, Map<Input, Tensor> bindings, Executor executor) {
    var answers = Grad.grad(loss, wrt);
    List<Tensor> tensors = new ArrayList<>();
    for (Expr x : wrt) {
      tensors.add(
          switch (answers.answer(x)) {
            case Gradient.Connected(Expr g) -> {
              Map<Expr, Tensor> needed = new HashMap<>(bindings);
              var executable = executor.of(g);
              needed.keySet().retainAll(executable.inputs());
              yield executable.run(needed).getFirst();
            }
            case Gradient.Disconnected _ -> Tensor.zeros(x.type());
            case Gradient.NonDifferentiable(String why) -> throw new AssertionError(why);
          });
    }
    return tensors;
  }

  /// Five points around each element, of the independent truth: the library computes nothing here
  /// but the gradient.
  private void checkDifferences(OpSpec spec, DType dtype, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(dtype);
    List<Expr> inputs = inputs(bindings);
    Expr y = spec.build().apply(inputs);
    double[] w = weights(y.shape(), 1);
    List<Tensor> gradients = gradients(weighted(y, w), floating(inputs), bindings, executor);
    int g = 0;
    double h = 1e-3;
    for (int k = 0; k < inputs.size(); k++) {
      if (inputs.get(k).dtype().isFloating()) {
        double[] values = gradients.get(g++).toDoubleArray();
        for (int i = 0; i < values.length; i++) {
          double difference =
              (8 * (shifted(spec, bindings, k, i, h, w) - shifted(spec, bindings, k, i, -h, w))
                      - shifted(spec, bindings, k, i, 2 * h, w)
                      + shifted(spec, bindings, k, i, -2 * h, w))
                  / (12 * h);
          close(spec, dtype, "difference, operand " + k + " " + i, difference, values[i], 1e-6);
        }
      }
    }
  }

  private static double shifted(
      OpSpec spec, Map<Input, Tensor> bindings, int operand, int element, double h, double[] w) {
    List<Tensor> values = new ArrayList<>(doubles(bindings));
    double[] moved = values.get(operand).toDoubleArray();
    moved[element] += h;
    values.set(operand, Tensor.of(values.get(operand).shape(), moved));
    return dot(spec.truth().apply(values).toDoubleArray(), w);
  }

  private static void close(
      OpSpec spec, DType dtype, String what, double expected, double actual, double tolerance) {
    double allowed = (dtype == DType.FLOAT32 ? 2e-5 : tolerance) * Math.max(1, Math.abs(expected));
    if (!(Math.abs(expected - actual) <= allowed)) {
      fail("%s, %s, %s: expected %s, got %s".formatted(spec, dtype, what, expected, actual));
    }
  }
}
