package dev.adjoint.nn.init;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Normal;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Map;

/// The distribution of a parameter's first value: a draw of a type as a pure function of a key.
@FunctionalInterface
public interface Initializer {
  /// The draw as an expression of the type.
  Expr draw(Key key, TensorType type);

  /// The draw, evaluated. Equal key and type give equal values.
  default Tensor create(Key key, TensorType type) {
    return Program.compile(draw(key, type)).run(Map.of()).getFirst();
  }

  /// Uniform on [−r, r) with r = √(6 / (in + out)) for a weight `[out, in]`: the variance 2/(in +
  /// out) keeps that of activations and of cotangents about equal from layer to layer.
  ///
  /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
  /// networks", AISTATS 2010, equation 16.
  static Initializer glorotUniform() {
    return (key, type) -> {
      if (type.rank() != 2) {
        throw new ShapeException("[glorotUniform] needs a weight [out, in], got " + type);
      }
      double r = StrictMath.sqrt(6.0 / (type.shape().size(0) + type.shape().size(1)));
      return Uniform.uniform(key, type).times(2 * r).minus(r);
    };
  }

  /// Normal with mean 0 and a **variance**: N(0, ε) of the texts, where the standard deviation is
  /// √ε.
  static Initializer normal(double variance) {
    if (!(variance >= 0) || Double.isInfinite(variance)) {
      throw new AdjointException(
          "[normal] the variance must be finite and not negative, got " + variance);
    }
    return (key, type) -> Normal.normal(key, type).times(StrictMath.sqrt(variance));
  }

  /// Zero everywhere: for biases. Weights need a draw that tells the units of a layer apart.
  static Initializer zeros() {
    return (_, type) -> Broadcast.broadcast(Constant.scalar(0, type.dtype()), type.shape());
  }
}
