package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a check needs, refused with a text that says what to do.
final class Requirements {
  private Requirements() {}

  static void outputs(List<Expr> outputs) {
    if (outputs.isEmpty()) {
      throw new CheckException("needs an output to differentiate");
    }
    for (Expr output : outputs) {
      if (!output.dtype().isFloating()) {
        throw new CheckException(
            "%s has no derivative: check what it is computed from".formatted(output));
      }
    }
  }

  static Tensor binding(Input input, Map<? extends Expr, Tensor> bindings) {
    Tensor value = bindings.get(input);
    if (value == null) {
      List<String> bound =
          bindings.keySet().stream().map(x -> x.name().orElse(x.toString())).sorted().toList();
      throw new CheckException(
          "input %s is not bound; bound are %s".formatted(input, String.join(", ", bound)));
    }
    if (value.dtype() != input.dtype() || !value.shape().sameSizes(input.shape())) {
      throw new CheckException(
          "input %s is bound to %s: cast or reshape the tensor, or rebuild the graph by at(sizes)"
              .formatted(input, value.type()));
    }
    if (value.dtype().isFloating()) {
      double[] numbers = value.cast(DType.FLOAT64).toDoubleArray();
      for (int i = 0; i < numbers.length; i++) {
        if (Double.isNaN(numbers[i])) {
          throw new CheckException(
              "input %s is NaN at %s: there is no derivative at what is not a number"
                  .formatted(input, Index.text(input.shape(), i)));
        }
      }
    }
    return value;
  }

  static void known(Map<Expr, Tensor> inputs, Map<? extends Expr, Tensor> bindings) {
    for (Expr key : bindings.keySet()) {
      if (!inputs.containsKey(key)) {
        throw new CheckException(
            "%s is bound, but the outputs do not depend on it as an input: leave it out"
                .formatted(key));
      }
    }
  }

  static void targets(List<? extends Expr> targets, List<Expr> outputs) {
    Set<Expr> below = new HashSet<>(Graph.topological(outputs));
    for (Expr target : targets) {
      if (!target.dtype().isFloating()) {
        throw new CheckException(
            "%s cannot be a target: %s values have no derivative"
                .formatted(target, target.dtype()));
      }
      if (!below.contains(target)) {
        throw new CheckException(
            "%s cannot be a target: the outputs do not depend on it".formatted(target));
      }
    }
  }

  static void basis(Expr target, Tensor basis) {
    Shape shape = basis.shape();
    int[] sizes = shape.sizes();
    boolean fits =
        shape.rank() == target.rank() + 1
            && Arrays.equals(Arrays.copyOfRange(sizes, 1, sizes.length), target.shape().sizes());
    if (!fits || !basis.dtype().isFloating()) {
      throw new CheckException(
          "a tangent basis of %s has a first axis for its vectors and then the shape of the target, got %s"
              .formatted(target, basis.type()));
    }
    if (basis.hasNonFinite()) {
      throw new CheckException("the tangent basis of %s is not finite".formatted(target));
    }
    double[][] vectors = vectors(basis);
    if (vectors.length == 0) {
      throw new CheckException(
          "the tangent basis of %s has no vectors: give one or more".formatted(target));
    }
    for (int i = 0; i < vectors.length; i++) {
      if (Arrays.stream(vectors[i]).allMatch(x -> x == 0)) {
        throw new CheckException(
            "vector %d of the tangent basis of %s is zero: it is no direction"
                .formatted(i, target));
      }
    }
  }

  /// The vectors of a basis, as rows.
  static double[][] vectors(Tensor basis) {
    double[] all = basis.cast(DType.FLOAT64).toDoubleArray();
    int count = basis.shape().size(0);
    double[][] vectors = new double[count][];
    for (int i = 0; i < count; i++) {
      int size = all.length / count;
      vectors[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
    }
    return vectors;
  }

  static void formula(Expr target, Expr gradient) {
    if (!gradient.dtype().isFloating() || !gradient.shape().sameSizes(target.shape())) {
      throw new CheckException(
          "the formula for the gradient of %s is %s: it must have the target's shape"
              .formatted(target, gradient.type()));
    }
  }
}
