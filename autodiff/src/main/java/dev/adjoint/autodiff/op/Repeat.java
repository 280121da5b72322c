package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;

/// Copies along an existing axis, `[…, n, …] → […, n·times, …]`, made of [Broadcast] and [Reshape].
/// The derivative sums over the copies.
public final class Repeat {
  private Repeat() {}

  /// Each element `times` times in a row: `a, b → a, a, b, b`.
  public static Expr repeat(Expr x, int axis, Dim times) {
    int a = Axes.of("repeat", x, axis).first();
    return copies(x, a, a + 1, times);
  }

  /// Each element `times` times in a row.
  public static Expr repeat(Expr x, int axis, int times) {
    return repeat(x, axis, Dim.of(times));
  }

  /// The whole axis `times` times: `a, b → a, b, a, b`.
  public static Expr tile(Expr x, int axis, Dim times) {
    int a = Axes.of("tile", x, axis).first();
    return copies(x, a, a, times);
  }

  /// The whole axis `times` times.
  public static Expr tile(Expr x, int axis, int times) {
    return tile(x, axis, Dim.of(times));
  }

  private static Expr copies(Expr x, int axis, int place, Dim times) {
    Shape shape = x.shape();
    Expr copies = Broadcast.broadcast(Reshape.unsqueeze(x, place), shape.insert(place, times));
    return Reshape.reshape(copies, shape.with(axis, shape.dim(axis).times(times)));
  }
}
