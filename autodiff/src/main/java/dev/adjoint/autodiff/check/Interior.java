package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import java.util.List;
import java.util.Optional;

/// A slice at an interior node, with an input in the node's place.
final class Interior {
  private Interior() {}

  static Slice asInput(Slice slice) {
    Input input = Input.of(slice.target().name().orElse("target"), slice.target().type());
    Expr scalar =
        Graph.rebuild(
                List.of(slice.scalar()),
                (node, operands) ->
                    node == slice.target() ? input : Graph.withOperands(node, operands))
            .outputs()
            .getFirst();
    Point at = slice.at().with(input, slice.at().elements(slice.target()));
    return new Slice(scalar, input, at, Optional.empty());
  }
}
