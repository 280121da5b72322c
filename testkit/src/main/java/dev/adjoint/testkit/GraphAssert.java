package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Assertions about one [GraphCase]. Each fails with a [Disagreement] that names output or input,
/// element, both values, the bound and the graph, or says how much it could compare.
///
/// Derivatives are those of [GraphCase#loss]; where no output is floating there are none, and
/// nothing is compared.
public final class GraphAssert {
  private final GraphCase graph;

  GraphAssert(GraphCase graph) {
    this.graph = graph;
  }

  /// The compiled program of the outputs gives the interpreter's values within the error bound.
  public Outcome programEqualsInterpreter() {
    return equalsInterpreter(Program.compile(graph.outputs()), "program");
  }

  /// The compiled program of loss and gradient gives the interpreter's values within the error
  /// bound.
  public Outcome gradientProgramEqualsInterpreter() {
    Optional<Expr> loss = graph.loss();
    if (loss.isEmpty()) {
      return Outcome.NOTHING;
    }
    List<Expr> outputs = GradientCheck.lossAndGradients(loss.get(), graph.differentiable());
    return new GraphAssert(graph.computing(outputs)).programEqualsInterpreter();
  }

  /// An executor of the outputs gives the interpreter's values within the error bound.
  public Outcome equalsInterpreter(Executable executor, String name) {
    List<Tensor> actual = executor.run(graph.bindings());
    BoundedReading reading = new BoundedReading(graph.bindings());
    List<Elements> expected = reading.values(graph.outputs());
    Comparison comparison = new Comparison(graph, "interpreter", name);
    for (int k = 0; k < actual.size(); k++) {
      Tensor tensor = actual.get(k);
      Expr output = graph.outputs().get(k);
      if (tensor.dtype() != output.dtype() || !tensor.shape().sameSizes(output.shape())) {
        throw new Disagreement(
            "output %d is %s, but its executor gives %s%n%s"
                .formatted(k, output.type(), tensor.type(), graph));
      }
      Bounded[] values = BoundedReading.numbers(expected.get(k));
      double[] doubles = Direction.doubles(tensor);
      for (int i = 0; i < doubles.length; i++) {
        Bounded value = reading.isUndecided() ? Bounded.unknown(values[i].value()) : values[i];
        comparison.element("output " + k, tensor.shape(), i, value, Bounded.exact(doubles[i]));
      }
    }
    return comparison.outcome();
  }

  /// Outputs, and the gradient of [GraphCase#loss], have equal bits however they are run: twice,
  /// compiled anew, beside other runs, and by the interpreter twice.
  public Outcome isBitReproducible() {
    List<Expr> outputs = new ArrayList<>(graph.outputs());
    graph
        .loss()
        .ifPresent(
            loss -> outputs.addAll(GradientCheck.lossAndGradients(loss, graph.differentiable())));
    GraphCase all = graph.computing(outputs);
    Program program = Program.compile(outputs);
    List<Tensor> first = program.run(all.bindings());
    Reproduction reproduction = new Reproduction(all, first);
    reproduction.equal("a second run", program.run(all.bindings()));
    reproduction.equal("a program compiled anew", Program.compile(outputs).run(all.bindings()));
    IntStream.range(0, 4)
        .parallel()
        .mapToObj(_ -> program.run(all.bindings()))
        .forEach(result -> reproduction.equal("a run beside others", result));
    Interpreter interpreter = Interpreter.of(outputs);
    List<Tensor> read = interpreter.run(all.bindings());
    new Reproduction(all, read)
        .equal("a second run of the interpreter", interpreter.run(all.bindings()));
    return new Outcome(first.stream().mapToInt(Tensor::size).sum(), 0);
  }

  /// Reverse mode and dual numbers give one gradient, at every element of every floating input,
  /// within the error bounds of both. A mismatch is followed down to the op whose rule is wrong.
  public Outcome gradientMatchesDuals() {
    return graph
        .loss()
        .map(loss -> new GradientCheck(graph, loss).againstDuals())
        .orElse(Outcome.NOTHING);
  }

  /// Reverse mode and five-point finite differences give one gradient; the bound is the error that
  /// two step sizes show and the rounding of the function. For smooth FLOAT64 graphs.
  public Outcome gradientMatchesFiniteDifferences() {
    return graph
        .loss()
        .map(loss -> new GradientCheck(graph, loss).againstFiniteDifferences())
        .orElse(Outcome.NOTHING);
  }

  /// The second derivatives along a fixed direction agree between three readings: the gradient of
  /// the gradient, dual numbers through the gradient, and dual numbers of dual numbers.
  public Outcome secondDerivativesMatchDuals() {
    return graph
        .loss()
        .map(loss -> new SecondDerivativeCheck(graph, loss).againstDuals())
        .orElse(Outcome.NOTHING);
  }

  /// The gradient of a single scalar output by an input is this tensor, as far as the rounding of
  /// the gradient itself explains a difference: for a formula that was worked out by hand in plain
  /// Java.
  public Outcome gradientMatches(Input x, Tensor expected) {
    if (!expected.type().equals(x.type())) {
      throw new IllegalArgumentException(
          "the gradient of %s has its type, not %s".formatted(x, expected.type()));
    }
    return gradientMatches(x, Constant.of(expected));
  }

  /// The gradient of a single scalar output by an input is what a formula says.
  public Outcome gradientMatches(Input x, Expr formula) {
    Expr gradient = Grad.grad(graph.outputs().getFirst(), x).of(x);
    GraphCase both = graph.computing(List.of(graph.outputs().getFirst(), gradient, formula));
    BoundedReading reading = new BoundedReading(both.bindings());
    Bounded[] expected = reading.values(formula);
    Bounded[] actual = reading.values(gradient);
    if (expected.length != actual.length) {
      throw new Disagreement(
          "gradient of %s is %s, the formula %s%n%s"
              .formatted(x, gradient.type(), formula.type(), both));
    }
    Comparison comparison = new Comparison(both, "formula", "reverse mode");
    for (int i = 0; i < actual.length; i++) {
      comparison.element("gradient of " + x.label(), x.shape(), i, expected[i], actual[i]);
    }
    return comparison.outcome();
  }
}
