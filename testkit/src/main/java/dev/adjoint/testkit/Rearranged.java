package dev.adjoint.testkit;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Tensors made of others.
final class Rearranged {
  private Rearranged() {}

  static Tensor shifted(Tensor x, double by) {
    return value(Constant.of(x).plus(by));
  }

  static Tensor reversed(Tensor x, int axis) {
    return value(Flip.flip(Constant.of(x), axis));
  }

  /// The first element along an axis becomes the last.
  static Tensor rotated(Tensor x, int axis) {
    int size = x.shape().size(axis);
    if (size < 2) {
      return x;
    }
    Expr all = Constant.of(x);
    return value(
        Concat.concat(axis, Slice.slice(all, axis, 1, size), Slice.slice(all, axis, 0, 1)));
  }

  /// `(1 − part)·a + part·b`.
  static Tensor between(Tensor a, Tensor b, double part) {
    return value(Constant.of(a).times(1 - part).plus(Constant.of(b).times(part)));
  }

  /// The first elements in another, smaller shape.
  static Tensor resized(Tensor x, Shape shape) {
    double[] all = x.toDoubleArray();
    double[] first = new double[(int) shape.size()];
    for (int i = 0; i < first.length; i++) {
      first[i] = all[i % all.length];
    }
    return Tensor.of(shape, first);
  }

  private static Tensor value(Expr expr) {
    return Interpreter.of(List.of(expr)).run(Map.of()).getFirst();
  }
}
