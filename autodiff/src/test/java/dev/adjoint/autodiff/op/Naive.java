package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// Tensors by the definition of each element: an index in, a number out.
final class Naive {
  private Naive() {}

  /// What an element is.
  interface Element {
    double at(int... index);
  }

  static Tensor fill(int[] sizes, Element element) {
    int volume = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    double[] values = new double[volume];
    for (int flat = 0; flat < volume; flat++) {
      int[] index = new int[sizes.length];
      int rest = flat;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        index[axis] = rest % sizes[axis];
        rest /= sizes[axis];
      }
      values[flat] = element.at(index);
    }
    return Tensor.of(Shape.of(sizes), values);
  }

  /// The element that a larger index means by NumPy's rule.
  static double get(Tensor x, int... index) {
    int[] own = new int[x.rank()];
    for (int axis = 0; axis < own.length; axis++) {
      own[axis] = x.shape().size(axis) == 1 ? 0 : index[index.length - own.length + axis];
    }
    return x.doubleAt(own);
  }

  /// The common sizes by NumPy's rule.
  static int[] common(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int i = axis - rank + a.length;
      int j = axis - rank + b.length;
      sizes[axis] = i < 0 || (a[i] == 1 && j >= 0) ? b[j] : a[i];
    }
    return sizes;
  }

  static int[] insert(int[] index, int axis, int value) {
    int[] longer = new int[index.length + 1];
    System.arraycopy(index, 0, longer, 0, axis);
    longer[axis] = value;
    System.arraycopy(index, axis, longer, axis + 1, index.length - axis);
    return longer;
  }

  static int[] with(int[] index, int axis, int value) {
    int[] other = index.clone();
    other[axis] = value;
    return other;
  }

  static int[] without(int[] sizes, int axis) {
    int[] shorter = new int[sizes.length - 1];
    System.arraycopy(sizes, 0, shorter, 0, axis);
    System.arraycopy(sizes, axis + 1, shorter, axis, shorter.length - axis);
    return shorter;
  }

  static double sum(int count, IntToDoubleFunction term) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += term.applyAsDouble(i);
    }
    return sum;
  }
}
