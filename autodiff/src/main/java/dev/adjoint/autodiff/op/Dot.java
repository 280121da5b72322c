package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import java.util.List;

/// The inner and the outer product of vectors, which are last axes.
public final class Dot {
  private Dot() {}

  /// `Σᵢ aᵢ·bᵢ` along the last axis, `[…, n], […, n] → […]`; leading axes broadcast.
  public static Expr dot(Expr a, Expr b) {
    vectors("dot", a, b);
    if (a.shape().dim(a.rank() - 1).unify(b.shape().dim(b.rank() - 1)).isEmpty()) {
      throw Misuse.shape(
          "dot", "last axes must be equal: %s × %s".formatted(a.shape(), b.shape()), List.of(a, b));
    }
    return a.rank() == 1 && b.rank() == 1 ? a.matmul(b) : Sum.sum(a.times(b), -1);
  }

  /// `yᵢⱼ = aᵢ·bⱼ` of last axes, `[…, n], […, k] → […, n, k]`; leading axes broadcast.
  public static Expr outer(Expr a, Expr b) {
    vectors("outer", a, b);
    return Reshape.unsqueeze(a, -1).times(Reshape.unsqueeze(b, -2));
  }

  private static void vectors(String op, Expr a, Expr b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw Misuse.shape(op, "needs at least one axis on each side", List.of(a, b));
    }
  }
}
