package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;

/// A whole number near `x`, elementwise: the next below (floor), above (ceil), or the nearest
/// (round, ties to even, as NumPy and IEEE 754 have it); zeros, infinities and NaN stay.
///
/// dy/dx = 0 everywhere, also at the jumps, where the derivative does not exist. The answer is a
/// zero gradient, not a missing one: `y` does depend on `x`.
public record Rounding(Direction direction) implements ElementwiseUnary {
  /// Which whole number.
  public enum Direction {
    FLOOR,
    CEIL,
    ROUND
  }

  /// The largest whole number that is not above `x`.
  public static Expr floor(Expr x) {
    return new Rounding(Direction.FLOOR).of(x);
  }

  /// The smallest whole number that is not below `x`.
  public static Expr ceil(Expr x) {
    return new Rounding(Direction.CEIL).of(x);
  }

  /// The nearest whole number, the even one of two.
  public static Expr round(Expr x) {
    return new Rounding(Direction.ROUND).of(x);
  }

  @Override
  public String name() {
    return switch (direction) {
      case FLOOR -> "floor";
      case CEIL -> "ceil";
      case ROUND -> "round";
    };
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V x) {
    return switch (direction) {
      case FLOOR -> k.floor(x);
      case CEIL -> k.neg(k.floor(k.neg(x)));
      case ROUND -> k.rint(x);
    };
  }

  @Override
  public Expr vjp(Expr x, Expr y, Expr yBar) {
    return Broadcast.broadcast(Constant.scalar(0, x.dtype()), x.shape());
  }

  @Override
  public List<Kink> kinks() {
    return List.of(
        Kink.at("at the jumps", "0, as everywhere", direction == Direction.ROUND ? 0.5 : 1, 0));
  }

  @Override
  public Notation notation() {
    return switch (direction) {
      case FLOOR -> new Notation.Fence("⌊", "⌋", "\\lfloor", "\\rfloor");
      case CEIL -> new Notation.Fence("⌈", "⌉", "\\lceil", "\\rceil");
      case ROUND -> new Notation.Function("round", "\\operatorname{round}");
    };
  }
}
