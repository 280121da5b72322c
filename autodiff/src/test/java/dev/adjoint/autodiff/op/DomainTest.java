package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What [Domain] says of elementwise ops: inside, result and first two derivatives are finite; at
/// or beyond each end of the interval some op of the class has one that is not.
class DomainTest {
  private static final double[] LINE = {-7.3, -2.6, -0.7, -0.31, 0.23, 0.6, 1.4, 2.9, 7.8};

  /// Every elementwise op of floating numbers that a spec names.
  private static List<Apply> elementwise() {
    Map<String, Apply> ops = new LinkedHashMap<>();
    for (OpSpec spec : OpSpecs.all()) {
      Expr built = spec.build().apply(List.copyOf(spec.bindings(DType.FLOAT64).keySet()));
      for (Expr node : Graph.topological(List.of(built))) {
        if (node instanceof Apply apply
            && spec.op().isInstance(apply.op())
            && apply.lowering() instanceof Lowering.Elementwise
            && apply.dtype().isFloating()
            && apply.operands().stream().allMatch(x -> x.dtype() == DType.FLOAT64)) {
          ops.putIfAbsent(apply.op().toString(), alone(apply.op(), apply.operands().size()));
        }
      }
    }
    return List.copyOf(ops.values());
  }

  private static Apply alone(Op op, int operands) {
    Expr[] inputs = new Expr[operands];
    Arrays.setAll(inputs, i -> Input.of("x" + i, DType.FLOAT64));
    return (Apply) op.of(inputs);
  }

  private static Optional<Domain> domain(Op op, int operand) {
    return Arrays.stream(op.getClass().getAnnotationsByType(Domain.class))
        .filter(d -> d.operand() == operand)
        .findFirst();
  }

  private static double[] points(Op op, int operand) {
    return domain(op, operand).map(DomainTest::points).orElse(LINE);
  }

  private static double[] points(Domain d) {
    DoubleStream points =
        Double.isFinite(d.above()) && Double.isFinite(d.below())
            ? Arrays.stream(LINE).map(x -> d.above() + (d.below() - d.above()) * (x + 8) / 16)
            : Double.isFinite(d.above())
                ? Arrays.stream(LINE).map(x -> d.above() + Math.abs(x))
                : Double.isFinite(d.below())
                    ? Arrays.stream(LINE).map(x -> d.below() - Math.abs(x))
                    : Arrays.stream(LINE);
    return points.filter(x -> Arrays.stream(d.except()).noneMatch(e -> e == x)).toArray();
  }

  /// Result, first and second derivatives by each operand, where there are any.
  private static boolean isFinite(Apply y, double[] at) {
    List<Expr> outputs = new ArrayList<>(List.of(y));
    for (Expr x : y.operands()) {
      if (Grad.grad(y, x).answer(x) instanceof Gradient.Connected(Expr slope)) {
        outputs.add(slope);
        if (Grad.grad(slope, x).answer(x) instanceof Gradient.Connected(Expr curvature)) {
          outputs.add(curvature);
        }
      }
    }
    Map<Expr, Tensor> bindings = new HashMap<>();
    for (int i = 0; i < at.length; i++) {
      bindings.put(y.operands().get(i), Tensor.scalar(at[i]));
    }
    List<Input> used = Graph.inputs(outputs);
    bindings.keySet().removeIf(x -> !(x instanceof Input input && used.contains(input)));
    return Interpreter.of(outputs).run(bindings).stream().allMatch(t -> Double.isFinite(t.item()));
  }

  @Test
  void insideEverythingIsFinite() {
    List<Executable> checks = new ArrayList<>();
    for (Apply y : elementwise()) {
      for (double a : points(y.op(), 0)) {
        if (y.operands().size() == 1) {
          checks.add(() -> assertTrue(isFinite(y, new double[] {a}), y.op() + " at " + a));
        } else {
          for (double b : points(y.op(), 1)) {
            checks.add(
                () -> assertTrue(isFinite(y, new double[] {a, b}), y.op() + " at " + a + ", " + b));
          }
        }
      }
    }
    assertTrue(checks.size() > 1000, () -> checks.size() + " checks");
    assertAll(checks);
  }

  @Test
  void everyEndIsAnEndOfSomeOp() {
    Map<String, Boolean> reached = new LinkedHashMap<>();
    for (Apply y : elementwise()) {
      for (Domain d : y.op().getClass().getAnnotationsByType(Domain.class)) {
        DoubleStream.concat(DoubleStream.of(d.above(), d.below()), Arrays.stream(d.except()))
            .filter(Double::isFinite)
            .forEach(
                end -> {
                  double beyond = end == d.above() ? end - 0.5 : end == d.below() ? end + 0.5 : end;
                  boolean isEnd = !isFinite(y, at(y, d, end)) || !isFinite(y, at(y, d, beyond));
                  reached.merge(
                      y.op().getClass().getSimpleName() + " at " + end, isEnd, Boolean::logicalOr);
                });
      }
    }
    assertTrue(reached.size() > 20, reached::toString);
    assertFalse(reached.containsValue(false), reached::toString);
  }

  private static double[] at(Apply y, Domain d, double value) {
    double[] at = new double[y.operands().size()];
    Arrays.setAll(at, i -> i == d.operand() ? value : points(y.op(), i)[3]);
    return at;
  }
}
