package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.exec.compile.step.Site;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.List;

/// Gather and scatter by INT64 indices, the same in every algebra.
final class Indexing {
  private Indexing() {}

  static Elements gather(Apply node, int batch, List<Elements> operands) {
    Elements x = operands.get(0);
    Shape shape = x.type().shape();
    int[] from =
        positions(
            node,
            operands.get(1),
            shape.size(batch),
            volume(shape, batch + 1, shape.rank()),
            batch);
    Object[] data = new Object[from.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = x.data()[from[i]];
    }
    return new Elements(node.type(), data);
  }

  /// Where each update of a scatter-add goes.
  static int[] targets(Apply node, int batch, List<Elements> operands) {
    Shape result = node.shape();
    return positions(
        node, operands.get(1), result.size(batch), volume(result, batch + 1, result.rank()), batch);
  }

  /// Positions in storage `[B…, length, F…]` for indices `[B…, I…]`, in the order `[B…, I…, F…]`.
  private static int[] positions(Apply node, Elements indices, int length, int inner, int batch) {
    Shape shape = indices.type().shape();
    int outer = volume(shape, 0, batch);
    int picks = volume(shape, batch, shape.rank());
    int[] positions = new int[Math.multiplyExact(outer * picks, inner)];
    int at = 0;
    for (int b = 0; b < outer; b++) {
      for (int p = 0; p < picks; p++) {
        long index = (Long) indices.data()[b * picks + p];
        if (index < 0 || index >= length) {
          throw new Site(node).outside(index, b * picks + p, length);
        }
        for (int f = 0; f < inner; f++) {
          positions[at++] = (b * length + (int) index) * inner + f;
        }
      }
    }
    return positions;
  }

  private static int volume(Shape shape, int from, int to) {
    int volume = 1;
    for (int axis = from; axis < to; axis++) {
      volume *= shape.size(axis);
    }
    return volume;
  }
}
