package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.tensor.ShapeException;

/// The node that a step computes, for error messages.
public record Site(Apply node) {
  /// The message with op, node and the line that wrote it.
  public String text(String problem) {
    return "[%s] %s, in %s, written at %s"
        .formatted(node.op().name(), problem, node, node.origin().written());
  }

  /// Refuses an index outside an axis.
  ShapeException outside(long index, int position, int length) {
    return new ShapeException(
        text(
            length == 0
                ? "index %d at position %d: the axis is empty".formatted(index, position)
                : "index %d at position %d is outside 0..%d of an axis of length %d"
                    .formatted(index, position, length - 1, length)));
  }
}
