package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.exec.Algebra;
import dev.adjoint.autodiff.exec.Dual;
import dev.adjoint.autodiff.exec.Duals;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;

/// The derivative to one side along a direction: dual numbers `a + ȧ·ε` with an ε that is positive
/// and smaller than any number, so that of two equal primals the one with the smaller tangent is
/// the smaller. At a kink this gives the slope to the side of the direction, with no step taken.
final class OneSided implements Algebra<Dual<Bounded>, Truth> {
  private final Numbers numbers = new Numbers();
  private final Duals<Bounded, Truth> duals = new Duals<>(numbers);
  private boolean held;

  /// The slopes to both sides, and whether the function jumps or holds something constant there.
  record Slopes(Bounded left, Bounded right, boolean jumps, boolean held) {
    /// Whether there is no derivative along the direction.
    boolean isKink() {
      return jumps || (Judgement.of(left, right) == Judgement.DIFFERENT);
    }
  }

  /// The slopes of a scalar along a direction.
  static Slopes of(Expr scalar, Point at, Direction v) {
    OneSided algebra = new OneSided();
    Dual<Bounded> right = algebra.along(scalar, at, v);
    Dual<Bounded> left = algebra.along(scalar, at, v.opposite());
    Bounded back = DualNumbers.orZero(left.tangent());
    return new Slopes(
        new Bounded(-back.value(), back.error()),
        DualNumbers.orZero(right.tangent()),
        Judgement.of(left.primal(), right.primal()) == Judgement.DIFFERENT,
        algebra.held);
  }

  private Dual<Bounded> along(Expr scalar, Point at, Direction v) {
    Elements y = DualNumbers.first(List.of(scalar), at, v, this).getFirst();
    return DualNumbers.dual(y.data()[0]);
  }

  @Override
  public Lanes<Dual<Bounded>, Truth> lanes(DType dtype) {
    return new OneSidedLanes(duals.lanes(dtype), numbers.lanes(dtype), () -> held = true);
  }

  @Override
  public Dual<Bounded> convert(Dual<Bounded> x, DType to) {
    return duals.convert(x, to);
  }

  @Override
  public long truncate(Dual<Bounded> x) {
    Bounded p = x.primal();
    boolean falls = DualNumbers.orZero(x.tangent()).value() < 0;
    boolean whole = p.isExact() && p.value() > 0 && Math.rint(p.value()) == p.value();
    return duals.truncate(x) - (whole && falls ? 1 : 0);
  }

  @Override
  public boolean isTrue(Truth mask) {
    return duals.isTrue(mask);
  }
}
