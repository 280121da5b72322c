package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.stream.Collectors;

/// The first lines of most type rules: how many operands there are, and that their types agree.
public final class Arity {
  private Arity() {}

  /// The type of the only operand.
  public static TensorType unary(List<TensorType> operands) {
    expect(operands, 1);
    return operands.getFirst();
  }

  /// Fails unless there are `count` operands.
  public static void expect(List<TensorType> operands, int count) {
    if (operands.size() != count) {
      throw new ShapeException("takes " + count + " operands, not " + operands.size());
    }
  }

  /// The common type of `count` operands of equal dtype and shape; named axes win over literals.
  public static TensorType same(List<TensorType> operands, int count) {
    expect(operands, count);
    TensorType first = operands.getFirst();
    Shape shape = first.shape();
    for (TensorType other : operands) {
      if (other.dtype() != first.dtype()) {
        throw new DTypeException(
            "operands must have one dtype, got "
                + each(operands, t -> t.dtype().toString())
                + ": nothing is promoted silently, use cast");
      }
      shape = unify(shape, other.shape(), operands);
    }
    return new TensorType(first.dtype(), shape);
  }

  /// The common shape of `count` operands of any dtype.
  public static Shape sameShape(List<TensorType> operands, int count) {
    expect(operands, count);
    Shape shape = operands.getFirst().shape();
    for (TensorType other : operands) {
      shape = unify(shape, other.shape(), operands);
    }
    return shape;
  }

  private static Shape unify(Shape a, Shape b, List<TensorType> operands) {
    return a.unify(b)
        .orElseThrow(
            () ->
                new ShapeException(
                    "shapes must be equal, got " + each(operands, t -> t.shape().toString())));
  }

  private static String each(
      List<TensorType> operands, java.util.function.Function<TensorType, String> text) {
    return operands.stream().map(text).collect(Collectors.joining(" and "));
  }
}
