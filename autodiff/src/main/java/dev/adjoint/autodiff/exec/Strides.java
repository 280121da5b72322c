package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/// A walk over the indices of a shape in row-major order, each mapped to a linear position of some
/// row-major storage: the offset plus, for every axis, its index times its step.
@SuppressWarnings("ArrayRecordComponent") // internal, never compared or shown
record Strides(int offset, int[] steps) {

  /// The plain row-major layout.
  static Strides of(Shape shape) {
    int[] steps = new int[shape.rank()];
    int step = 1;
    for (int a = steps.length - 1; a >= 0; a--) {
      steps[a] = step;
      step *= shape.size(a);
    }
    return new Strides(0, steps);
  }

  /// Where the elements of a view lie in its operand, indexed by the result's axes. A reshape keeps
  /// the order of the elements, so its layout is that of its result.
  static Strides of(Lowering.View view, Shape operand, Shape result) {
    int[] base = of(operand).steps;
    return switch (view) {
      case Lowering.View.Reshape() -> of(result);
      case Lowering.View.Permute(List<Integer> axes) ->
          new Strides(0, axes.stream().mapToInt(a -> base[a]).toArray());
      case Lowering.View.Expand() -> {
        int[] steps = new int[result.rank()];
        int missing = result.rank() - operand.rank();
        for (int a = missing; a < steps.length; a++) {
          steps[a] = operand.dim(a - missing).equals(Dim.of(1)) ? 0 : base[a - missing];
        }
        yield new Strides(0, steps);
      }
      case Lowering.View.Slice(List<Dim> starts, List<Integer> by) -> placed(base, starts, by);
      case Lowering.View.Flip(var axes) -> {
        int offset = 0;
        int[] steps = base.clone();
        for (int a : axes) {
          offset += base[a] * Math.max(0, operand.size(a) - 1);
          steps[a] = -base[a];
        }
        yield new Strides(offset, steps);
      }
    };
  }

  /// Where the elements of a box lie in storage of layout `base`.
  static Strides placed(int[] base, List<Dim> starts, List<Integer> by) {
    int offset = 0;
    int[] steps = new int[base.length];
    for (int a = 0; a < base.length; a++) {
      offset += starts.get(a).size() * base[a];
      steps[a] = by.get(a) * base[a];
    }
    return new Strides(offset, steps);
  }

  /// The axes at the given places, as a layout of their own.
  Strides select(List<Integer> axes) {
    return new Strides(offset, axes.stream().mapToInt(a -> steps[a]).toArray());
  }

  /// The position of every index of a shape, in row-major order.
  int[] positions(int[] sizes) {
    int count = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    int[] positions = new int[count];
    int[] index = new int[sizes.length];
    int position = offset;
    for (int i = 0; i < count; i++) {
      positions[i] = position;
      for (int a = sizes.length - 1; a >= 0; a--) {
        position += steps[a];
        if (++index[a] < sizes[a]) {
          break;
        }
        position -= steps[a] * sizes[a];
        index[a] = 0;
      }
    }
    return positions;
  }
}
