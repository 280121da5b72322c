package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The tensors of one run, checked against the inputs: in the order of the inputs, with the sizes
/// of those named axes that differ from the graph's.
record Bindings(List<Tensor> values, Map<String, Integer> sizes) {

  /// Checks what was given.
  static Bindings of(List<Input> inputs, Map<? extends Expr, Tensor> given) {
    List<Tensor> values = new ArrayList<>(inputs.size());
    boolean resized = false;
    for (Input input : inputs) {
      Tensor value = given.get(input);
      if (value == null) {
        throw missing(input, inputs, given);
      }
      if (value.dtype() != input.dtype()) {
        throw new BindingException(
            "[run] input %s is bound to %s: cast the tensor or declare another dtype"
                .formatted(input, value.type()));
      }
      resized |= !value.shape().sameSizes(input.shape());
      values.add(value);
    }
    if (given.size() > inputs.size()) {
      throw unknown(inputs, given);
    }
    return new Bindings(values, resized ? resized(inputs, values) : Map.of());
  }

  /// The inputs, if every named axis has one length in all of them.
  static List<Input> consistent(List<Input> inputs) {
    resize(inputs, inputs.stream().map(Expr::shape).toList());
    return inputs;
  }

  private static BindingException missing(
      Input input, List<Input> inputs, Map<? extends Expr, Tensor> given) {
    if (given.containsKey(input)) {
      return new BindingException("[run] input %s is bound to null".formatted(input));
    }
    for (Expr key : given.keySet()) {
      if (!inputs.contains(key) && key.name().equals(input.name())) {
        return new BindingException(
            "[run] input %s is not bound; the binding given for '%s' belongs to another input of that name"
                .formatted(input, input.label()));
      }
    }
    return new BindingException(
        "[run] input %s is not bound; bound are %s".formatted(input, names(given.keySet())));
  }

  private static BindingException unknown(List<Input> inputs, Map<? extends Expr, Tensor> given) {
    Expr stranger =
        given.keySet().stream().filter(key -> !inputs.contains(key)).findFirst().orElseThrow();
    return new BindingException(
        "[run] %s is bound, but the outputs do not depend on it as an input; their inputs are %s: leave it out"
            .formatted(stranger, names(inputs)));
  }

  private static String names(Iterable<? extends Expr> nodes) {
    List<String> names = new ArrayList<>();
    nodes.forEach(node -> names.add(node.name().orElse(node.toString())));
    return names.isEmpty() ? "none" : names.stream().sorted().collect(Collectors.joining(", "));
  }

  /// Solves for the named sizes; only an axis that is one plain name can be read off a tensor.
  private static Map<String, Integer> resize(List<Input> inputs, List<Shape> shapes) {
    Map<String, Integer> sizes = new TreeMap<>();
    Map<String, Input> witness = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      Shape declared = inputs.get(i).shape();
      Shape bound = shapes.get(i);
      for (int axis = 0; axis < Math.min(declared.rank(), bound.rank()); axis++) {
        Dim dim = declared.dim(axis);
        if (dim.isNamed() && dim.names().contains(dim.formula())) {
          Integer other = sizes.put(dim.formula(), bound.size(axis));
          Input first = witness.putIfAbsent(dim.formula(), inputs.get(i));
          if (other != null && other != bound.size(axis)) {
            throw new BindingException(
                "[run] axis %s has length %d in %s and %d in %s"
                    .formatted(
                        dim.formula(), other, first, bound.size(axis), inputs.get(i).label()));
          }
        }
      }
    }
    return sizes;
  }

  private static Map<String, Integer> resized(List<Input> inputs, List<Tensor> values) {
    Map<String, Integer> sizes = resize(inputs, values.stream().map(Tensor::shape).toList());
    for (int i = 0; i < inputs.size(); i++) {
      Shape bound = values.get(i).shape();
      if (!inputs.get(i).shape().at(sizes).sameSizes(bound)) {
        throw new BindingException(
            "[run] input %s is bound to %s%s"
                .formatted(
                    inputs.get(i),
                    values.get(i).type(),
                    inputs.get(i).shape().names().isEmpty()
                        ? ": only a named axis can change its length"
                        : ""));
      }
    }
    return sizes;
  }
}
