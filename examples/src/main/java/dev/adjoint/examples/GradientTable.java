package dev.adjoint.examples;

import static java.util.Objects.requireNonNull;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// A gradient beside finite differences, in FLOAT64: for each parameter, at the element where it is
/// largest and at the median one. Elements of gradient zero, such as the weights of a pixel that is
/// always dark, have no relative error and are left out.
///
/// The finite difference has five points, `(f(x−2h) − 8f(x−h) + 8f(x+h) − f(x+2h)) / 12h`, whose
/// error is of order h⁴; it evaluates the loss alone.
record GradientTable(List<Row> rows) {
  private static final double STEP = 0x1p-10;

  /// A relative error above this means a wrong gradient: rounding alone gives about 1e−12 times the
  /// loss over the gradient.
  private static final double TOLERANCE = 1e-6;

  /// One element of one parameter.
  record Row(String element, double analytic, double difference) {
    double relativeError() {
      double scale = Math.max(Math.abs(analytic), Math.abs(difference));
      return scale == 0 ? 0 : Math.abs(analytic - difference) / scale;
    }
  }

  /// Compares the gradient of a loss with respect to parameters, at bindings.
  static GradientTable of(Expr loss, List<Input> parameters, Map<Input, Tensor> at) {
    List<Tensor> gradients = Program.compile(Grad.grad(loss, parameters).all()).run(at);
    Program value = Program.compile(loss);
    List<Row> rows = new ArrayList<>();
    for (int p = 0; p < parameters.size(); p++) {
      Input parameter = parameters.get(p);
      double[] gradient = gradients.get(p).toDoubleArray();
      List<Integer> bySize =
          IntStream.range(0, gradient.length)
              .filter(i -> gradient[i] != 0)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> Math.abs(gradient[i])))
              .toList();
      int last = bySize.size() - 1;
      for (int place = last; place >= last / 2; place -= Math.max(1, last - last / 2)) {
        int element = bySize.get(place);
        rows.add(row(value, parameter, element, gradient[element], at));
      }
    }
    return new GradientTable(List.copyOf(rows));
  }

  private static Row row(
      Program value, Input parameter, int element, double gradient, Map<Input, Tensor> at) {
    double[] values = requireNonNull(at.get(parameter)).toDoubleArray();
    double centre = values[element];
    Map<Input, Tensor> moved = new HashMap<>(at);
    double sum = 0;
    for (int k : new int[] {-2, -1, 1, 2}) {
      values[element] = centre + k * STEP;
      moved.put(parameter, Tensor.of(parameter.shape(), values));
      sum += (Math.abs(k) == 1 ? 8 * k : -k / 2) * value.run(moved).getFirst().item();
    }
    return new Row(parameter.label() + "[" + element + "]", gradient, sum / (12 * STEP));
  }

  boolean passes() {
    return !rows.isEmpty() && rows.stream().allMatch(row -> row.relativeError() <= TOLERANCE);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-24s %20s %20s %15s%n"
            .formatted("parameter", "gradient", "finite difference", "relative error"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-24s %20.13e %20.13e %15.1e%n",
              row.element,
              row.analytic,
              row.difference,
              row.relativeError()));
    }
    return text.toString();
  }
}
