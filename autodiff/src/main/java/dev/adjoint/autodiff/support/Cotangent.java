package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A cotangent in transit: a value, and its support, where it may be other than zero.
///
/// The support is the intersection of two masks, either of which may be everywhere (null). Outside
/// `settled` the value is zero already. Outside `pending` it is meaningless, possibly NaN, and must
/// be replaced by zero before it meets other elements. Keeping the two apart saves the selections
/// that nothing needs.
///
/// `chosen` contains the support: outside it the loss does not read the element at all, since it
/// lies behind a where or beside a slice. What such an element was made of counts for nothing, NaN
/// included. Outside the support but within `chosen` the element was read and the slope is zero, as
/// that of relu: this is a number like any other.
public record Cotangent(
    Expr value, @Nullable Mask settled, @Nullable Mask pending, @Nullable Mask chosen) {

  /// A cotangent that may be other than zero everywhere.
  public static Cotangent everywhere(Expr value) {
    return new Cotangent(value, null, null, null);
  }

  /// Whether nothing restricts it.
  boolean isEverywhere() {
    return settled == null && pending == null && chosen == null;
  }

  /// Where the value may be other than zero; null is everywhere. It is `chosen` itself if it is no
  /// smaller, so that one mask stays one.
  private @Nullable Mask support() {
    Mask support = Mask.and(settled, pending);
    return Mask.same(support, chosen) ? chosen : support;
  }

  /// The same cotangent with its value zero outside the support.
  public Cotangent settle() {
    return pending == null ? this : new Cotangent(pending.select(value), support(), null, chosen);
  }

  /// The sum: each addend counts within its own support only.
  public Cotangent plus(Cotangent other) {
    Cotangent a = settle();
    Cotangent b = other.settle();
    return a.union(b, a.value.plus(b.value));
  }

  /// A value that is zero where this and another cotangent are, both pending in the same places.
  Cotangent union(Cotangent other, Expr value) {
    Mask either = Mask.or(settled, other.settled);
    boolean alike =
        pending == null && Mask.same(settled, chosen) && Mask.same(other.settled, other.chosen);
    return new Cotangent(value, either, pending, alike ? either : Mask.or(chosen, other.chosen));
  }

  /// A value that is zero where this or another cotangent is, both pending in the same places.
  Cotangent intersection(Cotangent other, Expr value) {
    Mask both = Mask.and(settled, other.settled);
    boolean alike =
        pending == null && Mask.same(settled, chosen) && Mask.same(other.settled, other.chosen);
    return new Cotangent(value, both, pending, alike ? both : Mask.and(chosen, other.chosen));
  }

  /// The same support of another value.
  Cotangent of(Expr value) {
    return new Cotangent(value, settled, pending, chosen);
  }

  /// The same value, known to be zero outside a mask.
  Cotangent settledWithin(@Nullable Mask mask) {
    return mask == null ? this : new Cotangent(value, Mask.and(settled, mask), pending, chosen);
  }

  /// A value that a rule selected itself: zero outside a mask.
  Cotangent selected(Mask mask) {
    Mask inside = Mask.and(settled, mask);
    return new Cotangent(
        value, inside, pending, Mask.same(settled, chosen) ? inside : Mask.and(chosen, mask));
  }

  /// A value of which nothing is known outside the support.
  Cotangent unsettled(Expr value) {
    return new Cotangent(value, null, support(), chosen);
  }

  /// The same value, meaningless outside a further restriction.
  Cotangent within(@Nullable Mask restriction, boolean choice) {
    Mask both = Mask.and(pending, restriction);
    Mask reduced =
        !choice ? chosen : Mask.same(pending, chosen) ? both : Mask.and(chosen, restriction);
    return new Cotangent(value, settled, both, reduced);
  }

  /// A value whose masks are made of those of this one, each once.
  Cotangent moved(Expr value, Function<@Nullable Mask, @Nullable Mask> move) {
    Mask c = move.apply(chosen);
    Mask s = Mask.same(settled, chosen) ? c : move.apply(settled);
    Mask p =
        pending == null
            ? null
            : Mask.same(pending, chosen)
                ? c
                : Mask.same(pending, settled) ? s : move.apply(pending);
    return new Cotangent(value, s, p, c);
  }

  /// The same cotangent with the axis names of a shape.
  public Cotangent named(Shape shape) {
    return moved(Reshape.reshape(value, shape), mask -> mask == null ? null : mask.named(shape));
  }
}
