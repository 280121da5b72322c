package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whether a rule's result is zero wherever the cotangent it was given is zero, whatever the
/// operands are, NaN and ∞ included. A rule is linear in its cotangent, so this holds if only
/// moves, sums and finite constants stand between the two.
///
/// @param y the node whose rule it is; the walk stops at it and at its operands
/// @param seed the cotangent that the rule was given
public record Linear(Apply y, Expr seed) {

  /// Whether it holds for what the rule wrote.
  public boolean holdsFor(Expr result) {
    List<Expr> cut = new ArrayList<>(y.operands());
    cut.add(y);
    cut.add(seed);
    Set<Expr> zero = new HashSet<>(Set.of(seed));
    for (Expr node : Graph.topological(List.of(result), cut)) {
      if (node instanceof Apply apply && !cut.contains(node) && keepsZero(apply, zero)) {
        zero.add(node);
      }
    }
    return zero.contains(result);
  }

  private static boolean keepsZero(Apply node, Set<Expr> zero) {
    return switch (node.lowering()) {
      case Lowering.Elementwise _, Lowering.Convert _ ->
          node.operands().stream().anyMatch(zero::contains)
              && node.operands().stream().allMatch(x -> zero.contains(x) || isFinite(x));
      case Lowering.View _, Lowering.Gather _, Lowering.Scatter _, Lowering.Scan _ ->
          zero.contains(node.operands().getFirst());
      case Lowering.Reduction(var kind, _) ->
          kind == Lowering.Reduction.Kind.SUM && zero.contains(node.operands().getFirst());
      case Lowering.Generate _,
          Lowering.Recurrence _,
          Lowering.Order _,
          Lowering.Contraction _,
          Lowering.Triangular _,
          Lowering.Composite _,
          Lowering.Opaque _ ->
          false;
    };
  }

  private static boolean isFinite(Expr node) {
    Expr viewed = node;
    while (viewed instanceof Apply apply && apply.lowering() instanceof Lowering.View) {
      viewed = apply.operands().getFirst();
    }
    return viewed.dtype() == DType.BOOL
        || switch (viewed) {
          case Input _ -> false;
          case Constant constant -> isFinite(constant.value());
          case Apply apply -> apply.lowering() instanceof Lowering.Generate.Count;
        };
  }

  private static boolean isFinite(Tensor value) {
    return value.size() == 1 && !value.hasNonFinite() && value.item() != 0;
  }
}
