package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;
import java.util.Optional;

/// `y = √(a² + b²)`, elementwise; ∞ if either is infinite, as IEEE 754 has it, else NaN if either
/// is NaN.
///
/// With p the operand of larger magnitude, q the other and r = q/p, `y = |p|·√(1 + r²)`: the
/// squares neither overflow (√(a² + b²) as spelled is ∞ at 1e200) nor vanish (0 at 1e−200).
///
/// dy/dp = ±1/√(1 + r²) with the sign of p, dy/dq = r·dy/dp: not a/y, which is 0 where y overflows
/// and has few digits where y is subnormal. At the origin, where the derivative does not exist, it
/// is 0, the convention for norms here.
public record Hypot() implements ElementwiseBinary {
  /// `√(a² + b²)` after NumPy broadcasting.
  public static Expr hypot(Expr a, Expr b) {
    return Broadcast.elementwise(new Hypot(), a, b);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V a, V b) {
    M ordered = k.lessOrEqual(k.abs(b), k.abs(a));
    V p = k.select(ordered, a, b);
    V q = k.select(ordered, b, a);
    V r = k.div(q, p);
    V y = k.mul(k.abs(p), k.sqrt(k.fma(r, r, k.literal(1))));
    V infinity = k.literal(Double.POSITIVE_INFINITY);
    M infinite = k.or(k.equal(k.abs(a), infinity), k.equal(k.abs(b), infinity));
    V special = k.select(infinite, infinity, k.literal(0));
    M origin = k.and(k.equal(a, k.literal(0)), k.equal(b, k.literal(0)));
    return k.select(k.or(infinite, origin), special, y);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr a = operands.get(0);
    Expr b = operands.get(1);
    Expr ordered = Compare.lessOrEqual(b.abs(), a.abs());
    Expr p = Where.where(ordered, a, b);
    Expr r = Where.where(ordered, b, a).dividedBy(p);
    Expr cosine = Rsqrt.rsqrt(r.square().plus(1));
    Expr larger = Where.where(Compare.less(p, 0), cosine.negate(), cosine);
    Expr smaller = larger.times(r);
    return List.of(
        Optional.of(yBar.times(Where.where(ordered, larger, smaller))),
        Optional.of(yBar.times(Where.where(ordered, smaller, larger))));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return Optional.of(Compare.notEqual(y, 0));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("at the origin", "0", 0, 0, 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("hypot", "\\operatorname{hypot}");
  }
}
