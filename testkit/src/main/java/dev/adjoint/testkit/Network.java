package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/// A dense network at some parameters and a batch, on which a loss of one's own can be put.
///
/// ```java
/// @Property
/// void gradientIsRight(@ForAll("networks") Network network, @ForAll("labels") Tensor labels) {
///   assertThat(network.under(MyLoss::of, labels)).gradientMatchesDuals();
/// }
/// ```
///
/// @param x the batch, `[samples, features]`
/// @param output the last layer's pre-activations, `[samples, outputs]`
/// @param parameters weights `[out, in]` and biases `[out]`, layer by layer
/// @param bindings tensors for the batch and the parameters
public record Network(Input x, Expr output, List<Input> parameters, Map<Input, Tensor> bindings) {
  /// Copies the list and the map.
  public Network {
    parameters = List.copyOf(parameters);
    bindings = new LinkedHashMap<>(bindings);
  }

  /// This network under a loss of its output and a target, which is an input named `target`.
  public GraphCase under(BinaryOperator<Expr> loss, Tensor target) {
    Input y = Input.of("target", target.type());
    Map<Input, Tensor> all = new LinkedHashMap<>(bindings);
    all.put(y, target);
    return GraphCase.of(loss.apply(output, y), all);
  }

  @Override
  public String toString() {
    return GraphText.of(GraphCase.of(output, bindings));
  }
}
