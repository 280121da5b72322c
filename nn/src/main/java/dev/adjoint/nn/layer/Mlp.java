package dev.adjoint.nn.layer;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.nn.init.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// The parameters of a multilayer perceptron: affine layers with an activation between them.
///
/// `zₗ = aₗ₋₁·Wₗᵀ + bₗ`, `aₗ = f(zₗ)`, `a₀ = x`; the result is the last z, without an activation:
/// logits for a classifier. In the graph the nodes bear these names, z1, a1, z2, …
///
/// @param <T> [Tensor] for values, [Expr] in a graph
public record Mlp<T>(List<Dense<T>> layers) {
  /// Refuses a network without layers.
  public Mlp {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new AdjointException("[mlp] needs at least one layer");
    }
  }

  /// The network applied to a batch `x: [batch, in]`; the result is `[batch, out]`. The activation
  /// is any function of expressions: `Relu::relu`, `Sigmoid::sigmoid`, one of yours.
  public static Expr apply(Mlp<Expr> p, UnaryOperator<Expr> activation, Expr x) {
    int last = p.layers().size();
    Expr a = x;
    for (int l = 1; l < last; l++) {
      Expr z = Dense.apply(p.layers().get(l - 1), a).named("z" + l);
      a = activation.apply(z).named("a" + l);
    }
    return Dense.apply(p.layers().get(last - 1), a).named("z" + last);
  }

  /// A network of the given widths, from the input's to the output's, with weights from an
  /// initializer, each layer under a key of its own, and biases of zero.
  public static Mlp<Tensor> of(Initializer weights, Key key, DType dtype, int... widths) {
    if (widths.length < 2) {
      throw new AdjointException(
          "[mlp] needs the widths of input and output, got " + Arrays.toString(widths));
    }
    List<Dense<Tensor>> layers = new ArrayList<>();
    for (int l = 1; l < widths.length; l++) {
      layers.add(Dense.of(weights, key.split(l), dtype, widths[l - 1], widths[l]));
    }
    return new Mlp<>(layers);
  }

  /// A network of the given widths with weights by [Initializer#glorotUniform].
  public static Mlp<Tensor> glorot(Key key, DType dtype, int... widths) {
    return of(Initializer.glorotUniform(), key, dtype, widths);
  }
}
