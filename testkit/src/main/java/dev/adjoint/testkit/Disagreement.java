package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;

/// The error of an assertion that compares two results element by element: which element differs,
/// both values, how far they may be apart, and the graph.
public final class Disagreement extends AssertionError {
  private static final long serialVersionUID = 1L;

  Disagreement(String message) {
    super(message);
  }

  /// Two values of one element that differ by more than the bound allows.
  static Disagreement at(
      String what, Shape shape, int position, Compared first, Compared second, GraphCase graph) {
    double error = first.value.error() + second.value.error();
    return new Disagreement(
        "%s at %s: %s %s, %s %s; they differ by %s, allowed are %s = %s × %s%n%s"
            .formatted(
                what,
                Arrays.toString(index(shape, position)),
                first.source,
                first.value.value(),
                second.source,
                second.value.value(),
                Math.abs(first.value.value() - second.value.value()),
                Agreement.MARGIN * error,
                Agreement.MARGIN,
                error,
                graph));
  }

  /// Two results that are not the same bits.
  static Disagreement inBits(
      int output,
      Expr node,
      String first,
      Tensor expected,
      String second,
      Tensor actual,
      GraphCase graph) {
    return new Disagreement(
        "result %d, %s, differs in bits:%n%s: %s%n%s: %s%n%s"
            .formatted(output, node, first, expected, second, actual, graph));
  }

  /// A value and where it comes from.
  record Compared(String source, Bounded value) {}

  /// The index of a position in row-major order.
  static int[] index(Shape shape, int position) {
    int[] index = new int[shape.rank()];
    int rest = position;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.size(axis);
      rest /= shape.size(axis);
    }
    return index;
  }
}
