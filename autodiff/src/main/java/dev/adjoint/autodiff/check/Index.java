package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.tensor.Shape;
import java.util.Arrays;

/// Positions in row-major order and the indices that they stand for.
final class Index {
  private Index() {}

  /// The index of a position.
  static int[] of(Shape shape, int position) {
    int[] index = new int[shape.rank()];
    int rest = position;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.size(axis);
      rest /= shape.size(axis);
    }
    return index;
  }

  /// The position with two axes of equal length exchanged.
  static int exchanged(Shape shape, int position, int a, int b) {
    int[] index = of(shape, position);
    int kept = index[a];
    index[a] = index[b];
    index[b] = kept;
    int at = 0;
    for (int axis = 0; axis < index.length; axis++) {
      at = at * shape.size(axis) + index[axis];
    }
    return at;
  }

  static String text(Shape shape, int position) {
    return Arrays.toString(of(shape, position));
  }
}
