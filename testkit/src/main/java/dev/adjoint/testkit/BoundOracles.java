package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Two arithmetics of one value: they agree within the bounds of both.
final class BoundOracles {
  private BoundOracles() {}

  static Outcome interpreter(Examination e) {
    Comparison comparison = new Comparison(e.graph(), "interpreter", "program");
    int outputs = e.graph().outputs().size();
    for (int k = 0; k < e.everything().size(); k++) {
      Expr output = e.everything().get(k);
      Tensor actual = e.results().get(k);
      if (actual.dtype() != output.dtype() || !actual.shape().sameSizes(output.shape())) {
        throw new Disagreement(
            "output %d is %s, but its program gives %s%n%s"
                .formatted(k, output.type(), actual.type(), e.graph()));
      }
      Bounded[] expected = e.bounded().get(k);
      double[] numbers = Direction.doubles(actual);
      String what = k < outputs ? "output " + k : "gradient " + (k - outputs);
      for (int i = 0; i < numbers.length; i++) {
        Bounded value = e.isUndecided() ? Bounded.unknown(expected[i].value()) : expected[i];
        comparison.element(what, actual.shape(), i, value, Bounded.exact(numbers[i]));
      }
    }
    return comparison.outcome();
  }

  static Outcome stableForm(Examination e) {
    List<Expr> written = e.graph().outputs();
    List<Expr> stable = e.subject().stabilise(written);
    if (stable.equals(written)) {
      return Outcome.NOTHING;
    }
    BoundedReading reading = new BoundedReading(e.graph().bindings());
    List<Expr> nodes = Graph.topological(written);
    List<Elements> literal = reading.values(nodes.stream().map(Expr::asWritten).toList());
    if (!literal.stream().allMatch(BoundOracles::isFinite)) {
      return Outcome.NOTHING;
    }
    List<Elements> rewritten = reading.values(stable.stream().map(Expr::asWritten).toList());
    Comparison comparison = new Comparison(e.graph(), "as written", "in stable form");
    for (int k = 0; k < written.size(); k++) {
      Bounded[] first = BoundedReading.numbers(literal.get(nodes.indexOf(written.get(k))));
      Bounded[] second = BoundedReading.numbers(rewritten.get(k));
      for (int i = 0; i < first.length; i++) {
        if (reading.isUndecided()) {
          comparison.skip();
        } else {
          comparison.element("output " + k, written.get(k).shape(), i, first[i], second[i]);
        }
      }
    }
    return comparison.outcome();
  }

  private static boolean isFinite(Elements elements) {
    return !elements.type().dtype().isFloating()
        || Stream.of(BoundedReading.bounded(elements)).allMatch(x -> Double.isFinite(x.value()));
  }

  static Outcome batch(Examination e) {
    if (e.wrt().isEmpty()) {
      return Outcome.NOTHING;
    }
    List<Map<Input, Tensor>> samples = List.of(e.graph().bindings(), e.mirrored());
    Map<Input, Tensor> bindings = new LinkedHashMap<>(e.graph().bindings());
    Map<Input, Input> mapped = new LinkedHashMap<>();
    for (Input x : e.wrt()) {
      Shape shape = x.shape().insert(0, Dim.of(samples.size()));
      Input all = Input.of(x.label() + " batch", new TensorType(x.dtype(), shape));
      mapped.put(x, all);
      bindings.remove(x);
      bindings.put(all, stacked(x, shape, samples));
    }
    List<Expr> outputs = e.graph().outputs();
    List<Tensor> actual = e.subject().compile(e.subject().batch(outputs, mapped)).run(bindings);
    Comparison comparison = new Comparison(e.graph(), "one sample", "a batch");
    for (int sample = 0; sample < samples.size(); sample++) {
      BoundedReading reading = new BoundedReading(samples.get(sample));
      List<Elements> expected = reading.values(outputs);
      for (int k = 0; k < outputs.size(); k++) {
        Bounded[] single = BoundedReading.numbers(expected.get(k));
        double[] numbers = Direction.doubles(actual.get(k));
        for (int i = 0; i < single.length; i++) {
          Bounded value = reading.isUndecided() ? Bounded.unknown(single[i].value()) : single[i];
          double batched = numbers[sample * single.length + i];
          comparison.element(
              "output %d of sample %d".formatted(k, sample),
              outputs.get(k).shape(),
              i,
              value,
              Bounded.exact(batched));
        }
      }
    }
    return comparison.outcome();
  }

  private static Tensor stacked(Input x, Shape shape, List<Map<Input, Tensor>> samples) {
    double[] numbers = new double[(int) shape.size()];
    int at = 0;
    for (Map<Input, Tensor> sample : samples) {
      for (double number : Direction.doubles(Objects.requireNonNull(sample.get(x)))) {
        numbers[at++] = number;
      }
    }
    return Tensor.of(shape, numbers).cast(x.dtype());
  }

  static Outcome sharedNodes(Examination e) {
    if (e.loss().isEmpty() || e.graph().redefinesDerivative()) {
      return Outcome.NOTHING;
    }
    Expr cloned = clones(List.of(e.loss().get())).getFirst();
    Map<Input, Expr> gradients = new LinkedHashMap<>();
    e.gradients(cloned).forEach((x, g) -> g.ifPresent(gradient -> gradients.put(x, gradient)));
    BoundedReading reading = new BoundedReading(e.graph().bindings());
    List<Input> connected = List.copyOf(gradients.keySet());
    List<Elements> values = reading.values(List.copyOf(gradients.values()));
    Comparison comparison = new Comparison(e.graph(), "shared nodes", "cloned nodes");
    for (int k = 0; k < connected.size(); k++) {
      Input x = connected.get(k);
      Bounded[] expected = e.gradient(x);
      Bounded[] actual = BoundedReading.bounded(values.get(k));
      for (int i = 0; i < actual.length; i++) {
        if (reading.isUndecided() || e.isUndecided()) {
          comparison.skip();
        } else {
          comparison.element("gradient of " + x.label(), x.shape(), i, expected[i], actual[i]);
        }
      }
    }
    return comparison.outcome();
  }

  /// The same graph in which every use of a node has a copy of its own.
  private static List<Expr> clones(List<Expr> outputs) {
    return Graph.rebuild(
            outputs,
            (node, operands) ->
                node instanceof Apply apply
                    ? Apply.of(apply.op(), operands.stream().map(BoundOracles::copy).toList())
                    : node)
        .outputs();
  }

  private static Expr copy(Expr node) {
    return node instanceof Apply apply ? Apply.of(apply.op(), apply.operands()) : node;
  }
}
