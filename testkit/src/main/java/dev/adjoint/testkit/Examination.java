package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One graph under examination, and what several oracles need of it, worked out once.
final class Examination {
  private final GraphCase graph;
  private final Subject subject;
  private final Optional<Expr> loss;
  private final List<Input> wrt;
  private @Nullable Map<Input, Optional<Expr>> gradients;
  private @Nullable List<Expr> everything;
  private @Nullable Executable program;
  private @Nullable List<Tensor> results;
  private @Nullable Readings readings;

  /// Bounded values of [#everything], and whether they depend on an undecided integer.
  private record Readings(List<Bounded[]> values, boolean undecided) {}

  Examination(GraphCase graph, Subject subject) {
    this.graph = graph;
    this.subject = subject;
    this.loss = graph.loss();
    this.wrt = graph.differentiable();
  }

  GraphCase graph() {
    return graph;
  }

  Subject subject() {
    return subject;
  }

  /// Empty if no output is floating.
  Optional<Expr> loss() {
    return loss;
  }

  /// The inputs to differentiate by.
  List<Input> wrt() {
    return wrt;
  }

  /// The gradient of the loss by every floating input, if there is a loss.
  Map<Input, Optional<Expr>> gradients() {
    if (gradients == null) {
      gradients = new LinkedHashMap<>();
      if (loss.isPresent()) {
        gradients.putAll(gradients(loss.get()));
      }
    }
    return gradients;
  }

  /// The gradient of a scalar by every floating input.
  Map<Input, Optional<Expr>> gradients(Expr scalar) {
    Expr one = Constant.scalar(1, DType.FLOAT64);
    List<Optional<Expr>> answers = subject.vjp(List.of(scalar), List.of(one), wrt);
    Map<Input, Optional<Expr>> map = new LinkedHashMap<>();
    for (int i = 0; i < wrt.size(); i++) {
      map.put(wrt.get(i), answers.get(i));
    }
    return map;
  }

  /// The outputs, then the gradients that there are.
  List<Expr> everything() {
    if (everything == null) {
      List<Expr> all = new ArrayList<>(graph.outputs());
      gradients().values().forEach(gradient -> gradient.ifPresent(all::add));
      everything = List.copyOf(all);
    }
    return everything;
  }

  /// The program of everything.
  Executable program() {
    if (program == null) {
      program = subject.compile(everything());
    }
    return program;
  }

  /// What the program gives.
  List<Tensor> results() {
    if (results == null) {
      results = program().run(graph.bindings());
    }
    return results;
  }

  /// The bounded values of everything.
  List<Bounded[]> bounded() {
    return readings().values;
  }

  /// Whether [#bounded] depends on an integer that rounding may have decided.
  boolean isUndecided() {
    return readings().undecided;
  }

  private Readings readings() {
    if (readings == null) {
      BoundedReading reading = new BoundedReading(graph.bindings());
      List<Elements> elements = reading.values(everything());
      readings =
          new Readings(
              elements.stream().map(BoundedReading::numbers).toList(), reading.isUndecided());
    }
    return readings;
  }

  /// The bounded gradient by an input: zeros if there is none.
  Bounded[] gradient(Input x) {
    Optional<Expr> gradient = gradients().getOrDefault(x, Optional.empty());
    if (gradient.isPresent()) {
      int at = everything().lastIndexOf(gradient.get());
      return bounded().get(at);
    }
    Bounded[] zeros = new Bounded[(int) x.shape().size()];
    Arrays.fill(zeros, Bounded.exact(0));
    return zeros;
  }

  /// The same inputs bound to other numbers of the same magnitude.
  Map<Input, Tensor> mirrored() {
    Map<Input, Tensor> mirrored = new LinkedHashMap<>();
    graph
        .bindings()
        .forEach((x, value) -> mirrored.put(x, x.dtype().isFloating() ? negated(value) : value));
    return mirrored;
  }

  private static Tensor negated(Tensor value) {
    double[] numbers = Direction.doubles(value);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = -numbers[i];
    }
    return Tensor.of(value.shape(), numbers).cast(value.dtype());
  }
}
