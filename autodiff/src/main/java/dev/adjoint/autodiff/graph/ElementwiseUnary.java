package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// An op whose result element is a function of one operand element: a formula, a derivative, and
/// nothing else to write.
public interface ElementwiseUnary extends Op {

  /// The formula.
  <V, M> V lane(Lanes<V, M> k, V x);

  /// The cotangent of `x`, from that of `y`.
  Expr vjp(Expr x, Expr y, Expr yBar);

  /// Which dtypes the op takes; floating ones unless overridden.
  default boolean accepts(DType dtype) {
    return dtype.isFloating();
  }

  @Override
  default TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (!accepts(x.dtype())) {
      throw new DTypeException("needs a floating operand, not " + x.dtype());
    }
    return x;
  }

  @Override
  default List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(vjp(operands.getFirst(), y, yBar)));
  }

  @Override
  default Lowering lowering(List<TensorType> operands) {
    return new Lowering.Elementwise(
        new Formula() {
          @Override
          public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
            return new Lane.Value<>(lane(k, x.getFirst().value()));
          }
        });
  }
}
