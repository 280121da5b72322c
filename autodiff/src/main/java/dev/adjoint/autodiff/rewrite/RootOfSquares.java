package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Count;
import dev.adjoint.autodiff.op.Hypot;
import dev.adjoint.autodiff.op.Mean;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Norm;
import dev.adjoint.autodiff.op.Power;
import dev.adjoint.autodiff.op.Sqrt;
import dev.adjoint.autodiff.op.Square;
import dev.adjoint.autodiff.op.Sum;
import java.util.Optional;
import java.util.SortedSet;

/// Lengths, which neither overflow nor vanish in their squares, and whose derivative at 0 is 0.
final class RootOfSquares implements Rule {
  @Override
  public String name() {
    return "root of squares";
  }

  @Override
  public String says() {
    return """
    √x² = |x|, √(a² + b²) = hypot(a, b), √Σx² = norm(x), √mean(x²) = norm(x)/√n, through \
    moves; also as a power ½; a square is x² or x·x\
    """;
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Sqrt || op instanceof Power;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    return switch (y.op()) {
      case Sqrt() -> root(y.operands().getFirst(), match);
      case Power(double n) when n == 0.5 -> root(y.operands().getFirst(), match);
      default -> Optional.empty();
    };
  }

  private static Optional<Expr> root(Expr x, Match match) {
    Optional<Expr> root = match.see(x).flatMap(y -> read(y, match));
    root.ifPresent(r -> match.cross(x));
    return root;
  }

  private static Optional<Expr> read(Apply y, Match match) {
    Expr x = y.operands().isEmpty() ? y : y.operands().getFirst();
    return switch (y.op()) {
      case Square() -> Optional.of(x.abs());
      case Multiply() when match.same(x, y.operands().get(1)) -> Optional.of(x.abs());
      case Add() -> {
        Optional<Expr> a = base(x, match);
        Optional<Expr> b = base(y.operands().get(1), match);
        yield a.flatMap(left -> b.map(right -> Hypot.hypot(left, right)));
      }
      case Sum(SortedSet<Integer> axes) -> base(x, match).map(base -> new Norm(axes).of(base));
      case Mean(SortedSet<Integer> axes) ->
          base(x, match)
              .map(base -> new Norm(axes).of(base).dividedBy(Count.count(base, axes).sqrt()));
      default ->
          Match.moves(y) ? root(x, match).map(inner -> Match.moved(y, inner)) : Optional.empty();
    };
  }

  /// What is squared, if it is a square.
  private static Optional<Expr> base(Expr x, Match match) {
    Optional<Expr> base =
        match
            .see(x)
            .flatMap(
                y ->
                    switch (y.op()) {
                      case Square() -> Optional.of(y.operands().getFirst());
                      case Multiply() when match.same(y.operands().get(0), y.operands().get(1)) ->
                          Optional.of(y.operands().getFirst());
                      default -> Optional.<Expr>empty();
                    });
    base.ifPresent(b -> match.cross(x));
    return base;
  }
}
