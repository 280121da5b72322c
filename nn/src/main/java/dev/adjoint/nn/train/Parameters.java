package dev.adjoint.nn.train;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tree.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// The floating tensors of a model as inputs named by path; others stay constants of the graph.
///
/// @param model the model, holding expressions
/// @param values the tensor of each input, in the order of the tree
record Parameters<M>(M model, SequencedMap<Input, Tensor> values) {

  static <M> Parameters<M> of(Object model) {
    SequencedMap<Input, Tensor> values = new LinkedHashMap<>();
    M inputs =
        Tree.map(
            model,
            Tensor.class,
            (path, tensor) -> {
              if (!tensor.dtype().isFloating()) {
                return Constant.of(tensor);
              }
              Input input = Input.of(path.isEmpty() ? "parameters" : path, tensor.type());
              values.put(input, tensor);
              return input;
            });
    if (values.isEmpty()) {
      throw new AdjointException(
          "[train] the model has no floating tensor to train: " + model.getClass().getSimpleName());
    }
    return new Parameters<>(inputs, values);
  }

  /// The model holding tensors again, with new values of the inputs.
  <P> P tensors(P initial, Map<Input, Tensor> now) {
    SequencedMap<String, Expr> paths = Tree.leaves(model, Expr.class);
    return Tree.map(
        initial,
        Tensor.class,
        (path, tensor) ->
            paths.get(path) instanceof Input input ? now.getOrDefault(input, tensor) : tensor);
  }
}
