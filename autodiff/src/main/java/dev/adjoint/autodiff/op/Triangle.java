package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.List;

/// The lower or upper triangle of the matrices in the last two axes, 0 (false) elsewhere. Nothing
/// outside the triangle, NaN included, reaches a result or a gradient.
public final class Triangle {
  private Triangle() {}

  /// The elements on and below the diagonal, `column − row ≤ 0`.
  public static Expr tril(Expr x) {
    return tril(x, 0);
  }

  /// The elements on and below a diagonal, `column − row ≤ diagonal`.
  public static Expr tril(Expr x, int diagonal) {
    return Where.where(below("tril", x, diagonal), x, 0);
  }

  /// The elements on and above the diagonal, `column − row ≥ 0`.
  public static Expr triu(Expr x) {
    return triu(x, 0);
  }

  /// The elements on and above a diagonal, `column − row ≥ diagonal`.
  public static Expr triu(Expr x, int diagonal) {
    return Where.where(Not.not(below("triu", x, diagonal - 1)), x, 0);
  }

  /// The mask `column − row ≤ diagonal` of the matrices in the last two axes.
  private static Expr below(String op, Expr x, int diagonal) {
    if (x.rank() < 2) {
      throw Misuse.shape(op, "needs at least two axes, got " + x.shape(), List.of(x));
    }
    Shape matrix = Shape.of(x.shape().dims().subList(x.rank() - 2, x.rank()));
    return Compare.lessOrEqual(Iota.iota(matrix, 1), Iota.iota(matrix, 0).plus(diagonal));
  }
}
