package dev.adjoint.testkit;

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

/// A graph together with tensors for its inputs: one case of a property. Its text is the list of
/// nodes and bindings.
///
/// @param outputs what is computed
/// @param bindings a tensor for each input below the outputs, and for no other
public record GraphCase(List<Expr> outputs, Map<Input, Tensor> bindings) {
  /// Copies both and drops bindings of inputs that the outputs do not depend on.
  public GraphCase {
    outputs = List.copyOf(outputs);
    Map<Input, Tensor> used = new LinkedHashMap<>();
    for (Input input : Graph.inputs(outputs)) {
      Tensor value = bindings.get(input);
      if (value == null) {
        throw new IllegalArgumentException("no tensor is given for input " + input);
      }
      used.put(input, value);
    }
    bindings = used;
  }

  /// A case of one output.
  public static GraphCase of(Expr output, Map<Input, Tensor> bindings) {
    return new GraphCase(List.of(output), bindings);
  }

  /// The floating inputs, which a gradient can be taken by.
  public List<Input> differentiable() {
    return bindings.keySet().stream().filter(input -> input.dtype().isFloating()).toList();
  }

  /// A scalar that depends on every element of every floating output: their sum under weights of
  /// which no two neighbours are equal, so that no symmetry hides an error. Empty if no output is
  /// floating.
  public Optional<Expr> loss() {
    List<Expr> parts = new ArrayList<>();
    for (Expr output : outputs) {
      if (output.dtype().isFloating()) {
        Tensor weights = Direction.of(output.type(), parts.size());
        Expr weighted = output.times(Constant.of(weights)).sum();
        parts.add(weighted.cast(DType.FLOAT64));
      }
    }
    return parts.stream().reduce(Expr::plus);
  }

  /// Whether a gradient below the outputs is, by the word of an op, not the derivative of what is
  /// computed, so that nothing independent can be held against it.
  boolean redefinesDerivative() {
    return Graph.topological(outputs).stream()
        .anyMatch(node -> node instanceof Apply apply && apply.op().redefinesDerivative());
  }

  /// What an assertion has done that could compare no derivative.
  Outcome unchecked() {
    return new Outcome(0, differentiable().stream().mapToInt(x -> (int) x.shape().size()).sum());
  }

  /// The same bindings, other outputs of the same inputs.
  public GraphCase computing(List<Expr> others) {
    return new GraphCase(others, bindings);
  }

  @Override
  public String toString() {
    return GraphText.of(this);
  }
}
