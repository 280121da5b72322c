package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Where;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where numbers may be other than zero that an earlier backward pass has made: it selected, padded
/// and scattered, and what it left out stays zero through moves, sums and contractions. A later
/// pass differentiates such a product as if what is multiplied by these zeros were not there. Zeros
/// that a user wrote do not count: their products stay IEEE.
public final class Zeros {
  private final Map<Expr, Mask> known = new HashMap<>();

  /// Takes note of a node, after its operands.
  public void see(Apply node) {
    Mask mask = node.dtype().isFloating() ? mask(node) : null;
    if (mask != null) {
      known.put(node, mask);
    }
  }

  /// Where a node may be other than zero; null is everywhere.
  @Nullable Mask of(Expr node) {
    return known.get(node);
  }

  /// A tangent of operand `i` on its way through a node, zero where it meets nothing but known
  /// zeros of the other operand: in a product an infinite tangent times such a zero is none. A
  /// direction that a caller gave, or a view of it, stays as it is, as other numbers of his own do.
  public Expr meeting(Apply node, int i, Expr tangent) {
    Expr viewed = tangent;
    while (viewed instanceof Apply apply && apply.lowering() instanceof Lowering.View) {
      viewed = apply.operands().getFirst();
    }
    if (!(viewed instanceof Apply)
        || !(node.lowering() instanceof Lowering.Contraction contraction)) {
      return tangent;
    }
    Mask known = of(node.operands().get(1 - i));
    Product product = new Product(contraction, node, 1 - i);
    Mask met = known != null && product.differsByTerm(known) ? product.met(known) : null;
    return met == null ? tangent : met.select(tangent);
  }

  private @Nullable Mask mask(Apply node) {
    Mask first = node.operands().isEmpty() ? null : of(node.operands().getFirst());
    boolean made = node.origin().order() > 0;
    return switch (node.lowering()) {
      case Lowering.Elementwise _ -> made ? elementwise(node) : null;
      case Lowering.Scatter.Place(var starts, _) when starts.size() > 1 -> null;
      case Lowering.Scatter _ -> made || first != null ? new Support(node, 0).of(first) : null;
      case Lowering.Contraction _ ->
          Mask.and(
              new Support(node, 0).of(first), new Support(node, 1).of(of(node.operands().get(1))));
      case Lowering.Convert _,
          Lowering.View _,
          Lowering.Gather _,
          Lowering.Barrier _,
          Lowering.Reduction _,
          Lowering.Scan _ ->
          new Support(node, 0).of(first);
      case Lowering.Recurrence _, Lowering.Triangular.Solve _ ->
          new Support(node, 1).of(of(node.operands().get(1)));
      case Lowering.Order _,
          Lowering.Triangular.Cholesky _,
          Lowering.Generate _,
          Lowering.Composite _,
          Lowering.Opaque _ ->
          null;
    };
  }

  private @Nullable Mask elementwise(Apply node) {
    if (node.op() instanceof Add) {
      return Mask.or(of(node.operands().get(0)), of(node.operands().get(1)));
    }
    return isSelection(node)
        ? Mask.and(Mask.of(node.operands().getFirst()), of(node.operands().get(1)))
        : null;
  }

  /// Whether a node is zero wherever its first operand is false.
  static boolean isSelection(Apply node) {
    return node.op() instanceof Where && isZero(node.operands().get(2));
  }

  private static boolean isZero(Expr node) {
    Expr value =
        node instanceof Apply apply && apply.lowering() instanceof Lowering.View.Expand
            ? apply.operands().getFirst()
            : node;
    return value instanceof Constant constant
        && constant.value().size() == 1
        && constant.value().item() == 0;
  }
}
