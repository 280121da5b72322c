package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Dense networks for property tests. They shrink to fewer layers, narrower ones, fewer samples and
/// simpler numbers.
public final class Networks {
  private static final int WIDEST = 5;
  private static final int SAMPLES = 5;
  private static final int HIDDEN = 3;

  private Networks() {}

  /// What a hidden layer applies to its pre-activations.
  public enum Activation {
    /// Hyperbolic tangent.
    TANH(Expr::tanh),
    /// Logistic function.
    SIGMOID(Expr::sigmoid),
    /// ln(1 + eˣ).
    SOFTPLUS(Softplus::softplus),
    /// max(x, 0), which has a kink.
    RELU(Expr::relu);

    @SuppressWarnings("ImmutableEnumChecker") // a method reference has no state
    private final UnaryOperator<Expr> function;

    Activation(UnaryOperator<Expr> function) {
      this.function = function;
    }
  }

  /// Networks of up to three hidden layers of up to five units, without kinks.
  public static Arbitrary<Network> smooth(DType dtype, int outputs) {
    return of(dtype, outputs, Activation.TANH, Activation.SIGMOID, Activation.SOFTPLUS);
  }

  /// Networks of up to three hidden layers of up to five units with these activations.
  public static Arbitrary<Network> of(DType dtype, int outputs, Activation... activations) {
    return Combinators.combine(
            Arbitraries.integers().between(1, SAMPLES),
            Arbitraries.integers().between(1, WIDEST),
            Arbitraries.integers().between(1, WIDEST).list().ofMaxSize(HIDDEN),
            Arbitraries.of(activations),
            Tensors.codes().list().ofMinSize(8).ofMaxSize(24))
        .as(
            (samples, features, hidden, activation, codes) ->
                build(new int[] {samples, features, outputs}, hidden, activation, dtype, codes))
        .withoutEdgeCases();
  }

  private static Network build(
      int[] sizes, List<Integer> hidden, Activation activation, DType dtype, List<Integer> codes) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Input x = bound("x", bindings, codes, dtype, sizes[0], sizes[1]);
    List<Input> parameters = new ArrayList<>();
    Expr a = x;
    int width = sizes[1];
    for (int layer = 0; layer <= hidden.size(); layer++) {
      boolean last = layer == hidden.size();
      int next = last ? sizes[2] : hidden.get(layer);
      Input weight = bound("w" + (layer + 1), bindings, codes, dtype, next, width);
      Input bias = bound("b" + (layer + 1), bindings, codes, dtype, next);
      parameters.addAll(List.of(weight, bias));
      Expr z = a.matmul(weight.transpose()).plus(bias).named("z" + (layer + 1));
      a = last ? z : activation.function.apply(z).named("a" + (layer + 1));
      width = next;
    }
    return new Network(x, a, parameters, bindings);
  }

  private static Input bound(
      String name, Map<Input, Tensor> bindings, List<Integer> codes, DType dtype, int... sizes) {
    Input input = Input.of(name, TensorType.of(dtype, sizes));
    List<Integer> from = codes.subList(bindings.size() % codes.size(), codes.size());
    bindings.put(input, Tensors.tensor(input.type(), Palette.PLAIN, from));
    return input;
  }
}
