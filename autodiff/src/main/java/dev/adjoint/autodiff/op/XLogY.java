package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import java.util.List;
import java.util.Optional;

/// `x·ln y` (or `x·ln(1 + y)`), elementwise, with `0·ln 0 = 0`: the term of an entropy or
/// likelihood.
///
/// Where x = 0 the result is 0 for every y that is not NaN. The formula selects that 0 only where
/// the logarithm is not finite, so that d/dx = ln y is right at x = 0 too, in every reading.
///
/// d/dx = ln y, d/dy = x/y (or ln(1 + y) and x/(1 + y)). Where x = 0 and the logarithm is not
/// finite both are 0: the value stands still there as y moves, and what a term of weight 0 would
/// give is dropped, as by [Where].
@Domain(operand = 1, above = 0)
public record XLogY(boolean plusOne) implements ElementwiseBinary {
  /// `x·ln y` after NumPy broadcasting.
  public static Expr xlogy(Expr x, Expr y) {
    return Broadcast.elementwise(new XLogY(false), x, y);
  }

  /// `x·ln(1 + y)` after NumPy broadcasting, accurate for small y.
  public static Expr xlog1py(Expr x, Expr y) {
    return Broadcast.elementwise(new XLogY(true), x, y);
  }

  @Override
  public String name() {
    return plusOne ? "xlog1py" : "xlogy";
  }

  /// Where the domain of the logarithm begins.
  private double edge() {
    return plusOne ? -1 : 0;
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V a, V b) {
    V log = plusOne ? k.log1p(b) : k.log(b);
    V infinity = k.literal(Double.POSITIVE_INFINITY);
    M notFinite = k.or(k.lessOrEqual(b, k.literal(edge())), k.equal(b, infinity));
    return k.select(k.and(k.equal(a, k.literal(0)), notFinite), k.literal(0), k.mul(a, log));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr a = operands.get(0);
    Expr b = operands.get(1);
    Expr log = plusOne ? Log1p.log1p(b) : b.log();
    Expr slope = a.dividedBy(plusOne ? b.plus(1) : b);
    return List.of(Optional.of(yBar.times(log)), Optional.of(yBar.times(slope)));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    Expr b = operands.get(1);
    Expr notFinite =
        Logical.or(Compare.lessOrEqual(b, edge()), Compare.equal(b, Double.POSITIVE_INFINITY));
    return Optional.of(Not.not(Logical.and(Compare.equal(operands.get(0), 0), notFinite)));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.at("x = 0 and the logarithm not finite", "0 to both", 0, edge(), 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(name(), "\\operatorname{" + name() + "}");
  }
}
