package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The gradient of a loss by reverse mode, held against independent derivatives. A disconnected
/// input must have the derivative zero.
final class GradientCheck {
  /// Elements checked of each input; of larger ones every n-th.
  private static final int POSITIONS = 24;

  /// The same for finite differences, which evaluate the graph many times.
  private static final int DIFFERENCES = 6;

  private final GraphCase graph;
  private final Expr loss;

  GradientCheck(GraphCase graph, Expr loss) {
    this.graph = graph;
    this.loss = loss;
  }

  /// The loss and the gradients that exist.
  static List<Expr> lossAndGradients(Expr loss, List<? extends Expr> wrt) {
    List<Expr> outputs = new ArrayList<>();
    outputs.add(loss);
    Gradients gradients = Grad.grad(loss, wrt);
    for (Expr x : wrt) {
      if (gradients.answer(x) instanceof Gradient.Connected(Expr expr)) {
        outputs.add(expr);
      }
    }
    return outputs;
  }

  /// Against dual numbers; a mismatch names the op whose rule is wrong, if one is.
  Outcome againstDuals() {
    try {
      return compareWithDuals();
    } catch (Disagreement e) {
      Optional<Disagreement> culprit = new RuleCheck(graph).firstWrong();
      throw culprit.isEmpty() ? e : culprit.get();
    }
  }

  /// Against dual numbers, without looking for a culprit.
  Outcome compareWithDuals() {
    if (graph.redefinesDerivative()) {
      return graph.unchecked();
    }
    BoundedReading reading = new BoundedReading(graph.bindings());
    if (!isFinite(reading)) {
      return Outcome.NOTHING;
    }
    Comparison comparison = new Comparison(graph, "dual numbers", "reverse mode");
    reverse(reading)
        .forEach(
            (x, gradient) -> {
              for (int i : positions(gradient.length)) {
                Bounded tangent = reading.derivative(loss, Map.of(x, Direction.unit(x.type(), i)));
                compare(comparison, reading, x, i, tangent, gradient[i]);
              }
            });
    return comparison.outcome();
  }

  /// Against five-point finite differences.
  Outcome againstFiniteDifferences() {
    if (graph.redefinesDerivative()) {
      return graph.unchecked();
    }
    BoundedReading reading = new BoundedReading(graph.bindings());
    FiniteDifferences differences = new FiniteDifferences(graph, loss);
    Comparison comparison = new Comparison(graph, "finite differences", "reverse mode");
    reverse(reading)
        .forEach(
            (x, gradient) -> {
              for (int i : positions(gradient.length, DIFFERENCES)) {
                Bounded quotient = differences.along(Map.of(x, Direction.unit(x.type(), i)));
                if (FiniteDifferences.isUseful(quotient, gradient[i])) {
                  compare(comparison, reading, x, i, quotient, gradient[i]);
                } else {
                  comparison.skip();
                }
              }
            });
    return comparison.outcome();
  }

  /// Whether there is something to differentiate: the derivative of NaN or ∞ is no number.
  private boolean isFinite(BoundedReading reading) {
    return Double.isFinite(reading.values(loss)[0].value());
  }

  private static void compare(
      Comparison comparison,
      BoundedReading reading,
      Input x,
      int position,
      Bounded expected,
      Bounded actual) {
    if (reading.isUndecided()) {
      comparison.skip();
    } else {
      comparison.derivative("gradient of " + x.label(), x.shape(), position, expected, actual);
    }
  }

  private Map<Input, Bounded[]> reverse(BoundedReading reading) {
    List<Input> wrt = graph.differentiable();
    Gradients gradients = Grad.grad(loss, wrt);
    Map<Input, Bounded[]> values = new LinkedHashMap<>();
    for (Input x : wrt) {
      values.put(
          x,
          switch (gradients.answer(x)) {
            case Gradient.Connected(Expr expr) -> reading.values(expr);
            case Gradient.Disconnected _, Gradient.NonDifferentiable _ ->
                zeros((int) x.shape().size());
          });
    }
    return values;
  }

  private static Bounded[] zeros(int size) {
    Bounded[] zeros = new Bounded[size];
    Arrays.fill(zeros, Bounded.exact(0));
    return zeros;
  }

  /// The positions to check among so many elements.
  static int[] positions(int size) {
    return positions(size, POSITIONS);
  }

  private static int[] positions(int size, int most) {
    int step = Math.max(1, (size + most - 1) / most);
    return IntStream.iterate(0, i -> i < size, i -> i + step).toArray();
  }
}
