package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The nodes built so far and a [Choice] of what to take from them.
record Bench(DType dtype, List<Expr> nodes, Choice choice) {
  private static final int ELEMENTS = 64;

  /// Whether a new node keeps a graph small.
  static boolean isSmall(Expr node) {
    return node.shape().size() <= ELEMENTS && node.rank() <= 4;
  }

  /// The first operand: a floating node, of which there always is one.
  Expr x() {
    List<Expr> floating = nodes.stream().filter(n -> n.dtype() == dtype).toList();
    return floating.get(floating.size() - 1 - choice.first() % floating.size());
  }

  /// The second operand: a floating node that broadcasts with the first.
  Expr y() {
    Expr x = x();
    return pick(n -> n.dtype() == dtype && broadcasts(n.shape(), x.shape())).orElse(x);
  }

  /// A node that passes, if there is one.
  Optional<Expr> pick(Predicate<Expr> fits) {
    List<Expr> fitting = nodes.stream().filter(fits).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(fitting.size() - 1 - choice.second() % fitting.size()));
  }

  /// A BOOL node that broadcasts with the first operand, else a constant one of its last axis.
  Expr mask() {
    return mask(x().shape());
  }

  /// A BOOL node that broadcasts with a shape, else a constant one of its last axis.
  Expr mask(Shape shape) {
    return pick(n -> n.dtype() == DType.BOOL && broadcasts(n.shape(), shape))
        .orElseGet(
            () -> stripes(shape.rank() == 0 ? shape : Shape.of(shape.dim(shape.rank() - 1))));
  }

  private Expr stripes(Shape shape) {
    boolean[] values = new boolean[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i + choice.parameter()) % 2 == 0;
    }
    return Constant.of(Tensor.of(shape, values));
  }

  /// Indices of a shape into an axis of a length, which must not be 0.
  Expr indices(Shape shape, int length) {
    long[] values = new long[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.floorMod((i + 1) * choice.parameter() + choice.second(), length);
    }
    return Constant.of(Tensor.of(shape, values));
  }

  /// A small integer, for anything.
  int parameter() {
    return choice.parameter();
  }

  /// Axis number `parameter` of the first operand, which must have one.
  int axis() {
    return choice.parameter() % x().rank();
  }

  /// Whether the first operand has an axis, and along it an element.
  boolean hasAxis() {
    return x().rank() > 0 && x().shape().size(axis()) > 0;
  }

  private static boolean broadcasts(Shape a, Shape b) {
    try {
      return Shape.broadcast(a, b).size() <= ELEMENTS;
    } catch (ShapeException e) {
      return false;
    }
  }
}
