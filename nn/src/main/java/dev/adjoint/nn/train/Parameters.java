package dev.adjoint.nn.train;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tree.Tree;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The floating tensors of a model as inputs named by path; others, and frozen ones, stay constants
/// of the graph.
///
/// @param model the model, holding expressions
/// @param values the tensor of each input, in the order of the tree
record Parameters<M>(M model, SequencedMap<Input, Tensor> values) {

  static <M> Parameters<M> of(Object model) {
    return of(model, paths(model));
  }

  /// The paths of the floating tensors of a model.
  static List<String> paths(Object model) {
    List<String> paths =
        Tree.leaves(model, Tensor.class).entrySet().stream()
            .filter(leaf -> leaf.getValue().dtype().isFloating())
            .map(Map.Entry::getKey)
            .toList();
    if (paths.isEmpty()) {
      throw new AdjointException(
          "[train] the model has no floating tensor to train: " + model.getClass().getSimpleName());
    }
    return paths;
  }

  /// Only the tensors at these paths as inputs.
  static <M> Parameters<M> of(Object model, Collection<String> trained) {
    SequencedMap<Input, Tensor> values = new LinkedHashMap<>();
    M inputs =
        Tree.map(
            model,
            Tensor.class,
            (path, tensor) -> {
              if (!trained.contains(path)) {
                return Constant.of(tensor);
              }
              Input input = Input.of(path.isEmpty() ? "parameters" : path, tensor.type());
              values.put(input, tensor);
              return input;
            });
    return new Parameters<>(inputs, values);
  }

  /// The inputs by path.
  SequencedMap<String, Input> inputs() {
    SequencedMap<String, Input> inputs = new LinkedHashMap<>();
    Tree.leaves(model, Expr.class)
        .forEach(
            (path, leaf) -> {
              if (leaf instanceof Input input) {
                inputs.put(path, input);
              }
            });
    return inputs;
  }

  /// The model holding tensors again, with new values of the inputs.
  <P> P tensors(P initial, Map<Input, Tensor> now) {
    SequencedMap<String, Input> inputs = inputs();
    return Tree.map(
        initial,
        Tensor.class,
        (path, tensor) -> {
          Input input = inputs.get(path);
          return input == null ? tensor : now.getOrDefault(input, tensor);
        });
  }
}
