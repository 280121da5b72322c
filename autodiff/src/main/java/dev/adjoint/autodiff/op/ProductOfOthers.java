package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The product of all elements but one along the last axis, `yᵢ = Πⱼ≠ᵢ xⱼ`: the partial derivatives
/// of [Prod].
///
/// Without division: the product of what comes before times the product of what comes after, two
/// linear recurrences. So zeros are exact, at every order, and n elements take time linear in n.
///
/// x̄ₖ = Σᵢ≠ₖ ȳᵢ·Πⱼ≠ᵢ,ₖ xⱼ. The terms with i < k are the product of what comes after k times `Σᵢ
/// ȳᵢ·(what comes before i)·(what lies between)`, which is a linear recurrence again; those with i
/// > k are its mirror image.
public record ProductOfOthers() implements Op {
  /*
   * The elements of [1e200, 1e200, 0, 3] multiply to infinity before the zero is met, and the
   * product of the others of 3 would be ∞·0. So each element is split, x = m·2^d, such that every
   * run of m multiplies to a number near 1: the powers of two are the differences of the rounded
   * running sums of log2|x|. They add up on the side and are applied once, at the end. Scaling by a
   * power of two rounds nothing, and the powers are held constant, which changes no derivative.
   * In the vjp ȳᵢ meets 2^−dᵢ before the powers of the other elements; the middle one is taken from
   * there to the end, so that neither factor leaves the range unless magnitudes in one row lie
   * further apart than 2^2000.
   */
  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (!x.dtype().isFloating()) {
      throw new DTypeException("needs a floating operand, not " + x.dtype());
    }
    if (x.rank() == 0) {
      throw new ShapeException("needs an axis");
    }
    return x;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Factors x = Factors.of(operands.getFirst());
    int axis = yBar.rank() - 1;
    Expr seed = scaled(yBar, x.middle.minus(x.powers));
    Expr earlier = new LinearRecurrence(axis, false).of(x.m, seed.times(x.before()));
    Expr later = new LinearRecurrence(axis, true).of(x.m, seed.times(x.after()));
    Expr fromEarlier = LinearRecurrence.shifted(earlier, axis, 1).times(x.after());
    Expr fromLater = LinearRecurrence.shifted(later, axis, -1).times(x.before());
    return List.of(Optional.of(scaled(fromEarlier.plus(fromLater), x.otherPowers.minus(x.middle))));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(this);
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        operand -> {
          Factors x = Factors.of(operand.getFirst());
          return scaled(x.before().times(x.after()), x.otherPowers);
        });
  }

  /// `x = m·2^powers`; `otherPowers` is the sum of the powers of all other elements, `middle` lies
  /// between the smallest and the largest power.
  private record Factors(Expr m, Expr powers, Expr otherPowers, Expr middle) {
    static Factors of(Expr x) {
      int last = x.rank() - 1;
      Expr size = x.abs();
      Expr isOrdinary =
          Logical.and(Compare.greater(size, 0), Compare.less(size, Double.POSITIVE_INFINITY));
      Expr log = Log2.log2(Where.where(isOrdinary, size, 1));
      Expr sums = Rounding.round(CumulativeSum.cumulativeSum(log, last));
      Expr powers = sums.minus(LinearRecurrence.shifted(sums, last, 1));
      Expr total = Axes.restore(powers.sum(last), x.shape(), Set.of(last));
      Expr padded = Pad.pad(powers, last, 0, 1); // an axis of length 0 has no extremes
      Expr ends = Extremum.max(padded, last).plus(Extremum.min(padded, last));
      Expr middle = Axes.restore(Rounding.round(ends.times(0.5)), x.shape(), Set.of(last));
      return new Factors(scaled(x, powers.negate()), powers, total.minus(powers), middle);
    }

    Expr before() {
      return new CumulativeProduct(m.rank() - 1, false).exclusive(m);
    }

    Expr after() {
      return new CumulativeProduct(m.rank() - 1, true).exclusive(m);
    }
  }

  /// `x·2^n` for whole n, in two halves: one factor alone may overflow where the result does not.
  /// Beyond the limit every result is 0 or ∞ already, and no half may become ∞, which times 0 is
  /// NaN.
  private static Expr scaled(Expr x, Expr n) {
    double limit = x.dtype() == DType.FLOAT32 ? 250 : 2040;
    Expr within = StopGradient.stopGradient(Clamp.clamp(n, -limit, limit));
    Expr half = Rounding.floor(within.times(0.5));
    Expr two = Constant.scalar(2, x.dtype());
    return x.times(Pow.pow(two, half)).times(Pow.pow(two, within.minus(half)));
  }
}
