package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.check.Check;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Tangent;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What every op promises, tried at some operands.
final class OpContract {
  private final Op op;
  private final Problems problems;

  OpContract(Op op, Problems problems) {
    this.op = op;
    this.problems = problems;
  }

  /// All parts, at these operands.
  Outcome at(List<Tensor> operands) {
    Outcome outcome = Outcome.NOTHING;
    problems.during("equality", this::equality);
    problems.during("type rule", () -> typeRule(operands));
    problems.during("printing", () -> printing(operands));
    problems.during("kinks", this::kinks);
    if (!problems.isEmpty()) {
      return outcome;
    }
    GraphCase doubles = graph(operands, DType.FLOAT64);
    if (lowering(doubles) instanceof Lowering.Opaque) {
      problems.during("executors", () -> equalBits(doubles));
      problems.during(
          "derivatives", () -> Check.of(doubles.outputs(), doubles.bindings()).run().requirePass());
      return outcome;
    }
    outcome = outcome.plus(executors(doubles, "float64"));
    outcome = outcome.plus(executors(graph(operands, DType.FLOAT32), "float32"));
    Outcome derivatives = derivatives(doubles);
    if (isDifferentiable(doubles)) {
      problems.derivatives(derivatives.compared());
    }
    return outcome.plus(derivatives);
  }

  /// Only the op itself can compute its result, so there are no bounds.
  private static void equalBits(GraphCase graph) {
    List<Tensor> read = Interpreter.of(graph.outputs()).run(graph.bindings());
    new Reproduction(graph, read)
        .equal("the program", Program.compile(graph.outputs()).run(graph.bindings()));
  }

  private Outcome executors(GraphCase graph, String dtype) {
    return counted("executors, " + dtype, () -> new GraphAssert(graph).programEqualsInterpreter())
        .plus(
            counted(
                "executors, gradient in " + dtype,
                () -> new GraphAssert(graph).gradientProgramEqualsInterpreter()));
  }

  private Outcome derivatives(GraphCase graph) {
    GraphAssert assertThat = new GraphAssert(graph);
    return counted("vjp against dual numbers", assertThat::gradientMatchesDuals)
        .plus(counted("vjp against differences", assertThat::gradientMatchesFiniteDifferences))
        .plus(counted("jvp against dual numbers", () -> tangents(graph)))
        .plus(counted("second order", assertThat::secondDerivativesMatchDuals));
  }

  private static boolean isDifferentiable(GraphCase graph) {
    Expr y = graph.outputs().getFirst();
    return y.dtype().isFloating()
        && y.shape().size() > 0
        && !graph.redefinesDerivative()
        && graph.differentiable().stream().anyMatch(x -> x.shape().size() > 0);
  }

  /// Forward mode along a direction of all operands, where there is a value to differentiate.
  private static Outcome tangents(GraphCase graph) {
    Expr y = graph.outputs().getFirst();
    if (!y.dtype().isFloating() || graph.redefinesDerivative()) {
      return Outcome.NOTHING;
    }
    Map<Input, Tensor> direction = new LinkedHashMap<>();
    graph.differentiable().forEach(x -> direction.put(x, Direction.of(x.type(), 6)));
    Map<Expr, Expr> tangents = new LinkedHashMap<>();
    direction.forEach((x, part) -> tangents.put(x, Constant.of(part)));
    BoundedReading reading = new BoundedReading(graph.bindings());
    Bounded[] values = reading.values(y);
    Bounded[] expected = reading.derivatives(y, direction);
    Arrays.setAll(
        expected,
        i -> Double.isFinite(values[i].value()) ? expected[i] : Bounded.exact(Double.NaN));
    Comparison comparison = new Comparison(graph, "dual numbers", "forward mode");
    if (Grad.jvp(List.of(y), tangents).answer(y) instanceof Tangent.Connected(Expr yDot)) {
      Bounded[] actual = reading.values(yDot);
      for (int i = 0; i < actual.length && !reading.isUndecided(); i++) {
        comparison.derivative("tangent", y.shape(), i, expected[i], actual[i]);
      }
    } else {
      for (int i = 0; i < expected.length && !reading.isUndecided(); i++) {
        comparison.derivative("tangent", y.shape(), i, expected[i], Bounded.exact(0));
      }
    }
    return comparison.outcome();
  }

  private Outcome counted(String part, Supplier<Outcome> check) {
    List<Outcome> outcome = new ArrayList<>();
    problems.during(part, () -> outcome.add(check.get()));
    return outcome.isEmpty() ? Outcome.NOTHING : outcome.getFirst();
  }

  /// Merging equal computations relies on it.
  private void equality() {
    try {
      if (op.getClass().getMethod("equals", Object.class).getDeclaringClass() == Object.class) {
        throw new AssertionError(
            "equal ops are not equals: make %s a record, whose components are the op's parameters"
                .formatted(op.getClass().getName()));
      }
    } catch (NoSuchMethodException e) {
      throw new AssertionError("a class without equals", e);
    }
  }

  private void typeRule(List<Tensor> operands) {
    List<TensorType> types = operands.stream().map(Tensor::type).toList();
    List<TensorType> less = types.subList(0, Math.max(0, types.size() - 1));
    List<TensorType> more = new ArrayList<>(types);
    more.add(TensorType.of(DType.FLOAT64, 2));
    for (List<TensorType> wrong : List.of(less, more)) {
      try {
        op.type(wrong);
      } catch (AdjointException e) {
        continue;
      } catch (RuntimeException e) {
        throw new AssertionError(
            "given %d operands instead of %d it fails with %s: begin it with Arity.expect or Arity.unary"
                .formatted(wrong.size(), types.size(), e),
            e);
      }
      throw new AssertionError(
          "it accepts %d operands as well as %d, but an op has a fixed number: begin it with Arity.expect or Arity.unary"
              .formatted(wrong.size(), types.size()));
    }
    if (!op.type(types).equals(op.type(types))) {
      throw new AssertionError("it gives different types for the same operands");
    }
  }

  private void printing(List<Tensor> operands) {
    Apply y = (Apply) graph(operands, DType.FLOAT64).outputs().getFirst();
    String text = Printer.text(Map.of("y", y));
    for (Expr x : y.operands()) {
      if (!text.contains(x.name().orElseThrow())) {
        throw new AssertionError("its text does not show operand " + x + ": " + text);
      }
    }
  }

  private void kinks() {
    for (Kink kink : op.kinks()) {
      GraphCase graph = graph(kink.at(), DType.FLOAT64);
      Expr sum = graph.outputs().getFirst().sum();
      List<Input> inputs = inputs(graph);
      for (int i = 0; i < inputs.size(); i++) {
        Input x = inputs.get(i);
        Tensor stated = kink.slopes().get(i);
        Tensor given =
            Grad.grad(sum, x).answer(x) instanceof Gradient.Connected(Expr slope)
                ? value(slope, graph)
                : Tensor.full(x.type(), 0);
        if (!given.equals(stated)) {
          throw new AssertionError(
              "%s: the derivative by operand %d is stated to be %s, but is %s"
                  .formatted(kink.where(), i, stated, given));
        }
      }
    }
  }

  private static Tensor value(Expr expr, GraphCase graph) {
    GraphCase only = graph.computing(List.of(expr));
    return Interpreter.of(expr).run(only.bindings()).getFirst();
  }

  private static Lowering lowering(GraphCase graph) {
    return ((Apply) graph.outputs().getFirst()).lowering();
  }

  private static List<Input> inputs(GraphCase graph) {
    return List.copyOf(graph.bindings().keySet());
  }

  private GraphCase graph(List<Tensor> operands, DType dtype) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    for (Tensor operand : operands) {
      Tensor value = operand.dtype().isFloating() ? operand.cast(dtype) : operand;
      bindings.put(Input.of("operand" + bindings.size(), value.type()), value);
    }
    return GraphCase.of(Apply.of(op, List.copyOf(bindings.keySet())), bindings);
  }
}
