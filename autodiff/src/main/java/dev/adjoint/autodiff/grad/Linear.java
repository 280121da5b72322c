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
final class Linear {
  private Linear() {}

  static boolean inSeed(Expr result, Expr seed) {
    if (result == seed) {
      return true;
    }
    if (!(result instanceof Apply apply)) {
      return false;
    }
    return switch (apply.lowering()) {
      case Lowering.Elementwise _, Lowering.Convert _ -> {
        boolean touched = false;
        for (Expr operand : apply.operands()) {
          boolean linear = !isFinite(operand) && inSeed(operand, seed);
          touched |= linear;
          if (!linear && !isFinite(operand)) {
            yield false;
          }
        }
        yield touched;
      }
      case Lowering.View _, Lowering.Gather _, Lowering.Scatter _, Lowering.Scan _ ->
          inSeed(apply.operands().getFirst(), seed);
      case Lowering.Reduction(var kind, _) ->
          kind == Lowering.Reduction.Kind.SUM && inSeed(apply.operands().getFirst(), seed);
      case Lowering.Generate _, Lowering.Contraction _, Lowering.Composite _, Lowering.Opaque _ ->
          false;
    };
  }

  private static boolean isFinite(Expr node) {
    return switch (node) {
      case Input input -> input.dtype() == DType.BOOL;
      case Constant constant -> isFinite(constant.value());
      case Apply apply ->
          apply.dtype() == DType.BOOL
              || apply.lowering() instanceof Lowering.Generate.Count
              || (apply.lowering() instanceof Lowering.View
                  && isFinite(apply.operands().getFirst()));
    };
  }

  private static boolean isFinite(Tensor value) {
    return value.size() == 1 && !value.hasNonFinite() && value.item() != 0;
  }
}
