package dev.adjoint.autodiff.batch;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Set;

/// An operand of a lifted node: either mapped, with the samples along a leading axis, or shared by
/// all samples.
record Operand(Expr value, boolean isMapped) {

  /// The type of one sample.
  TensorType sample() {
    return isMapped ? sample(value.type()) : value.type();
  }

  /// A type without its leading axis.
  static TensorType sample(TensorType type) {
    return new TensorType(type.dtype(), type.shape().without(Set.of(0)));
  }

  /// A type with a leading axis.
  static TensorType lifted(TensorType type, Dim axis) {
    return new TensorType(type.dtype(), type.shape().insert(0, axis));
  }

  /// One value for each sample.
  Expr repeated(Dim axis) {
    if (isMapped) {
      return value;
    }
    Shape shape = value.shape().insert(0, axis);
    return value instanceof Apply apply && apply.op() instanceof Broadcast
        ? Broadcast.broadcast(apply.operands().getFirst(), shape)
        : Broadcast.broadcast(value, shape);
  }
}
