package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Evaluator;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The reference executor: slow, small, and by definition right. Sums run from the first element to
/// the last.
public final class Interpreter implements Executable {
  private final List<Expr> outputs;
  private final List<Expr> stable;
  private final List<Input> inputs;

  private Interpreter(List<Expr> outputs) {
    this.outputs = List.copyOf(outputs);
    this.stable = Stabilise.of(outputs).outputs();
    this.inputs = Bindings.consistent(Graph.inputs(outputs));
  }

  /// The executor of some outputs.
  public static Interpreter of(Expr... outputs) {
    return new Interpreter(List.of(outputs));
  }

  /// The executor of some outputs.
  public static Interpreter of(Collection<? extends Expr> outputs) {
    return new Interpreter(List.copyOf(outputs));
  }

  @Override
  public List<Expr> outputs() {
    return outputs;
  }

  @Override
  public List<Input> inputs() {
    return inputs;
  }

  @Override
  public List<Tensor> run(Map<? extends Expr, Tensor> bindings) {
    Bindings checked = Bindings.of(inputs, bindings);
    Map<Expr, Elements> given = new HashMap<>();
    if (checked.sizes().isEmpty()) {
      for (int i = 0; i < inputs.size(); i++) {
        given.put(inputs.get(i), elements(inputs.get(i), checked.values().get(i)));
      }
      return run(stable, given);
    }
    Graph.Copy resized = Graph.at(outputs, checked.sizes());
    for (int i = 0; i < inputs.size(); i++) {
      Expr input = Objects.requireNonNull(resized.map().get(inputs.get(i)));
      given.put(input, elements(input, checked.values().get(i)));
    }
    return run(Stabilise.of(resized.outputs()).outputs(), given);
  }

  private static List<Tensor> run(List<Expr> outputs, Map<Expr, Elements> given) {
    return new Reading<>(new Reals()).evaluate(outputs, given).stream().map(Reals::tensor).toList();
  }

  /// With the names of the input's axes.
  private static Elements elements(Expr input, Tensor value) {
    return new Elements(input.type(), Reals.elements(value).data());
  }

  /// The evaluator of test values, for [Input#tested].
  public static Evaluator evaluator() {
    return Interpreter::evaluate;
  }

  private static Optional<Tensor> evaluate(Expr node) {
    Map<Expr, Elements> given = new HashMap<>();
    List<Expr> pending = new ArrayList<>(node.operands());
    Set<Expr> visited = new HashSet<>();
    while (!pending.isEmpty()) {
      Expr next = pending.removeLast();
      if (!visited.add(next)) {
        continue;
      }
      Optional<Tensor> value = next.testValue();
      if (value.isPresent()) {
        given.put(next, elements(next, value.get()));
      } else if (next instanceof Apply) {
        pending.addAll(next.operands());
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(run(List.of(node), given).getFirst());
  }
}
