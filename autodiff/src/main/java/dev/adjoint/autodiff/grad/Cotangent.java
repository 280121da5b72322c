package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.support.Support;
import org.jspecify.annotations.Nullable;

/// A cotangent in transit: a value, and its support, where it may be other than zero.
///
/// The support is the intersection of two BOOL expressions of the value's shape, either of which
/// may be everywhere (null). Outside `settled` the value is zero already. Outside `pending` the
/// value is meaningless, possibly NaN, and must be replaced by zero before it meets other elements.
/// Keeping the two apart saves the selections that nothing needs.
record Cotangent(Expr value, @Nullable Expr settled, @Nullable Expr pending) {

  /// A cotangent that may be other than zero everywhere.
  static Cotangent everywhere(Expr value) {
    return new Cotangent(value, null, null);
  }

  /// The support; null is everywhere.
  @Nullable Expr support() {
    return Support.and(settled, pending);
  }

  /// The same cotangent with its value zero outside the support.
  Cotangent settle() {
    return pending == null ? this : new Cotangent(Where.where(pending, value, 0), support(), null);
  }

  /// The sum: each addend counts within its own support only.
  Cotangent plus(Cotangent other) {
    Cotangent a = settle();
    Cotangent b = other.settle();
    return new Cotangent(a.value.plus(b.value), Support.or(a.settled, b.settled), null);
  }

  /// The same value, meaningless outside a further restriction.
  Cotangent within(@Nullable Expr restriction) {
    return new Cotangent(value, settled, Support.and(pending, restriction));
  }
}
