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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// `x` repeated to a shape by NumPy's rule: aligned at the right, missing axes and axes of literal
/// size 1 repeat. It is an op of its own, inserted by the factories, so that no other derivative
/// has to undo a broadcast; its own is the sum over the repeated axes. Printers hide it.
public record Broadcast(Shape shape) implements Op {
  /// `x` repeated to a shape; `x` itself if it has it already.
  public static Expr broadcast(Expr x, Shape shape) {
    return x.shape().equals(shape) ? x : new Broadcast(shape).of(x);
  }

  /// An elementwise op after broadcasting its operands to their common shape.
  public static Expr elementwise(Op op, Expr... operands) {
    Shape shape = operands[0].shape();
    for (Expr operand : operands) {
      try {
        shape = Shape.broadcast(shape, operand.shape());
      } catch (ShapeException e) {
        throw Misuse.shape(op.name(), e.getMessage(), List.of(operands));
      }
    }
    Shape common = shape;
    return op.of(Stream.of(operands).map(x -> broadcast(x, common)).toArray(Expr[]::new));
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (!Shape.broadcast(x.shape(), shape).sameSizes(shape)) {
      throw new ShapeException("cannot broadcast " + x.shape() + " to " + shape);
    }
    return new TensorType(x.dtype(), shape);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    Expr sum = Sum.over(yBar, repeated(x.shape(), shape));
    return List.of(Optional.of(Reshape.reshape(sum, x.shape())));
  }

  /// The axes of `to` along which `from` is repeated.
  public static SortedSet<Integer> repeated(Shape from, Shape to) {
    SortedSet<Integer> axes = new TreeSet<>();
    int missing = to.rank() - from.rank();
    for (int axis = 0; axis < to.rank(); axis++) {
      if (axis < missing
          || (from.dim(axis - missing).equals(Dim.of(1)) && !to.dim(axis).equals(Dim.of(1)))) {
        axes.add(axis);
      }
    }
    return axes;
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.View.Expand();
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new Broadcast(shape.at(sizes));
  }

  @Override
  public Notation notation() {
    return new Notation.Transparent();
  }
}
