package dev.adjoint.nn.layer;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.nn.init.Initializer;
import java.util.List;

/// The parameters of an affine layer, `y = x·Wᵀ + b`.
/// - weight: `[out, in]`
/// - bias: `[out]`
/// - x: `[batch, in]`, y: `[batch, out]`
///
/// For δ, the cotangent of y: ∂L/∂W = δᵀ·x, ∂L/∂b = Σ δ over the batch, ∂L/∂x = δ·W.
///
/// @param <T> [Tensor] for values, [Expr] in a graph
public record Dense<T>(T weight, T bias) {

  /// The layer applied to a batch. Throws a shape error unless weight, bias and x have the ranks 2,
  /// 1 and 2 and fit one another: a bias of another rank would broadcast in silence.
  public static Expr apply(Dense<Expr> p, Expr x) {
    Expr weight = p.weight();
    Expr bias = p.bias();
    if (x.rank() != 2
        || weight.rank() != 2
        || bias.rank() != 1
        || weight.shape().size(0) != bias.shape().size(0)) {
      throw Misuse.shape(
          "dense", "needs x [batch, in], weight [out, in], bias [out]", List.of(x, weight, bias));
    }
    return x.matmul(weight.transpose()).plus(bias);
  }

  /// A layer with weights from an initializer and biases of zero.
  public static Dense<Tensor> of(Initializer weights, Key key, DType dtype, int in, int out) {
    return new Dense<>(
        weights.create(key, TensorType.of(dtype, out, in)),
        Tensor.zeros(TensorType.of(dtype, out)));
  }

  /// A layer with weights by [Initializer#glorotUniform] and biases of zero.
  public static Dense<Tensor> glorot(Key key, DType dtype, int in, int out) {
    return of(Initializer.glorotUniform(), key, dtype, in, out);
  }
}
