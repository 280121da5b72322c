package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// BOOL draws, true with probability `p` elementwise: a uniform draw is below `p`. No gradient
/// flows, not even to `p`: an estimator is the user's choice.
public record Bernoulli() implements Op {
  /// A draw of the shape of `p`.
  public static Expr bernoulli(Key key, Expr p) {
    return new Bernoulli().of(key.words(), p);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Uniform.key(operands, 2);
    TensorType p = operands.get(1);
    if (!p.dtype().isFloating()) {
      throw new DTypeException("needs floating probabilities, not " + p.dtype());
    }
    return new TensorType(DType.BOOL, p.shape());
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty(), Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        x -> Compare.less(Uniform.uniform(new Key(x.get(0)), x.get(1).type()), x.get(1)));
  }
}
