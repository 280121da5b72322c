package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Whether a basis is one of tangents: what the constraint keeps constant does not change along it.
final class Tangency {
  private Tangency() {}

  static void require(
      Expr target, double[][] vectors, Expr constraint, Map<Expr, Tensor> bindings) {
    Widened wide = Widened.of(List.of(constraint, target));
    Tensor value = Objects.requireNonNull(bindings.get(target), "only an input has a basis");
    Point at = Point.of(Map.of(wide.of(target), value.cast(wide.of(target).dtype())));
    for (int i = 0; i < vectors.length; i++) {
      Direction v = new Direction(Map.of(wide.of(target), vectors[i]));
      for (Bounded change : DualNumbers.first(wide.of(constraint), at, v, new Numbers())) {
        if (!Agreement.agree(0, change.value(), change.error())) {
          throw new CheckException(
              "vector %d of the tangent basis of %s is not tangent: %s changes by %s along it"
                  .formatted(i, target, constraint, change.value()));
        }
      }
    }
  }
}
