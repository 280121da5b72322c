package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Hessian;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Jacobians and Hessians of every smooth case of [OpSpecs] that is small, element by element
/// against dual numbers, within the error bounds of both.
final class JacobianSuiteTest {
  private static final int LARGEST = 120;

  private interface Check {
    void run(OpSpec spec, Executor executor);
  }

  @TestFactory
  Stream<DynamicTest> jacobians() {
    return tests(JacobianSuiteTest::checkJacobian);
  }

  @TestFactory
  Stream<DynamicTest> hessians() {
    return tests(JacobianSuiteTest::checkHessian);
  }

  private static Stream<DynamicTest> tests(Check check) {
    Map<String, List<OpSpec>> byOp =
        OpSpecs.all().stream()
            .filter(OpSpec::smooth)
            .collect(
                Collectors.groupingBy(
                    s -> s.op().getSimpleName(), TreeMap::new, Collectors.toList()));
    return byOp.entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(Executor.values())
                    .map(
                        executor ->
                            dynamicTest(
                                entry.getKey() + " " + executor,
                                () -> entry.getValue().forEach(s -> check.run(s, executor)))));
  }

  private static Tensor unit(Expr x, int i) {
    double[] direction = new double[(int) x.shape().size()];
    direction[i] = 1;
    return Tensor.of(x.shape(), direction);
  }

  private static Tensor run(Executable executable, Map<Input, Tensor> bindings) {
    Map<Input, Tensor> needed = new HashMap<>(bindings);
    needed.keySet().retainAll(executable.inputs());
    return executable.run(needed).getFirst();
  }

  private static double size(Expr a, Expr b) {
    return (double) a.shape().size() * b.shape().size();
  }

  private static void checkJacobian(OpSpec spec, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(DType.FLOAT64);
    List<Expr> inputs = List.copyOf(bindings.keySet());
    Expr y = spec.build().apply(inputs);
    BoundedReading reading = new BoundedReading(bindings);
    for (Expr x : inputs) {
      if (size(y, x) > LARGEST
          || !(Grad.jacobian(y, x).answer(x) instanceof Gradient.Connected(Expr jacobian))) {
        continue;
      }
      assertEquals(y.rank() + x.rank(), jacobian.rank());
      double[] values = run(executor.of(jacobian), bindings).toDoubleArray();
      Bounded[] bounds = reading.values(jacobian);
      int n = (int) x.shape().size();
      for (int o = 0; o < y.shape().size(); o++) {
        Expr element = y.times(Constant.of(unit(y, o))).sum();
        for (int i = 0; i < n; i++) {
          Bounded dual = reading.derivative(element, Map.of((Input) x, unit(x, i)));
          int at = o * n + i;
          agree(spec + ": " + o + ", " + i, dual, values[at], bounds[at]);
        }
      }
    }
  }

  private static void agree(String what, Bounded expected, double actual, Bounded bound) {
    assertTrue(
        Agreement.agree(expected.value(), actual, expected.error() + bound.error()),
        what + ": expected " + expected + ", got " + actual + " with " + bound);
  }

  private static void checkHessian(OpSpec spec, Executor executor) {
    Map<Input, Tensor> bindings = spec.bindings(DType.FLOAT64);
    List<Expr> inputs = List.copyOf(bindings.keySet());
    List<Expr> floating = inputs.stream().filter(x -> x.dtype().isFloating()).toList();
    Expr y = spec.build().apply(inputs);
    if (floating.stream().anyMatch(x -> x.shape().size() > 6) || y.shape().size() > LARGEST) {
      return;
    }
    double[] weights = new double[(int) y.shape().size()];
    Arrays.setAll(weights, i -> 0.5 + ((i * 7 + 5) % 11) / 8.0);
    Expr loss = y.times(Constant.of(Tensor.of(y.shape(), weights))).sum();
    Hessian hessian = Hessian.of(loss, floating);
    BoundedReading reading = new BoundedReading(bindings);
    for (Expr a : floating) {
      for (Expr b : floating) {
        boolean connected = hessian.answer(a, b) instanceof Gradient.Connected;
        double[] values =
            connected
                ? run(executor.of(hessian.of(a, b)), bindings).toDoubleArray()
                : new double[(int) size(a, b)];
        Bounded[] bounds = connected ? reading.values(hessian.of(a, b)) : null;
        int n = (int) b.shape().size();
        for (int i = 0; i < a.shape().size(); i++) {
          for (int j = 0; j < n; j++) {
            Bounded dual =
                reading.secondDerivative(
                    loss, Map.of((Input) a, unit(a, i)), Map.of((Input) b, unit(b, j)));
            int at = i * n + j;
            Bounded bound = bounds == null ? Bounded.exact(0) : bounds[at];
            agree(spec + ": " + a + " " + i + ", " + b + " " + j, dual, values[at], bound);
          }
        }
      }
    }
  }
}
