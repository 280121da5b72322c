package dev.adjoint.autodiff.graph;

import java.util.List;

/// An algebra of single elements in which an elementwise formula is written once and read many
/// times: as doubles, as floats, as instructions of a fused kernel, as dual numbers, as running
/// error bounds, as counts.
///
/// A formula must take every value from its arguments and from [#literal]; it must not look at a
/// `V`. A smooth formula that needs two branches uses **one** [#select] on **one** condition, each
/// branch analytic across the seam and free of `abs`, `min` and `max`: then dual numbers are right
/// to every order at the seam.
///
/// Conventions where IEEE 754 leaves a choice: `min` and `max` return NaN if either argument is NaN
/// and order −0 below +0; comparisons with NaN are false, except [#notEqual], which is true;
/// [#rint] rounds ties to even.
///
/// @param <V> a value
/// @param <M> a mask, the result of a comparison
public interface Lanes<V, M> {

  /// The largest order of [#polygamma]: beyond it the factorial is no double.
  int LARGEST_POLYGAMMA = 20;

  /// The value nearest to a double.
  V literal(double value);

  /// The value nearest to the quotient of two integers, rounded once.
  V literal(long numerator, long denominator);

  /// The value nearest to a decimal such as `"0.693147180559945309417232121458176568"`.
  V literal(String decimal);

  V neg(V x);

  V add(V a, V b);

  V sub(V a, V b);

  V mul(V a, V b);

  V div(V a, V b);

  /// `a·b + c`, rounded once where the algebra rounds.
  V fma(V a, V b, V c);

  V sqrt(V x);

  V abs(V x);

  V min(V a, V b);

  V max(V a, V b);

  /// The smallest of one or more values. Readings that differentiate let all that are smallest
  /// share equally, which a chain of [#min] would not.
  default V min(List<V> values) {
    return values.stream().reduce(this::min).orElseThrow();
  }

  /// The largest of one or more values; ties share as in [#min(List)].
  default V max(List<V> values) {
    return values.stream().reduce(this::max).orElseThrow();
  }

  /// The magnitude of the first with the sign of the second.
  V copySign(V magnitude, V sign);

  V floor(V x);

  V rint(V x);

  M less(V a, V b);

  M lessOrEqual(V a, V b);

  M equal(V a, V b);

  M notEqual(V a, V b);

  M mask(boolean value);

  M and(M a, M b);

  M or(M a, M b);

  M not(M a);

  V select(M condition, V whenTrue, V whenFalse);

  /// `x`, held constant by readings that differentiate.
  default V stopGradient(V x) {
    return x;
  }

  /// Equal values that stand for one another, as tied elements of a sorted axis do: themselves.
  /// Readings that differentiate give each the mean of their derivatives.
  default List<V> shared(List<V> ties) {
    return ties;
  }

  V exp(V x);

  /// `e^x − 1`, accurate near 0.
  V expm1(V x);

  V log(V x);

  /// `log(1 + x)`, accurate near 0.
  V log1p(V x);

  V sin(V x);

  V cos(V x);

  V tan(V x);

  V asin(V x);

  V acos(V x);

  V atan(V x);

  V atan2(V y, V x);

  V sinh(V x);

  V cosh(V x);

  V tanh(V x);

  V pow(V base, V exponent);

  /// `2/√π·∫₀ˣ e^−t² dt`.
  V erf(V x);

  /// `1 − erf(x)`, accurate where erf(x) is nearly 1.
  V erfc(V x);

  /// `e^x²·erfc(x)`, a number of ordinary size where both factors leave the range.
  V erfcx(V x);

  /// x such that erf(x) = y.
  V erfinv(V y);

  /// `ln|Γ(x)|`.
  V lgamma(V x);

  /// The derivative of the digamma function ψ = (lnΓ)′ of an order up to [#LARGEST_POLYGAMMA].
  V polygamma(int order, V x);

  /// `e^(−c·x²)` for a power of two `c`, accurate far out: what rounding x² leaves out is put back,
  /// which would be an error of |c·x²| units of the result.
  default V gaussian(V x, double c) {
    V square = mul(x, x);
    M vanishes = less(literal(1e6), square);
    V lost = select(vanishes, literal(0), fma(x, x, neg(square)));
    V e = exp(mul(literal(-c), square));
    return fma(mul(literal(-c), e), lost, e);
  }
}
