package dev.adjoint.testkit;

import static dev.adjoint.testkit.Construction.ofAxis;
import static dev.adjoint.testkit.Construction.ofElements;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.Count;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Repeat;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.testkit.Construction.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Constructions that put elements elsewhere.
final class Moves {
  private Moves() {}

  static void addTo(List<Construction> all) {
    views(all);
    parts(all);
    indexed(all);
  }

  private static void views(List<Construction> all) {
    all.add(new Construction(Trait.SMOOTH, b -> matrix(b).map(Expr::transpose)));
    all.add(new Construction(Trait.SMOOTH, b -> matrix(b).map(x -> x.permute(rotation(b)))));
    all.add(Construction.of(Trait.SMOOTH, b -> b.x().reshape(reshaped(b))));
    all.add(
        Construction.of(
            Trait.SMOOTH, b -> Reshape.unsqueeze(b.x(), b.parameter() % (b.x().rank() + 1))));
    all.add(
        Construction.of(Trait.SMOOTH, b -> b.x().broadcast(b.x().shape().insert(0, Dim.of(2)))));
    all.add(new Construction(Trait.SMOOTH, Moves::broadcastOnes));
    all.add(ofAxis(Trait.SMOOTH, b -> Flip.flip(b.x(), b.axis())));
    all.add(ofAxis(Trait.SMOOTH, b -> Repeat.repeat(b.x(), b.axis(), 1 + b.parameter() % 3)));
    all.add(ofAxis(Trait.SMOOTH, b -> Repeat.tile(b.x(), b.axis(), 1 + b.parameter() % 3)));
    all.add(
        Construction.of(
            Trait.SMOOTH, b -> Count.count(b.x(), allAxes(b.x())).times(0.0625).plus(b.x())));
  }

  private static void parts(List<Construction> all) {
    all.add(ofElements(Trait.SMOOTH, Moves::slice));
    all.add(ofElements(Trait.SMOOTH, Moves::strided));
    all.add(ofAxis(Trait.SMOOTH, b -> Pad.pad(b.x(), b.axis(), b.parameter() % 2, 1)));
    all.add(ofAxis(Trait.SMOOTH, Moves::spread));
    all.add(ofAxis(Trait.SMOOTH, b -> Concat.concat(b.axis(), b.x(), b.x().negate())));
    all.add(
        new Construction(
            Trait.SMOOTH, b -> sibling(b).map(y -> Concat.concat(b.axis(), b.x(), y, b.x()))));
    all.add(
        new Construction(
            Trait.SMOOTH,
            b -> sibling(b).map(y -> Concat.stack(b.parameter() % (y.rank() + 1), b.x(), y))));
  }

  private static void indexed(List<Construction> all) {
    all.add(ofElements(Trait.SMOOTH, Moves::gather));
    all.add(ofElements(Trait.SMOOTH, Moves::take));
    all.add(ofElements(Trait.SMOOTH, Moves::takeAlong));
    all.add(ofElements(Trait.SUMMING, Moves::scatter));
    all.add(ofElements(Trait.SUMMING, Moves::scatterBatch));
  }

  private static Optional<Expr> matrix(Bench b) {
    return Optional.of(b.x()).filter(x -> x.rank() >= 2);
  }

  /// A node of the shape of the first operand, which must have an axis.
  private static Optional<Expr> sibling(Bench b) {
    Expr x = b.x();
    return x.rank() == 0
        ? Optional.empty()
        : b.pick(n -> n.dtype() == x.dtype() && n.shape().sameSizes(x.shape()));
  }

  private static Set<Integer> allAxes(Expr x) {
    return new TreeSet<>(IntStream.range(0, x.rank()).boxed().toList());
  }

  private static int[] rotation(Bench b) {
    int rank = b.x().rank();
    return IntStream.range(0, rank).map(i -> (i + 1 + b.parameter()) % rank).toArray();
  }

  /// Flat, or with an axis of length 1, or with the first two axes merged.
  private static Shape reshaped(Bench b) {
    Shape shape = b.x().shape();
    return switch (b.parameter() % 3) {
      case 0 -> Shape.of((int) shape.size());
      case 1 -> shape.insert(b.parameter() % (shape.rank() + 1), Dim.of(1));
      default ->
          shape.rank() < 2
              ? shape.insert(0, Dim.of(1))
              : shape.without(Set.of(0)).with(0, shape.dim(0).times(shape.dim(1)));
    };
  }

  private static Optional<Expr> broadcastOnes(Bench b) {
    Shape shape = b.x().shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.size(axis) == 1) {
        shape = shape.with(axis, Dim.of(2 + b.parameter() % 2));
      }
    }
    return shape.equals(b.x().shape()) ? Optional.empty() : Optional.of(b.x().broadcast(shape));
  }

  private static Expr slice(Bench b) {
    int length = b.x().shape().size(b.axis());
    int from = b.parameter() % length;
    int to = Math.max(from + b.choice().second() % 2, length - b.choice().second());
    return Slice.slice(b.x(), b.axis(), from, to);
  }

  private static Expr strided(Bench b) {
    List<Dim> starts = new ArrayList<>();
    List<Dim> sizes = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    for (int axis = 0; axis < b.x().rank(); axis++) {
      int length = b.x().shape().size(axis);
      boolean strided = axis == b.axis() && length > 0;
      int start = strided ? b.parameter() % Math.min(2, length) : 0;
      starts.add(Dim.of(start));
      sizes.add(strided ? Dim.of((length - start + 1) / 2) : b.x().shape().dim(axis));
      steps.add(strided ? 2 : 1);
    }
    return new Slice(starts, sizes, steps).of(b.x());
  }

  /// Elements put two apart along one axis, zeros between and behind.
  private static Expr spread(Bench b) {
    List<Dim> starts = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    Shape shape = b.x().shape();
    for (int axis = 0; axis < b.x().rank(); axis++) {
      boolean spread = axis == b.axis();
      starts.add(Dim.of(spread ? b.parameter() % 2 : 0));
      steps.add(spread ? 2 : 1);
    }
    return new Pad(starts, steps, shape.with(b.axis(), Dim.of(2 * shape.size(b.axis()) + 1)))
        .of(b.x());
  }

  /// Rows with repetition; the result is half as long again.
  private static Expr gather(Bench b) {
    int length = b.x().shape().size(0);
    return length == 0
        ? b.x()
        : Gather.gather(b.x(), b.indices(Shape.of(length + length / 2), length));
  }

  private static Expr take(Bench b) {
    int length = b.x().shape().size(b.axis());
    return Gather.take(b.x(), b.indices(Shape.of(2, 1 + b.parameter() % 2), length), b.axis());
  }

  private static Expr takeAlong(Bench b) {
    Shape shape = b.x().shape();
    Shape picks = shape.with(b.axis(), Dim.of(1 + b.parameter() % 2));
    return Gather.takeAlong(b.x(), b.indices(picks, shape.size(b.axis())), b.axis());
  }

  private static Expr scatter(Bench b) {
    int length = b.x().shape().size(0);
    int target = 1 + b.parameter();
    return ScatterAdd.scatterAdd(b.x(), b.indices(Shape.of(length), target), Dim.of(target));
  }

  /// Into rows of their own: every axis but the last is shared with the indices.
  private static Expr scatterBatch(Bench b) {
    int target = 1 + b.parameter();
    return new ScatterAdd(b.x().rank() - 1, Dim.of(target))
        .of(b.x(), b.indices(b.x().shape(), target));
  }
}
