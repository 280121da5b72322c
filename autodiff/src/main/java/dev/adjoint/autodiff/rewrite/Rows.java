package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Elements of a tensor, each beside the fold of its own row: all of them, those that indices pick
/// along the folded axis, or those of one slice of it.
///
/// @param base the tensor
/// @param axis that is folded
/// @param pick the elements of a tensor of its shape
record Rows(Expr base, int axis, UnaryOperator<Expr> pick) {

  /// @param part the elements
  /// @param fold the folds, perhaps repeated along the axis
  /// @param axis which axis an application folds, if it is such a fold
  static Optional<Rows> of(Expr part, Expr fold, Function<Apply, OptionalInt> axis, Match match) {
    Expr kept = strip(fold, Broadcast.class, match);
    Optional<Apply> folded = match.see(strip(kept, Reshape.class, match));
    OptionalInt along = folded.map(axis).orElse(OptionalInt.empty());
    if (along.isEmpty() || folded.get().operands().getFirst().shape().size() == 0) {
      return Optional.empty();
    }
    Expr base = folded.get().operands().getFirst();
    int a = along.getAsInt();
    Shape dropped = base.shape().without(Set.of(a));
    boolean alone = kept == fold && sameSizes(kept.shape(), dropped);
    boolean aligned =
        fold.shape().sameSizes(base.shape())
            && isKept(kept.shape(), base.shape(), a)
            && match.same(part, base);
    Optional<UnaryOperator<Expr>> pick =
        aligned ? Optional.of(x -> x) : alone ? pick(part, base, a, match) : Optional.empty();
    if (pick.isEmpty()) {
      return Optional.empty();
    }
    match.cross(fold);
    match.cross(kept);
    match.cross(folded.get());
    match.cross(part);
    return Optional.of(new Rows(base, a, pick.get()));
  }

  private static Expr strip(Expr x, Class<?> op, Match match) {
    return match
        .see(x)
        .filter(y -> op.isInstance(y.op()))
        .map(y -> y.operands().getFirst())
        .orElse(x);
  }

  private static boolean sameSizes(Shape a, Shape b) {
    return a.rank() == b.rank() && a.sameSizes(b);
  }

  /// Whether a shape, aligned at the right, is that of the base with length 1 along the axis.
  private static boolean isKept(Shape shape, Shape base, int axis) {
    int missing = base.rank() - shape.rank();
    for (int i = 0; i < base.rank(); i++) {
      Dim wanted = i == axis ? Dim.of(1) : base.dim(i);
      Dim given = i < missing ? Dim.of(1) : shape.dim(i - missing);
      if (given.size() != wanted.size()) {
        return false;
      }
    }
    return missing >= 0;
  }

  private static Optional<UnaryOperator<Expr>> pick(Expr part, Expr base, int axis, Match match) {
    Optional<Apply> y = match.see(part);
    if (y.isPresent()
        && y.get().op() instanceof Gather(int batch)
        && batch == axis
        && axis == base.rank() - 1
        && y.get().operands().get(1).rank() == axis
        && match.same(y.get().operands().getFirst(), base)) {
      return Optional.of(x -> Match.moved(y.get(), x));
    }
    Optional<Apply> slice =
        y.filter(r -> r.op() instanceof Reshape && sameSizes(part.shape(), without(base, axis)))
            .flatMap(r -> match.see(r.operands().getFirst()))
            .filter(s -> s.op() instanceof Slice && isRow(s, base, axis, match));
    slice.ifPresent(match::cross);
    return slice.map(s -> x -> Match.moved(y.get(), Match.moved(s, x)));
  }

  private static Shape without(Expr base, int axis) {
    return base.shape().without(Set.of(axis));
  }

  /// Whether a slice takes one index of the axis and everything along the others.
  private static boolean isRow(Apply slice, Expr base, int axis, Match match) {
    return match.same(slice.operands().getFirst(), base)
        && sameSizes(slice.shape(), base.shape().with(axis, Dim.of(1)));
  }
}
