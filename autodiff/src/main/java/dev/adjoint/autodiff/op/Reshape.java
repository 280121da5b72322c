package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The elements of `x` in row-major order under another shape of the same size. The derivative
/// reshapes back.
public record Reshape(Shape shape) implements Op {
  /// `x` under another shape; `x` itself if it has it already.
  public static Expr reshape(Expr x, Shape shape) {
    return x.shape().equals(shape) ? x : new Reshape(shape).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.shape().size() != shape.size()) {
      throw new ShapeException(
          "sizes must be equal: %s has %d elements, %s has %d"
              .formatted(x.shape(), x.shape().size(), shape, shape.size()));
    }
    return new TensorType(x.dtype(), shape);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(reshape(yBar, operands.getFirst().shape())));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.View.Reshape();
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new Reshape(shape.at(sizes));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("reshape", "\\operatorname{reshape}", List.of("shape=" + shape));
  }
}
