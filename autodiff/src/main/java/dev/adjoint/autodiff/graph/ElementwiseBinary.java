package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;

/// An op whose result element is a function of two operand elements of the same dtype. Operands
/// have equal shapes; `dev.adjoint.autodiff.op.Broadcast.elementwise` brings them there.
public interface ElementwiseBinary extends Op {

  /// The formula.
  <V, M> V lane(Lanes<V, M> k, V a, V b);

  /// Which dtypes the op takes; floating ones unless overridden.
  default boolean accepts(DType dtype) {
    return dtype.isFloating();
  }

  @Override
  default TensorType type(List<TensorType> operands) {
    TensorType type = Arity.same(operands, 2);
    if (!accepts(type.dtype())) {
      throw new DTypeException("needs floating operands, not " + type.dtype());
    }
    return type;
  }

  @Override
  default Lowering lowering(List<TensorType> operands) {
    return new Lowering.Elementwise(
        new Formula() {
          @Override
          public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
            return new Lane.Value<>(lane(k, x.get(0).value(), x.get(1).value()));
          }
        });
  }
}
