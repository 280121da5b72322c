package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.List;

/// The main diagonal of square matrices in the last two axes, and back. Each is the derivative of
/// the other; nothing off the diagonal, NaN included, reaches a result or a gradient.
public final class Diagonal {
  private Diagonal() {}

  /// `[…, n, n] → […, n]`: the elements whose row and column are equal.
  public static Expr diagonal(Expr x) {
    return of("diagonal", x);
  }

  private static Expr of(String op, Expr x) {
    int r = x.rank();
    if (r < 2 || x.shape().dim(r - 1).unify(x.shape().dim(r - 2)).isEmpty()) {
      throw Misuse.shape(op, "needs square matrices, got " + x.shape(), List.of(x));
    }
    Shape rows = Shape.of(x.shape().dims().subList(0, r - 1));
    return new Gather(r - 1).of(x, Iota.iota(rows, r - 2));
  }

  /// `[…, n] → […, n, n]`: matrices with these diagonals and zeros elsewhere.
  public static Expr diagonalMatrix(Expr x) {
    if (x.rank() == 0) {
      throw Misuse.shape("diagonalMatrix", "needs at least one axis", List.of(x));
    }
    int last = x.rank() - 1;
    return new ScatterAdd(x.rank(), x.shape().dim(last)).of(x, Iota.iota(x.shape(), last));
  }

  /// `[…, n, n] → […]`: the sum of each diagonal.
  public static Expr trace(Expr x) {
    return Sum.sum(of("trace", x), -1);
  }
}
