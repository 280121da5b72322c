package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Standard normal numbers, a pure function of a key: √(−2 ln(1 − u))·cos(2πv) of two uniform draws
/// (Box and Muller, 1958). No gradient flows.
public record Normal(TensorType result) implements Op {
  /// A draw of a floating type.
  public static Expr normal(Key key, TensorType type) {
    return new Normal(type).of(key.words());
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return new Uniform(result).type(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        x -> {
          Key key = new Key(x.getFirst());
          Expr u = Uniform.uniform(key.split("radius"), result);
          Expr v = Uniform.uniform(key.split("angle"), result);
          Expr radius = Log1p.log1p(u.negate()).times(-2).sqrt();
          return radius.times(Cos.cos(v.times(2 * Math.PI)));
        });
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new Normal(new TensorType(result.dtype(), result.shape().at(sizes)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("normal", "\\mathcal{N}", List.of("type=" + result));
  }
}
