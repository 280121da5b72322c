package dev.adjoint.testkit;

import static dev.adjoint.testkit.Construction.ofAxis;
import static dev.adjoint.testkit.Construction.ofElements;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Any;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Argsort;
import dev.adjoint.autodiff.op.Bernoulli;
import dev.adjoint.autodiff.op.Classify;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Iota;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Logical;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.Normal;
import dev.adjoint.autodiff.op.Not;
import dev.adjoint.autodiff.op.OneHot;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.testkit.Construction.Trait;
import java.util.List;
import java.util.Optional;

/// Constructions of masks, of integers, of random draws, and of what is chosen by them.
final class Choosing {
  private Choosing() {}

  static void addTo(List<Construction> all) {
    masks(all);
    integers(all);
    draws(all);
    wheres(all);
  }

  private static void masks(List<Construction> all) {
    all.add(Construction.of(Trait.KINKED, b -> Compare.less(b.x(), b.y())));
    all.add(Construction.of(Trait.KINKED, b -> Compare.lessOrEqual(b.x(), b.parameter() * 0.25)));
    all.add(Construction.of(Trait.KINKED, b -> Compare.greater(b.x(), b.y())));
    all.add(Construction.of(Trait.KINKED, b -> Compare.equal(b.x(), b.y())));
    all.add(Construction.of(Trait.KINKED, b -> Compare.notEqual(b.x(), b.parameter())));
    all.add(Construction.of(Trait.KINKED, b -> Not.not(b.mask())));
    all.add(Construction.of(Trait.KINKED, b -> Logical.and(both(b), Compare.less(b.x(), b.y()))));
    all.add(Construction.of(Trait.KINKED, b -> Logical.or(both(b), Compare.less(b.x(), b.y()))));
    all.add(Construction.of(Trait.KINKED, b -> Any.any(b.mask())));
    all.add(Construction.of(Trait.KINKED, b -> Classify.isNaN(b.x())));
    all.add(Construction.of(Trait.KINKED, b -> Classify.isFinite(b.x())));
  }

  private static void wheres(List<Construction> all) {
    all.add(Construction.of(Trait.KINKED, b -> Where.where(both(b), b.x(), b.y())));
    all.add(Construction.of(Trait.KINKED, b -> Where.where(b.mask(), b.x(), 0)));
    all.add(Construction.of(Trait.KINKED, b -> Where.where(b.mask(), 1, b.x())));
    all.add(Construction.of(Trait.KINKED, b -> b.mask().cast(b.dtype()).plus(b.x())));
    all.add(
        Construction.of(
            Trait.KINKED,
            b -> Where.where(Compare.less(b.x(), 0), b.x().times(0.25), b.x(Region.MODERATE))));
  }

  private static void integers(List<Construction> all) {
    all.add(Construction.of(Trait.KINKED, b -> b.x().tanh().times(4).cast(DType.INT64)));
    all.add(
        new Construction(
            Trait.KINKED,
            b ->
                number(b)
                    .map(n -> n.times(n).plus(Iota.iota(Shape.of(1), 0)).cast(b.dtype()))
                    .map(x -> x.times(0.125))));
    all.add(new Construction(Trait.KINKED, b -> number(b).map(n -> n.minus(3).negate())));
    all.add(new Construction(Trait.KINKED, b -> number(b).map(n -> Maximum.maximum(n, two()))));
    all.add(new Construction(Trait.KINKED, b -> number(b).map(n -> Compare.less(n, two()))));
    all.add(
        ofAxis(
            Trait.KINKED,
            b -> Iota.iota(b.x().shape(), b.axis()).cast(b.dtype()).times(0.25).plus(b.x())));
    all.add(ofElements(Trait.KINKED, b -> ArgExtremum.argMax(b.x(), b.axis())));
    all.add(ofElements(Trait.KINKED, b -> ArgExtremum.argMin(b.x(), b.axis())));
    all.add(ofAxis(Trait.KINKED, b -> new Argsort(b.axis(), b.parameter() % 2 == 1).of(b.x())));
    all.add(
        ofElements(
            Trait.KINKED,
            b -> Gather.takeAlong(b.x(), Argsort.argsort(b.x(), b.axis()), b.axis())));
    all.add(
        ofElements(
            Trait.KINKED,
            b -> {
              Expr winner = ArgExtremum.argMax(b.x(), b.axis());
              return OneHot.oneHot(winner, b.x().shape().dim(b.axis()), b.dtype());
            }));
  }

  private static Optional<Expr> number(Bench b) {
    return b.pick(n -> n.dtype() == DType.INT64);
  }

  private static Expr two() {
    return Constant.of(Tensor.scalar(2L));
  }

  private static void draws(List<Construction> all) {
    all.add(Construction.of(Trait.SMOOTH, b -> b.x().plus(Uniform.uniform(key(b), b.x().type()))));
    all.add(Construction.of(Trait.SMOOTH, b -> b.x().times(Normal.normal(key(b), b.x().type()))));
    all.add(Construction.of(Trait.KINKED, b -> Bernoulli.bernoulli(key(b), b.x().sigmoid())));
  }

  /// A mask for both operands.
  private static Expr both(Bench b) {
    return b.mask(Shape.broadcast(b.x().shape(), b.y().shape()));
  }

  private static Key key(Bench b) {
    return Key.of(b.parameter()).split("test").split(b.choice().second());
  }
}
