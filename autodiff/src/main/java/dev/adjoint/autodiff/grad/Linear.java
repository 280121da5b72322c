package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;

/// Whether a rule's result is zero wherever the cotangent it was given is zero, whatever the
/// operands are, NaN and ∞ included. A rule is linear in its cotangent, so this holds if only
/// moves, sums and finite constants stand between the two.
///
/// @param y the node whose rule it is; the walk stops at it and at its operands
/// @param seed the cotangent that the rule was given
record Linear(Apply y, Expr seed) {

  boolean holdsFor(Expr result) {
    if (result == seed) {
      return true;
    }
    if (!(result instanceof Apply apply) || result == y || y.operands().contains(result)) {
      return false;
    }
    return switch (apply.lowering()) {
      case Lowering.Elementwise _, Lowering.Convert _ -> {
        boolean touched = false;
        for (Expr operand : apply.operands()) {
          if (!isFinite(operand)) {
            if (!holdsFor(operand)) {
              yield false;
            }
            touched = true;
          }
        }
        yield touched;
      }
      case Lowering.View _, Lowering.Gather _, Lowering.Scatter _, Lowering.Scan _ ->
          holdsFor(apply.operands().getFirst());
      case Lowering.Reduction(var kind, _) ->
          kind == Lowering.Reduction.Kind.SUM && holdsFor(apply.operands().getFirst());
      case Lowering.Generate _, Lowering.Contraction _, Lowering.Composite _, Lowering.Opaque _ ->
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
