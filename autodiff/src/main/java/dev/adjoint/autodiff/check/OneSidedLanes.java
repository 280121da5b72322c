package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.exec.Dual;
import dev.adjoint.autodiff.graph.Lanes;
import java.util.List;
import java.util.function.BiFunction;

/// Dual numbers ordered first by their primals, then by their tangents.
final class OneSidedLanes extends ForwardingLanes<Dual<Bounded>, Truth> {
  private final Lanes<Bounded, Truth> numbers;
  private final Runnable held;

  OneSidedLanes(Lanes<Dual<Bounded>, Truth> duals, Lanes<Bounded, Truth> numbers, Runnable held) {
    super(duals);
    this.numbers = numbers;
    this.held = held;
  }

  private static Bounded tangent(Dual<Bounded> x) {
    return DualNumbers.orZero(x.tangent());
  }

  private static boolean tie(Dual<Bounded> a, Dual<Bounded> b) {
    return a.primal().isExact() && b.primal().isExact() && a.primal().value() == b.primal().value();
  }

  private Truth ordered(
      BiFunction<Bounded, Bounded, Truth> order, Dual<Bounded> a, Dual<Bounded> b) {
    return tie(a, b) ? order.apply(tangent(a), tangent(b)) : order.apply(a.primal(), b.primal());
  }

  @Override
  public Truth less(Dual<Bounded> a, Dual<Bounded> b) {
    return ordered(numbers::less, a, b);
  }

  @Override
  public Truth lessOrEqual(Dual<Bounded> a, Dual<Bounded> b) {
    return ordered(numbers::lessOrEqual, a, b);
  }

  @Override
  public Truth equal(Dual<Bounded> a, Dual<Bounded> b) {
    return ordered(numbers::equal, a, b);
  }

  @Override
  public Truth notEqual(Dual<Bounded> a, Dual<Bounded> b) {
    return ordered(numbers::notEqual, a, b);
  }

  @Override
  public Dual<Bounded> abs(Dual<Bounded> x) {
    Dual<Bounded> zero = k.literal(0);
    return tie(x, zero) ? k.select(less(x, zero), k.neg(x), x) : k.abs(x);
  }

  @Override
  public Dual<Bounded> min(Dual<Bounded> a, Dual<Bounded> b) {
    return tie(a, b) ? k.select(less(a, b), a, b) : k.min(a, b);
  }

  @Override
  public Dual<Bounded> max(Dual<Bounded> a, Dual<Bounded> b) {
    return tie(a, b) ? k.select(less(a, b), b, a) : k.max(a, b);
  }

  @Override
  public Dual<Bounded> min(List<Dual<Bounded>> values) {
    return values.stream().reduce(this::min).orElseThrow();
  }

  @Override
  public Dual<Bounded> max(List<Dual<Bounded>> values) {
    return values.stream().reduce(this::max).orElseThrow();
  }

  @Override
  public Dual<Bounded> copySign(Dual<Bounded> magnitude, Dual<Bounded> sign) {
    boolean crosses = tie(sign, k.literal(0)) && tangent(sign).value() != 0;
    Dual<Bounded> side = crosses ? k.literal(tangent(sign).value()) : sign;
    return k.copySign(abs(magnitude), side);
  }

  @Override
  public Dual<Bounded> floor(Dual<Bounded> x) {
    boolean steps = tie(x, k.floor(x)) && tangent(x).value() < 0;
    return steps ? k.sub(k.floor(x), k.literal(1)) : k.floor(x);
  }

  @Override
  public Dual<Bounded> rint(Dual<Bounded> x) {
    Dual<Bounded> middle = k.add(k.floor(x), k.literal(0.5));
    double t = tangent(x).value();
    return tie(x, middle) && t != 0 ? k.add(k.floor(x), k.literal(t > 0 ? 1 : 0)) : k.rint(x);
  }

  @Override
  public Dual<Bounded> stopGradient(Dual<Bounded> x) {
    if (x.tangent() != null) {
      held.run();
    }
    return k.stopGradient(x);
  }
}
