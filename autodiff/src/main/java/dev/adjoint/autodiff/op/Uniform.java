package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Numbers uniform in [0, 1), a pure function of a key (Threefry-2x64-20, Salmon et al., SC 2011).
/// No gradient flows.
public record Uniform(TensorType result) implements Op {
  /// A draw of a floating type.
  public static Expr uniform(Key key, TensorType type) {
    return new Uniform(type).of(key.words());
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    key(operands, 1);
    if (!result.dtype().isFloating()) {
      throw new DTypeException("draws floating numbers, not " + result.dtype());
    }
    return result;
  }

  /// The rule that the first operand is a key.
  static TensorType key(List<TensorType> operands, int count) {
    Arity.expect(operands, count);
    if (!operands.getFirst().equals(Key.TYPE)) {
      throw new DTypeException("needs a key " + Key.TYPE + ", got " + operands.getFirst());
    }
    return operands.getFirst();
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Generate.Uniform();
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new Uniform(new TensorType(result.dtype(), result.shape().at(sizes)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("uniform", "\\operatorname{uniform}", List.of("type=" + result));
  }
}
