package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Expr;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// The derivative of what a rule wrote, by dual numbers through it, held against dual numbers of
/// dual numbers through the lowering: for the element w of an operand, `u·D²f[w, v] + u̇·Df[w]`,
/// the operands moving along v and the cotangent along u̇.
final class SecondOrder implements Claim {
  /// A step that is small for the third derivative and large for the roundoff.
  private static final double STEP = 0x1p-20;

  /// Seconds that differ by more on two sides are those of two pieces.
  private static final double PIECES = 1e-3;

  private final Application a;
  private final int operand;
  private final Jacobian jacobian;
  private final Direction v;
  private final double[] u;
  private final double[] uDot;

  /// @param a the op on its operands
  /// @param operand by which one differentiates
  /// @param jacobian of the operand
  /// @param v how the operands move
  /// @param u the cotangent
  /// @param uDot how it moves
  SecondOrder(
      Application a, int operand, Jacobian jacobian, Direction v, double[] u, double[] uDot) {
    this.a = a;
    this.operand = operand;
    this.jacobian = jacobian;
    this.v = v;
    this.u = u;
    this.uDot = uDot;
  }

  @Override
  public int size() {
    return a.size(operand);
  }

  @Override
  public boolean isCheap() {
    return a.isDiagonal(operand);
  }

  @Override
  public int small() {
    return 12;
  }

  @Override
  public Bounded[] actual() {
    Optional<Expr> bar = a.bars().get(operand);
    if (bar.isEmpty()) {
      return Sums.zeros(size());
    }
    Numbers numbers = new Numbers();
    Bounded[] tangents = DualNumbers.first(bar.get(), a.with(u), v.and(a.yBar(), uDot), numbers);
    return numbers.isUndecided() ? Sums.unknown(tangents) : tangents;
  }

  @Override
  public Bounded expected(int element) {
    double[] unit = new double[size()];
    unit[element] = 1;
    return expectedAlong(unit);
  }

  @Override
  public Bounded expectedAlong(double[] w) {
    Numbers numbers = new Numbers();
    Direction inner = new Direction(Map.of(a.operand(operand), w));
    Bounded[] seconds = DualNumbers.second(a.y(), a.at(), inner, v, numbers);
    Bounded sum = Sums.plus(Sums.dot(u, seconds), Sums.dot(uDot, jacobian.along(w)));
    return numbers.isUndecided() ? Bounded.unknown(sum.value()) : sum;
  }

  /// All elements at once, where the op works element by element.
  Bounded[] diagonal() {
    Numbers numbers = new Numbers();
    double[] ones = new double[size()];
    Arrays.fill(ones, 1);
    Direction inner = new Direction(Map.of(a.operand(operand), ones));
    Bounded[] seconds = DualNumbers.second(a.y(), a.at(), inner, v, numbers);
    Bounded[] sums = new Bounded[size()];
    Arrays.setAll(sums, j -> Sums.plus(Sums.times(u[j], seconds[j]), jacobian.transposed(j, uDot)));
    return numbers.isUndecided() ? Sums.unknown(sums) : sums;
  }

  @Override
  public Optional<Reason> noDerivative(int element) {
    Optional<Reason> beyond = a.notFinite(operand, element, actual()[element]);
    if (beyond.isPresent()) {
      return beyond;
    }
    Direction unit = Direction.unit(a.operand(operand), element);
    for (Direction way : new Direction[] {v, unit}) {
      Bounded back = near(way, -STEP).expected(element);
      Bounded ahead = near(way, STEP).expected(element);
      double size = Math.max(Math.abs(back.value()), Math.abs(ahead.value()));
      if (!(Math.abs(back.value() - ahead.value()) <= PIECES * size)) {
        return Optional.of(new Reason.Kink(back.value(), ahead.value()));
      }
    }
    return Optional.empty();
  }

  private SecondOrder near(Direction way, double h) {
    Application there = a.at(a.at().moved(way, h));
    return new SecondOrder(there, operand, new Jacobian(there, operand), v, u, uDot);
  }
}
