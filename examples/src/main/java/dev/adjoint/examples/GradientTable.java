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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A gradient beside finite differences, in FLOAT64: for each parameter, at the element where it is
/// largest, at the median one, and at one where it is zero, such as the weight of a pixel that is
/// always dark, if there is one. There the difference must vanish beside the largest gradient.
///
/// The finite difference has five points, `(f(x−2h) − 8f(x−h) + 8f(x+h) − f(x+2h)) / 12h`, whose
/// error is of order h⁴; it evaluates the loss alone.
record GradientTable(List<Row> rows, double largest) {
  private static final double STEP = 0x1p-10;

  /// A relative error above this means a wrong gradient: rounding alone gives about 1e−12 times the
  /// loss over the gradient.
  private static final double TOLERANCE = 1e-6;

  /// How small the difference must be, beside the largest gradient, where the gradient is zero.
  private static final double NOTHING = 1e-9;

  /// One element of one parameter.
  record Row(String element, double analytic, double difference) {
    double relativeError() {
      double scale = Math.max(Math.abs(analytic), Math.abs(difference));
      return scale == 0 ? 0 : Math.abs(analytic - difference) / scale;
    }
  }

  /// Compares the gradient of a loss with respect to parameters, at bindings.
  static GradientTable of(Expr loss, List<Input> parameters, Map<Input, Tensor> at) {
    List<Tensor> gradients = run(Program.compile(Grad.grad(loss, parameters).all()), at);
    Program value = Program.compile(loss);
    List<Row> rows = new ArrayList<>();
    double largest = 0;
    for (int p = 0; p < parameters.size(); p++) {
      double[] gradient = gradients.get(p).toDoubleArray();
      for (int element : elements(gradient)) {
        largest = Math.max(largest, Math.abs(gradient[element]));
        rows.add(row(value, parameters.get(p), element, gradient[element], at));
      }
    }
    return new GradientTable(List.copyOf(rows), largest);
  }

  /// A gradient of zeros reads nothing, so only what a program reads is bound.
  private static List<Tensor> run(Program program, Map<Input, Tensor> at) {
    Map<Input, Tensor> read = new HashMap<>(at);
    read.keySet().retainAll(program.inputs());
    return program.run(read);
  }

  /// The elements of largest, of median, and of zero gradient.
  private static Set<Integer> elements(double[] gradient) {
    List<Integer> bySize =
        IntStream.range(0, gradient.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> Math.abs(gradient[i])))
            .toList();
    int zeros = (int) bySize.stream().filter(i -> gradient[i] == 0).count();
    int last = bySize.size() - 1;
    Set<Integer> chosen = new LinkedHashSet<>();
    chosen.add(bySize.get(last));
    chosen.add(bySize.get(Math.min(last, (zeros + last) / 2)));
    if (zeros > 0) {
      chosen.add(bySize.getFirst());
    }
    return chosen;
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
      sum += (Math.abs(k) == 1 ? 8 * k : -k / 2) * run(value, moved).getFirst().item();
    }
    return new Row(parameter.label() + "[" + element + "]", gradient, sum / (12 * STEP));
  }

  boolean passes() {
    return largest > 0 && rows.stream().allMatch(this::agrees);
  }

  private boolean agrees(Row row) {
    return row.analytic == 0
        ? Math.abs(row.difference) <= NOTHING * largest
        : row.relativeError() <= TOLERANCE;
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
