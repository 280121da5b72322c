package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.usercode.BlindFaults.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each planted fault is one, in the operand that it names, and its twin is right, by central
/// differences of three steps on the interpreter, extrapolated.
final class BlindFaultsTest {
  /// What the differences of right rules stay below, relative to the largest element.
  private static final double RIGHT = 2e-9;

  /// What those of wrong rules exceed.
  private static final double WRONG = 1e-8;

  record Pair(Fault fault, Fault twin) {
    @Override
    public String toString() {
      return fault.name();
    }
  }

  static Stream<Pair> pairs() {
    List<Fault> faults = BlindFaults.all();
    List<Fault> twins = BlindFaults.twins();
    return IntStream.range(0, faults.size()).mapToObj(i -> new Pair(faults.get(i), twins.get(i)));
  }

  static Stream<Pair> smooth() {
    return pairs().filter(p -> !BlindFaults.AT_A_KINK.contains(p.fault().name()));
  }

  @Test
  void faultsAndTwinsCorrespond() {
    List<String> names = BlindFaults.all().stream().map(Fault::name).toList();
    assertEquals(names, BlindFaults.twins().stream().map(Fault::name).toList());
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void theGradientOfTheGraphShowsTheFault(Pair pair) {
    double fault = Measured.first(pair.fault());
    double twin = Measured.first(pair.twin());

    boolean later = BlindFaults.ONLY_SECOND_ORDER.contains(pair.fault().name());
    assertTrue(later ? fault < RIGHT : fault > WRONG, () -> "fault " + fault);
    assertTrue(twin < RIGHT, () -> "twin " + twin);
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void theSecondDerivativeOfTheTwinIsRight(Pair pair) {
    double twin = Measured.second(pair.twin());
    assertTrue(twin < RIGHT, () -> "twin " + twin);
    if (BlindFaults.ONLY_SECOND_ORDER.contains(pair.fault().name())) {
      double fault = Measured.second(pair.fault());
      assertTrue(fault > WRONG, () -> "fault " + fault);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theFaultLiesInTheOperandThatItNames(Pair pair) {
    List<Double> twin = Measured.culprit(pair.twin());
    List<Double> fault = Measured.culprit(pair.fault());
    for (int i = 0; i < twin.size(); i++) {
      int operand = i;
      boolean shows =
          i == pair.fault().operand()
              && !BlindFaults.ONLY_SECOND_ORDER.contains(pair.fault().name());
      assertTrue(twin.get(i) < RIGHT, () -> "twin, operand " + operand + ": " + twin);
      assertTrue(
          shows ? fault.get(i) > WRONG : fault.get(i) < RIGHT,
          () -> "fault, operand " + operand + ": " + fault);
    }
  }

  /// How far derivatives lie from differences.
  private static final class Measured {
    private Measured() {}

    /// The first derivative of a fixed combination of the output's elements, by all inputs.
    static double first(Fault fault) {
      return worst(combined(fault.output(), 11), fault.at());
    }

    /// The derivative of a fixed combination of the first derivatives, by all inputs.
    static double second(Fault fault) {
      Expr sum = combined(fault.output(), 11);
      Expr directional = sum.times(0);
      for (Input x : floating(fault.at())) {
        if (Grad.grad(sum, x).answer(x) instanceof Gradient.Connected(Expr slope)) {
          directional = directional.plus(combined(slope, x.toString().hashCode()));
        }
      }
      return worst(directional, fault.at());
    }

    /// The derivative of the culprit alone, by each operand, relative to the largest of all.
    static List<Double> culprit(Fault fault) {
      Apply node =
          Graph.topological(List.of(fault.output())).stream()
              .filter(n -> n instanceof Apply apply && fault.culprit().isInstance(apply.op()))
              .map(Apply.class::cast)
              .findFirst()
              .orElseThrow();
      List<Tensor> values = run(node.operands(), fault.at());
      Map<Input, Tensor> at = new HashMap<>();
      List<Input> operands = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        Input x = Input.of("operand " + i, values.get(i).type());
        operands.add(x);
        at.put(x, values.get(i));
      }
      Expr sum = combined(node.op().of(operands.toArray(Expr[]::new)), 13);
      double scale = 0;
      List<Double> errors = new ArrayList<>();
      for (Input x : operands) {
        Comparison c = x.dtype().isFloating() ? compare(sum, x, at) : new Comparison(0, 0);
        errors.add(c.error());
        scale = Math.max(scale, c.scale());
      }
      double largest = scale;
      return errors.stream().map(e -> e / largest).toList();
    }

    private static Expr combined(Expr x, long seed) {
      return x.times(Constant.of(Tensor.normal(x.shape(), seed))).sum();
    }

    private static List<Input> floating(Map<Input, Tensor> at) {
      return at.keySet().stream()
          .filter(x -> x.dtype().isFloating())
          .sorted(Comparator.comparing(Input::toString))
          .toList();
    }

    private static double worst(Expr scalar, Map<Input, Tensor> at) {
      return floating(at).stream()
          .map(x -> compare(scalar, x, at))
          .mapToDouble(c -> c.error() == 0 ? 0 : c.error() / c.scale())
          .max()
          .orElseThrow();
    }

    /// The largest deviation, and the largest slope by differences.
    record Comparison(double error, double scale) {}

    private static Comparison compare(Expr scalar, Input x, Map<Input, Tensor> at) {
      Tensor value = at.get(x);
      double[] slopes = new double[value.size()];
      if (Grad.grad(scalar, x).answer(x) instanceof Gradient.Connected(Expr slope)) {
        slopes = run(List.of(slope), at).getFirst().toDoubleArray();
      }
      double[] elements = value.toDoubleArray();
      double size = DoubleStream.of(elements).map(Math::abs).max().orElseThrow();
      double error = 0;
      double scale = 0;
      for (int i = 0; i < slopes.length; i++) {
        double h = 5e-4 * (elements[i] == 0 ? size : Math.abs(elements[i]));
        double near = slope(scalar, x, at, i, h);
        double middle = slope(scalar, x, at, i, 2 * h);
        double far = slope(scalar, x, at, i, 4 * h);
        double difference = (64 * near - 20 * middle + far) / 45;
        error = Math.max(error, Math.abs(difference - slopes[i]));
        scale = Math.max(scale, Math.max(Math.abs(difference), Math.abs(slopes[i])));
      }
      return new Comparison(error, scale);
    }

    private static double slope(
        Expr scalar, Input x, Map<Input, Tensor> at, int element, double h) {
      return (at(scalar, x, at, element, h) - at(scalar, x, at, element, -h)) / (2 * h);
    }

    private static double at(
        Expr scalar, Input x, Map<Input, Tensor> at, int element, double step) {
      double[] moved = at.get(x).toDoubleArray();
      moved[element] += step;
      Map<Input, Tensor> bindings = new HashMap<>(at);
      bindings.put(x, Tensor.of(x.shape(), moved));
      return run(List.of(scalar), bindings).getFirst().item();
    }

    private static List<Tensor> run(List<Expr> outputs, Map<Input, Tensor> at) {
      Map<Input, Tensor> bindings = new HashMap<>(at);
      bindings.keySet().retainAll(Graph.inputs(outputs));
      return Interpreter.of(outputs).run(bindings);
    }
  }
}
