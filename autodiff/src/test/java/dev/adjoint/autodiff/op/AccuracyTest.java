package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.Ulp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Values and first derivatives of every elementwise op over the whole range, in units in the last
/// place of the truth ([AccuracyPoints] says where). Prints the worst of each op and, in a thorough
/// run, writes them to a page.
///
/// A false zero is a result of 0 whose truth is a normal number, a false infinity one that is NaN
/// or infinite while the truth is finite: neither has an excuse.
final class AccuracyTest {
  private static final AccuracyTable TABLE = new AccuracyTable();

  private static List<AccuracyCase> cases() {
    return Stream.of(FoundationCases.all(), ElementaryCases.all(), SpecialCases.all())
        .flatMap(List::stream)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> valuesAndSlopes() {
    return cases().stream().map(c -> dynamicTest(c.name(), () -> check(c)));
  }

  @AfterAll
  static void report() {
    System.out.print(TABLE.text());
    if (Boolean.getBoolean("adjoint.thorough")) {
      TABLE.write();
    }
  }

  /// An op is known by what [OpSpecs] builds of it; its number is floating and it is elementwise.
  @Test
  void everyElementwiseOpHasACase() {
    Set<String> missing = new TreeSet<>();
    Set<Class<?>> covered =
        cases().stream()
            .map(c -> c.build().apply(inputs(c.operands(), DType.FLOAT64, 1)))
            .map(y -> ((Apply) y).op().getClass())
            .collect(Collectors.toSet());
    for (OpSpec spec : OpSpecs.all()) {
      Expr built = spec.build().apply(List.copyOf(spec.bindings(DType.FLOAT64).keySet()));
      if (built instanceof Apply y
          && y.dtype().isFloating()
          && y.op().lowering(y.operands().stream().map(Expr::type).toList())
              instanceof Lowering.Elementwise
          && !covered.contains(y.op().getClass())) {
        missing.add(y.op().getClass().getSimpleName());
      }
    }
    assertEquals(Set.of(), missing, "elementwise ops without an AccuracyCase");
    assertTrue(covered.size() > 50, "covers " + covered.size() + " ops");
  }

  /// Infinities and NaN have a truth.
  @Test
  void everyCaseSaysWhatComesOfInfinityAndNaN() {
    for (AccuracyCase c : cases()) {
      for (double x : new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
        if (c.operands() == 1) {
          assertTrue(c.truth(0, new double[] {x}).isPresent(), c.name() + " at " + x);
        }
      }
    }
  }

  @Test
  void everyAllowanceIsOfACase() {
    Set<String> names = cases().stream().map(AccuracyCase::name).collect(Collectors.toSet());
    Allowance.ALL.forEach(a -> assertTrue(names.contains(a.op()), a.op()));
  }

  private static void check(AccuracyCase c) {
    List<String> failures = new ArrayList<>();
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      List<double[]> points = AccuracyPoints.of(c, dtype);
      for (int order = 0; order <= c.operands(); order++) {
        check(c, dtype, order, points, failures);
      }
    }
    assertEquals(
        "",
        failures.stream().limit(12).collect(Collectors.joining("\n")),
        failures.size() + " failures");
  }

  private static void check(
      AccuracyCase c, DType dtype, int order, List<double[]> all, List<String> failures) {
    List<OptionalDouble> truths =
        all.parallelStream()
            .map(x -> dtype == DType.FLOAT32 ? c.floatTruth(order, x) : c.truth(order, x))
            .toList();
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (truths.get(i).isPresent()) {
        points.add(all.get(i));
      }
    }
    double[] truth = truths.stream().flatMapToDouble(OptionalDouble::stream).toArray();
    for (Executor executor : Executor.values()) {
      double[] got = run(c, order, points, dtype, executor);
      for (int i = 0; i < got.length; i++) {
        Outcome outcome = outcome(c, dtype, order, points.get(i), truth[i], got[i]);
        TABLE.add(c.name(), dtype, order, outcome);
        if (outcome.wrong() || outcome.ulp() > c.ulp().get(Math.min(order, 1))) {
          failures.add(
              "%s %s %s order %d at %s: expected %s, got %s, %d ulp"
                  .formatted(
                      c.name(),
                      dtype,
                      executor,
                      order,
                      Arrays.toString(points.get(i)),
                      truth[i],
                      got[i],
                      outcome.ulp()));
        }
      }
    }
  }

  /// What one result is worth.
  ///
  /// @param ulp units in the last place; 0 if an [Allowance] covers the error
  record Outcome(long ulp, boolean falseZero, boolean falseInfinity, boolean allowed) {
    boolean wrong() {
      return falseZero || falseInfinity;
    }
  }

  private static Outcome outcome(
      AccuracyCase c, DType dtype, int order, double[] x, double truth, double got) {
    boolean single = dtype == DType.FLOAT32;
    double normal = single ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    // 1/x at −0 is −∞, by IEEE 754; on which side of the pole −0 lies is not asked.
    boolean pole = Double.isInfinite(truth) && DoubleStream.of(x).anyMatch(v -> v == 0);
    double expected = pole ? Math.copySign(truth, got) : truth;
    long ulp = single ? Ulp.distance((float) expected, (float) got) : Ulp.distance(expected, got);
    boolean allowed = ulp > 0 && Allowance.covers(c.name(), order, dtype, x, truth, got);
    return new Outcome(
        allowed ? 0 : ulp,
        got == 0 && Math.abs(truth) >= normal,
        !Double.isFinite(got) && Double.isFinite(truth),
        allowed && ulp > c.ulp().get(Math.min(order, 1)));
  }

  private static List<Expr> inputs(int operands, DType dtype, int size) {
    List<Expr> inputs = new ArrayList<>();
    for (int k = 0; k < operands; k++) {
      inputs.add(Input.of("x" + k, dtype, size));
    }
    return inputs;
  }

  private static double[] run(
      AccuracyCase c, int order, List<double[]> points, DType dtype, Executor executor) {
    List<Expr> inputs = inputs(c.operands(), dtype, points.size());
    Map<Expr, Tensor> bindings = new HashMap<>();
    for (int k = 0; k < c.operands(); k++) {
      int operand = k;
      double[] column = points.stream().mapToDouble(x -> x[operand]).toArray();
      bindings.put(inputs.get(k), Tensor.of(column).cast(dtype));
    }
    Expr y = c.build().apply(inputs);
    if (order > 0) {
      Expr x = inputs.get(order - 1);
      y =
          switch (Grad.grad(y.sum(), inputs).answer(x)) {
            case Gradient.Connected g -> g.expr();
            case Gradient.Disconnected _, Gradient.NonDifferentiable _ ->
                Broadcast.broadcast(Constant.scalar(0, dtype), x.shape());
          };
    }
    var executable = executor.of(y);
    bindings.keySet().retainAll(executable.inputs());
    return executable.run(bindings).getFirst().toDoubleArray();
  }
}
