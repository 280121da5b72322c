package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;

/// Laws that hold between derivatives of one graph, whatever the ops are.
class LinearityProperties {
  @Provide
  Arbitrary<GraphCase> graphs() {
    return Graphs.graphs(DType.FLOAT64, Palette.PLAIN);
  }

  @Property(seed = Seed.VALUE)
  void vjpIsLinearInTheSeed(@ForAll("graphs") GraphCase graph) {
    List<Expr> outputs = floating(graph);
    List<Expr> first = seeds(outputs, 1);
    List<Expr> second = seeds(outputs, 2);
    List<Expr> combined = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      combined.add(first.get(i).times(3).minus(second.get(i)));
    }
    List<Input> wrt = graph.differentiable();
    Gradients a = Grad.vjp(outputs, first, wrt);
    Gradients b = Grad.vjp(outputs, second, wrt);
    Gradients both = Grad.vjp(outputs, combined, wrt);
    BoundedReading reading = new BoundedReading(graph.bindings());
    Comparison comparison = new Comparison(graph, "3·vjp(u) − vjp(w)", "vjp(3u − w)");
    for (Input x : wrt) {
      if (a.answer(x) instanceof Gradient.Connected(Expr left)) {
        Bounded[] expected = reading.values(left.times(3).minus(b.of(x)));
        Bounded[] actual = reading.values(both.of(x));
        for (int i = 0; i < actual.length && !reading.isUndecided(); i++) {
          comparison.derivative(x.label(), x.shape(), i, expected[i], actual[i]);
        }
      }
    }
    Tally.count("vjp is linear", graph, comparison.outcome());
  }

  @Property(seed = Seed.VALUE)
  void forwardAndReverseAreAdjoint(@ForAll("graphs") GraphCase graph) {
    Optional<Expr> loss = graph.loss();
    Map<Input, Tensor> direction = new LinkedHashMap<>();
    graph.differentiable().forEach(x -> direction.put(x, Direction.of(x.type(), 4)));
    if (loss.isEmpty()) {
      return;
    }
    Gradients gradients = Grad.grad(loss.get(), graph.differentiable());
    Expr product = Constant.scalar(0, DType.FLOAT64);
    for (Map.Entry<Input, Tensor> entry : direction.entrySet()) {
      if (gradients.answer(entry.getKey()) instanceof Gradient.Connected(Expr gradient)) {
        product = product.plus(gradient.times(Constant.of(entry.getValue())).sum());
      }
    }
    BoundedReading reading = new BoundedReading(graph.bindings());
    Comparison comparison = new Comparison(graph, "⟨u, J·v⟩", "⟨Jᵀ·u, v⟩");
    Bounded forward = reading.derivative(loss.get(), direction);
    Bounded reverse = reading.values(product)[0];
    if (!reading.isUndecided()) {
      comparison.derivative("product", product.shape(), 0, forward, reverse);
    }
    Tally.count("⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩", graph, comparison.outcome());
  }

  @Property(seed = Seed.VALUE)
  void aSharedNodeEqualsItsClone(@ForAll("graphs") GraphCase graph) {
    GraphCase cloned = graph.computing(clones(graph.outputs()));
    List<Tensor> shared = Interpreter.of(graph.outputs()).run(graph.bindings());
    Assertions.assertEquals(shared, Interpreter.of(cloned.outputs()).run(graph.bindings()));
    BoundedReading reading = new BoundedReading(graph.bindings());
    Comparison comparison = new Comparison(graph, "shared nodes", "cloned nodes");
    if (graph.loss().isPresent()) {
      Gradients a = Grad.grad(graph.loss().get(), graph.differentiable());
      Gradients b = Grad.grad(cloned.loss().orElseThrow(), graph.differentiable());
      for (Input x : graph.differentiable()) {
        if (a.answer(x) instanceof Gradient.Connected(Expr expr)) {
          Bounded[] expected = reading.values(expr);
          Bounded[] actual = reading.values(b.of(x));
          for (int i = 0; i < actual.length && !reading.isUndecided(); i++) {
            comparison.element("gradient of " + x, x.shape(), i, expected[i], actual[i]);
          }
        }
      }
    }
    Tally.count("a shared node equals its clone", graph, comparison.outcome());
  }

  /// The same graph in which every use of a node has a copy of its own.
  private static List<Expr> clones(List<Expr> outputs) {
    return Graph.rebuild(
            outputs,
            (node, operands) ->
                node instanceof Apply apply
                    ? Apply.of(
                        apply.op(), operands.stream().map(LinearityProperties::copy).toList())
                    : node)
        .outputs();
  }

  private static Expr copy(Expr node) {
    return node instanceof Apply apply ? Apply.of(apply.op(), apply.operands()) : node;
  }

  private static List<Expr> floating(GraphCase graph) {
    return graph.outputs().stream().filter(y -> y.dtype().isFloating()).toList();
  }

  private static List<Expr> seeds(List<Expr> outputs, int variant) {
    return outputs.stream().<Expr>map(y -> Constant.of(Direction.of(y.type(), variant))).toList();
  }
}
