package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The elements of `x` in row-major order under another shape of the same size. The derivative
/// reshapes back.
public record Reshape(Shape shape) implements Op {
  /// `x` under another shape; `x` itself if it has it already.
  public static Expr reshape(Expr x, Shape shape) {
    return x.shape().equals(shape) ? x : new Reshape(shape).of(x);
  }

  /// `x` without axes of length 1; they must be given, so that the rank never depends on sizes.
  public static Expr squeeze(Expr x, int... axes) {
    if (axes.length == 0) {
      throw Misuse.shape("squeeze", "name the axes to drop", List.of(x));
    }
    Set<Integer> dropped = Axes.of("squeeze", x, axes);
    for (int axis : dropped) {
      if (!x.shape().dim(axis).equals(Dim.of(1))) {
        throw Misuse.shape(
            "squeeze",
            "axis %d has length %s, not 1".formatted(axis, x.shape().dim(axis)),
            List.of(x));
      }
    }
    return reshape(x, x.shape().without(dropped));
  }

  /// `x` with a new axis of length 1, which the result has at the given place; −1 appends it.
  public static Expr unsqueeze(Expr x, int axis) {
    return reshape(x, x.shape().insert(Axes.place("unsqueeze", x, axis), Dim.of(1)));
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
