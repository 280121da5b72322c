package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Power;
import java.util.Optional;

/// A value as `factor · e^log`, either part of which may be missing: the factor of any sign, and a
/// logarithm that stays finite where the exponential itself would overflow or vanish.
///
/// @param factor 1 if empty
/// @param log 0 if empty
/// @param overflows whether e^log can be too large for a number, not only too small
record Scaled(Optional<Expr> factor, Optional<Expr> log, boolean overflows) {

  /// A value that is not known to be an exponential.
  static Scaled number(Expr x) {
    return new Scaled(Optional.of(x), Optional.empty(), false);
  }

  /// `e^log`.
  static Scaled exponential(Expr log, boolean overflows) {
    return new Scaled(Optional.empty(), Optional.of(log), overflows);
  }

  /// Whether it is positive by construction, an exponential and nothing else.
  boolean isPure() {
    return factor.isEmpty();
  }

  Scaled times(Scaled other) {
    Optional<Expr> f =
        factor.isPresent() && other.factor.isPresent()
            ? Optional.of(factor.get().times(other.factor.get()))
            : factor.or(other::factor);
    Optional<Expr> l =
        log.isPresent() && other.log.isPresent()
            ? Optional.of(log.get().plus(other.log.get()))
            : log.or(other::log);
    return new Scaled(f, l, overflows || other.overflows);
  }

  Scaled over(Scaled other) {
    Optional<Expr> divisor = other.factor;
    Optional<Expr> f =
        factor.isPresent() && divisor.isPresent()
            ? Optional.of(factor.get().dividedBy(divisor.get()))
            : factor.or(() -> divisor.map(x -> x.pow(-1)));
    Optional<Expr> l =
        log.isPresent() && other.log.isPresent()
            ? Optional.of(log.get().minus(other.log.get()))
            : log.or(() -> other.log.map(Expr::negate));
    return new Scaled(f, l, overflows || other.log.isPresent());
  }

  Scaled power(double n) {
    return new Scaled(
        factor.map(x -> Power.power(x, n)), log.map(x -> x.times(n)), overflows || n < 0);
  }

  Scaled moved(Apply move) {
    return new Scaled(
        factor.map(x -> Match.moved(move, x)), log.map(x -> Match.moved(move, x)), overflows);
  }

  /// The value, written so that the exponential comes last.
  Expr value() {
    Optional<Expr> e = log.map(Expr::exp);
    return factor.isPresent() && e.isPresent()
        ? factor.get().times(e.get())
        : factor.or(() -> e).orElseThrow();
  }

  /// The logarithm of the value.
  Expr logarithm() {
    Optional<Expr> f = factor.map(Expr::log);
    return f.isPresent() && log.isPresent()
        ? f.get().plus(log.get())
        : f.or(() -> log).orElseThrow();
  }
}
