package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// An op that compares two numbers elementwise and gives BOOL; no gradient flows through it.
public interface Comparison extends Op {

  /// The formula.
  <V, M> M lane(Lanes<V, M> k, V a, V b);

  @Override
  default TensorType type(List<TensorType> operands) {
    TensorType type = Arity.same(operands, 2);
    if (type.dtype() == DType.BOOL) {
      throw new DTypeException("compares numbers, not bool: use and, or, not");
    }
    return new TensorType(DType.BOOL, type.shape());
  }

  @Override
  default List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty(), Optional.empty());
  }

  @Override
  default Lowering lowering(List<TensorType> operands) {
    return new Lowering.Elementwise(
        new Formula() {
          @Override
          public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
            return new Lane.Mask<>(lane(k, x.get(0).value(), x.get(1).value()));
          }
        });
  }
}
