package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import java.util.Optional;

/// What a rule gives for a cotangent, held against `Jᵀ·u` from dual numbers.
final class FirstOrder implements Claim {
  private final Application a;
  private final Application claimed;
  private final int operand;
  private final double[] u;
  private final Jacobian jacobian;

  /// @param a where the oracle is asked, in FLOAT64
  /// @param claimed the same application, or that in FLOAT32
  /// @param operand by which one differentiates
  /// @param u the cotangent
  /// @param jacobian of the operand
  FirstOrder(Application a, Application claimed, int operand, double[] u, Jacobian jacobian) {
    this.a = a;
    this.claimed = claimed;
    this.operand = operand;
    this.u = u;
    this.jacobian = jacobian;
  }

  static FirstOrder of(Application a, int operand, double[] u) {
    return new FirstOrder(a, a, operand, u, new Jacobian(a, operand));
  }

  Application a() {
    return a;
  }

  int operand() {
    return operand;
  }

  /// The cotangent.
  double[] u() {
    return u;
  }

  Jacobian jacobian() {
    return jacobian;
  }

  /// The same Jacobian met by another cotangent.
  FirstOrder with(double[] u) {
    return new FirstOrder(a, claimed, operand, u, jacobian);
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
    return 32;
  }

  @Override
  public Bounded[] actual() {
    return claimed.bar(operand, u);
  }

  @Override
  public Bounded expected(int element) {
    return jacobian.transposed(element, u);
  }

  @Override
  public Bounded expectedAlong(double[] v) {
    return Sums.dot(u, jacobian.along(v));
  }

  @Override
  public Optional<Reason> noDerivative(int element) {
    Optional<Reason> beyond = claimed.notFinite(operand, element, actual()[element]);
    if (beyond.isPresent() || a.isOpaque()) {
      return beyond;
    }
    Expr scalar = a.y().cast(DType.FLOAT64).times(a.yBar().cast(DType.FLOAT64)).sum();
    Direction unit = Direction.unit(a.operand(operand), element);
    OneSided.Slopes slopes = OneSided.of(scalar, a.with(u), unit);
    if (slopes.jumps()) {
      return Optional.of(new Reason.Jump());
    }
    return slopes.isKink()
        ? Optional.of(new Reason.Kink(slopes.left().value(), slopes.right().value()))
        : Optional.empty();
  }

  @Override
  public Judgement judge(Bounded expected, Bounded actual) {
    return claimed.y().dtype() == DType.FLOAT32
        ? Judgement.inFloat32(expected, actual)
        : Judgement.of(expected, actual);
  }
}
