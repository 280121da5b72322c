package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Bounds;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.exec.Dual;
import dev.adjoint.autodiff.exec.Duals;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reading;
import dev.adjoint.autodiff.exec.Reals;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Iota;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The nodes built so far, and what the [Choice] at hand takes from them.
///
/// Where the style is tame the bench knows the values of all nodes and their derivatives along a
/// dense direction, with error bounds: an operand is brought into the domain of the function it is
/// for, and a node is not taken if it runs away, or if rounding may have made a decision in it. So
/// nearly everything can be compared. Ties of inputs stay, since those are exact.
final class Bench {
  private static final double LARGEST = 1e5;

  /// The largest error of a value or derivative, relative to 1 and its magnitude: between what a
  /// cast to FLOAT32 costs and what an unsure branch does.
  private static final double BLUR = 0x1p-12;

  private final Style style;
  private final DType dtype;
  private final List<Expr> nodes = new ArrayList<>();
  private final Map<Expr, Elements> values = new HashMap<>();
  private Choice choice = new Choice(0, 0, 0, 0);

  Bench(Style style, DType dtype) {
    this.style = style;
    this.dtype = dtype;
  }

  /// Adds an input.
  void add(Expr input, Tensor value) {
    nodes.add(input);
    if (style.tame()) {
      Elements at = reading(new Bounds()).lift(Reals.elements(value));
      values.put(input, input.dtype().isFloating() ? moving(at) : at);
    }
  }

  /// Makes a choice and adds its node, if the operands fit and the node stays small and tame.
  void make(Choice next) {
    choice = next;
    List<Construction> all = style.constructions();
    all.get(next.what() % all.size())
        .build()
        .apply(this)
        .filter(this::isWelcome)
        .ifPresent(nodes::add);
  }

  private boolean isWelcome(Expr node) {
    if (node.shape().size() > style.elements() || node.rank() > 4) {
      return false;
    }
    if (style.tame() && !values.containsKey(node)) {
      Bounds bounds = new Bounds();
      Elements value = reading(bounds).evaluate(List.of(node), values).getFirst();
      if (bounds.isUndecided() || !Stream.of(value.data()).allMatch(Bench::isTame)) {
        return false;
      }
      values.put(node, value);
    }
    return true;
  }

  private static Reading<Dual<Bounded>, Truth> reading(Bounds bounds) {
    return new Reading<>(new Duals<>(bounds));
  }

  /// The elements with tangents of the direction.
  private Elements moving(Elements at) {
    double[] direction = Direction.doubles(Direction.of(at.type(), nodes.size()));
    Object[] data = new Object[direction.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = new Dual<>(primal(at.data()[i]), Bounded.exact(direction[i]));
    }
    return new Elements(at.type(), data);
  }

  private static Bounded primal(Object element) {
    return ((Dual<?>) element).primal() instanceof Bounded primal
        ? primal
        : Bounded.unknown(Double.NaN);
  }

  private static boolean isTame(Object element) {
    return switch (element) {
      case Dual<?>(Bounded primal, var tangent) ->
          isTame(primal) && !(tangent instanceof Bounded slope && !isTame(slope));
      case Truth mask -> mask.sure();
      default -> true;
    };
  }

  private static boolean isTame(Bounded x) {
    double size = Math.abs(x.value());
    return size <= LARGEST && x.error() <= BLUR * (1 + size);
  }

  /// All nodes, inputs first.
  List<Expr> nodes() {
    return nodes;
  }

  /// The floating dtype that inputs have.
  DType dtype() {
    return dtype;
  }

  /// The first operand: a floating node, of which there always is one.
  Expr x() {
    List<Expr> floating = nodes.stream().filter(n -> n.dtype() == dtype).toList();
    return floating.get(floating.size() - 1 - choice.first() % floating.size());
  }

  /// The first operand, brought into a region.
  Expr x(Region region) {
    return within(region, x());
  }

  /// The first operand with one largest element along the axis, for functions that take it out: a
  /// ramp is added if rounding may decide which it is.
  Expr peaked() {
    Expr x = x();
    if (style.tame()) {
      Bounds bounds = new Bounds();
      Expr peak = ArgExtremum.argMax(Softmax.softmax(x, axis()), axis());
      reading(bounds).evaluate(List.of(peak), values);
      if (bounds.isUndecided()) {
        return x.plus(Iota.iota(x.shape(), axis()).cast(dtype).times(0.375));
      }
    }
    return x;
  }

  /// The second operand: a floating node that broadcasts with the first.
  Expr y() {
    Expr x = x();
    return pick(n -> n.dtype() == dtype && broadcasts(n.shape(), x.shape())).orElse(x);
  }

  /// The second operand, brought into a region.
  Expr y(Region region) {
    return within(region, y());
  }

  private Expr within(Region region, Expr x) {
    Elements known = values.get(x);
    if (known == null) {
      return x;
    }
    for (Object element : known.data()) {
      if (!region.contains(primal(element).value())) {
        return region.into(x);
      }
    }
    return x;
  }

  /// A node that passes, if there is one.
  Optional<Expr> pick(Predicate<Expr> fits) {
    List<Expr> fitting = nodes.stream().filter(fits).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(fitting.size() - 1 - choice.second() % fitting.size()));
  }

  /// A BOOL node that broadcasts with the first operand, else a constant one of its last axis.
  Expr mask() {
    return mask(x().shape());
  }

  /// A BOOL node that broadcasts with a shape, else a constant one of its last axis.
  Expr mask(Shape shape) {
    return pick(n -> n.dtype() == DType.BOOL && broadcasts(n.shape(), shape))
        .orElseGet(
            () -> stripes(shape.rank() == 0 ? shape : Shape.of(shape.dim(shape.rank() - 1))));
  }

  private Expr stripes(Shape shape) {
    boolean[] mask = new boolean[(int) shape.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (i + choice.parameter()) % 2 == 0;
    }
    return Constant.of(Tensor.of(shape, mask));
  }

  /// Indices of a shape into an axis of a length, which must not be 0.
  Expr indices(Shape shape, int length) {
    long[] indices = new long[(int) shape.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = Math.floorMod((i + 1) * choice.parameter() + choice.second(), length);
    }
    return Constant.of(Tensor.of(shape, indices));
  }

  /// The choice at hand.
  Choice choice() {
    return choice;
  }

  /// A small integer, for anything.
  int parameter() {
    return choice.parameter();
  }

  /// One of two ways.
  boolean isOdd() {
    return choice.parameter() % 2 == 1;
  }

  /// Axis number `parameter` of the first operand, which must have one.
  int axis() {
    return choice.parameter() % x().rank();
  }

  /// Whether the first operand has an axis, and along it an element.
  boolean hasElements() {
    return x().rank() > 0 && x().shape().size(axis()) > 0;
  }

  private boolean broadcasts(Shape a, Shape b) {
    try {
      return Shape.broadcast(a, b).size() <= style.elements();
    } catch (ShapeException e) {
      return false;
    }
  }
}
