package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;
import java.util.Optional;

/// The angle of the point (x, y) in [−π, π], elementwise: `arctan(y/x)` in the right quadrant. The
/// operands are y, then x.
///
/// dθ/dy = x/(x² + y²), dθ/dx = −y/(x² + y²). With p the operand of larger magnitude, q the other
/// and r = q/p, these are 1/(1 + r²)/p and r/(1 + r²)/p, in which no square over- or underflows;
/// where r is subnormal, the second has no more digits than r. At the origin, where there is no
/// derivative, both are 0 by convention.
public record Atan2() implements ElementwiseBinary {
  /// The angle of the point (x, y), after NumPy broadcasting.
  public static Expr atan2(Expr y, Expr x) {
    return Broadcast.elementwise(new Atan2(), y, x);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V a, V b) {
    return k.atan2(a, b);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr angle, Expr yBar) {
    Expr y = operands.get(0);
    Expr x = operands.get(1);
    Expr ordered = Compare.lessOrEqual(y.abs(), x.abs());
    Expr p = Where.where(ordered, x, y);
    Expr r = Where.where(ordered, y, x).dividedBy(p);
    Expr norm = r.square().plus(1);
    Expr larger = Reciprocal.reciprocal(norm).dividedBy(p);
    Expr smaller = r.dividedBy(norm).dividedBy(p);
    return List.of(
        Optional.of(yBar.times(Where.where(ordered, larger, smaller))),
        Optional.of(yBar.times(Where.where(ordered, smaller, larger)).negate()));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr angle, int i) {
    return Optional.of(
        Logical.or(Compare.notEqual(operands.get(0), 0), Compare.notEqual(operands.get(1), 0)));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("at the origin", "0", 0, 0, 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("atan2", "\\operatorname{atan2}");
  }
}
