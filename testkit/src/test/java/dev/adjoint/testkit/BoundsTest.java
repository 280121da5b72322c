package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.bounds.Bounds;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Cholesky;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.TriangularSolve;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

/// The running error bound covers the error, and is zero where nothing is rounded.
class BoundsTest {
  private static final Lanes<Bounded, Truth> K = new Bounds().lanes(DType.FLOAT64);

  /// The double that 0.1 is.
  private static final BigDecimal TENTH =
      new BigDecimal("0.1000000000000000055511151231257827021181583404541015625");

  /// The largest of three rounded numbers that are far apart.
  @Example
  void aRoundedNumberIsKnownNotToBeNaN() {
    Input x = Input.of("x", DType.FLOAT64, 3);
    Expr largest = ArgExtremum.argMax(x.times(0.1), 0).cast(DType.FLOAT64);
    BoundedReading reading = new BoundedReading(Map.of(x, Tensor.of(1.0, 3.0, 2.0)));
    assertEquals(1, reading.values(largest)[0].value());
    assertFalse(reading.isUndecided());
  }

  /// Against exact decimal arithmetic.
  @Property(seed = Seed.VALUE)
  void theBoundCoversTheErrorOfAPolynomialAndItsQuotient(
      @ForAll @Size(min = 2, max = 12) List<@DoubleRange(min = -3, max = 3) Double> values) {
    Bounded sum = K.literal(0);
    BigDecimal exact = BigDecimal.ZERO;
    for (double v : values) {
      Bounded x = K.literal(v);
      sum = K.add(K.mul(sum, x), K.sub(x, K.literal(0.1)));
      BigDecimal big = new BigDecimal(v);
      exact = exact.multiply(big).add(big.subtract(TENTH));
    }
    assertCovers(exact, sum);
    Bounded quotient = K.div(K.literal(1), sum);
    if (Double.isFinite(quotient.error())) {
      assertCovers(BigDecimal.ONE.divide(exact, new MathContext(60)), quotient);
    }
    if (sum.value() > 2 * sum.error()) {
      assertCovers(exact.sqrt(new MathContext(60)), K.sqrt(sum));
    }
  }

  /// A bound that held in one order of the terms holds, with the margin, in any other.
  @Property(seed = Seed.VALUE)
  void theBoundOfASumCoversOtherOrders(
      @ForAll @Size(min = 2, max = 60) List<@DoubleRange(min = -1e6, max = 1e6) Double> values) {
    Bounded sum = K.literal(0);
    double backwards = 0;
    for (double v : values) {
      sum = K.add(sum, K.literal(v));
    }
    for (double v : values.reversed()) {
      backwards += v;
    }
    assertTrue(Agreement.agree(sum.value(), backwards, sum.error()));
  }

  @Example
  void movesSelectionsAndComparisonsAreExact() {
    Bounded a = Bounded.exact(0.1);
    Bounded b = Bounded.exact(-0.7);
    assertEquals(Bounded.exact(0.7), K.neg(b));
    assertEquals(Bounded.exact(0.1), K.max(a, b));
    assertEquals(Bounded.exact(0.7), K.abs(b));
    assertEquals(Bounded.exact(-0.7), K.select(K.less(a, b), a, b));
    assertEquals(Truth.sure(false), K.less(a, b));
    assertEquals(Truth.sure(true), K.equal(a, a));
    assertEquals(Bounded.exact(0.1), K.add(K.literal(0), a));
  }

  @Example
  void aDecisionWithinRoundingIsUnsureAndCarriesBothBranches() {
    Bounded third = K.div(K.literal(1), K.literal(3));
    Truth tie = K.equal(K.mul(third, K.literal(3)), K.literal(1));
    assertEquals(new Truth(true, false), tie);
    assertTrue(K.select(tie, K.literal(5), K.literal(2)).error() >= 3);
    assertTrue(K.and(tie, Truth.sure(false)).sure());
    assertFalse(K.or(tie, Truth.sure(false)).sure());
    assertTrue(K.or(tie, Truth.sure(true)).sure());
  }

  @Example
  void anIntegerThatDependsOnRoundingMakesTheReadingUndecided() {
    Input x = Input.of("x", DType.FLOAT64, 2);
    Expr thirds = x.dividedBy(3).times(3);
    Expr nearTie = Where.where(Compare.less(x, 0), x, thirds.minus(x));
    GraphCase graph = GraphCase.of(ArgExtremum.argMax(nearTie, 0), Map.of(x, Tensor.of(1.0, 7.0)));
    BoundedReading reading = new BoundedReading(graph.bindings());
    reading.values(graph.outputs());
    assertTrue(reading.isUndecided());
    BoundedReading clear = new BoundedReading(graph.bindings());
    clear.values(List.of(ArgExtremum.argMax(x, 0)));
    assertFalse(clear.isUndecided());
  }

  @Example
  void infinitiesAndNaNOfExactNumbersAreExact() {
    Bounded infinity = K.literal(Double.POSITIVE_INFINITY);
    assertEquals(Bounded.exact(Double.NaN), K.sub(infinity, infinity));
    assertEquals(infinity, K.div(K.literal(1), K.literal(0)));
    Bounded rounded = K.div(K.literal(1), K.literal(3));
    assertEquals(Bounded.exact(Double.NaN), K.mul(K.literal(Double.NaN), rounded));
    assertFalse(K.exp(K.mul(rounded, K.literal(1e6))).isExact());
  }

  /// MAX + MAX − MAX is infinite in one order and MAX in the other.
  @Example
  void ofASumThatMayOverflowInAnotherOrderNothingIsKnown() {
    Bounded max = K.literal(Double.MAX_VALUE);
    assertFalse(Double.isFinite(K.add(K.sub(max, max), max).error()));
    assertFalse(Double.isFinite(K.add(K.literal(1e308), K.literal(1e300)).error()));
    assertEquals(max, K.add(K.literal(0), max));
  }

  /// L·Lᵀ − A is 0 in exact arithmetic, and X of L·X = I such that L·X − I is.
  @Property(seed = Seed.VALUE)
  void theBoundCoversTheResidualOfAFactorAndOfASystem(
      @ForAll @Size(36) List<@DoubleRange(min = -3, max = 3) Double> values) {
    int n = 6;
    double[] a = new double[n * n];
    double[] identity = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += values.get(i * n + k) * values.get(j * n + k);
        }
        a[i * n + j] = a[j * n + i] = i == j ? sum + 1 : sum;
      }
      identity[i * n + i] = 1;
    }
    Input x = Input.of("x", DType.FLOAT64, n, n);
    Input one = Input.of("one", DType.FLOAT64, n, n);
    Expr l = Cholesky.cholesky(x);
    Expr inverse = TriangularSolve.triangularSolve(l, one);
    Map<Input, Tensor> at =
        Map.of(x, Tensor.of(Shape.of(n, n), a), one, Tensor.of(Shape.of(n, n), identity));
    for (Expr residual : List.of(l.matmul(l.transpose()).minus(x), l.matmul(inverse).minus(one))) {
      for (Bounded element : new BoundedReading(at).values(residual)) {
        assertTrue(element.error() < 1e-6, () -> element + " says little");
        assertCovers(BigDecimal.ZERO, element);
      }
    }
  }

  /// 1 − ρ² is less than what rounding may have taken from it.
  @Example
  void ofAFactorThatRoundingMayDenyNothingIsKnown() {
    Input x = Input.of("x", DType.FLOAT64, 2, 2);
    double rho = Math.nextDown(1.0);
    Expr l = Cholesky.cholesky(x);
    Map<Input, Tensor> at = Map.of(x, Tensor.of(new double[][] {{1, rho}, {rho, 1}}));
    Bounded[] factor = new BoundedReading(at).values(l);
    assertEquals(Double.POSITIVE_INFINITY, factor[3].error());
    assertEquals(Bounded.exact(0), factor[1]);
  }

  /// What an uncertain argument may mean, through every special function.
  @Example
  void theBoundCoversWhatAnUncertainArgumentMayMean() {
    List<UnaryOperator<Bounded>> functions =
        List.of(
            K::erf,
            K::erfc,
            K::erfcx,
            K::erfinv,
            K::lgamma,
            x -> K.polygamma(0, x),
            x -> K.polygamma(1, x),
            x -> K.polygamma(2, x),
            x -> K.gaussian(x, 0.5));
    for (double at : new double[] {-4.6, -1.3, -0.9, -0.4, 0.03, 0.6, 0.97, 1.5, 7.2, 20}) {
      for (double error : new double[] {1e-12, 1e-3, 0.2}) {
        for (UnaryOperator<Bounded> f : functions) {
          Bounded y = f.apply(new Bounded(at, error));
          for (double share : new double[] {-1, -0.4, 0.7, 1}) {
            double other = f.apply(Bounded.exact(at + share * error)).value();
            double apart = Math.abs(other - y.value());
            int which = functions.indexOf(f);
            assertFalse(
                apart > y.error() * 1.001,
                () ->
                    "function " + which + " at " + at + " ± " + error + ": " + apart + " of " + y);
            assertTrue(
                Double.isFinite(y.error()) || !Double.isFinite(other) || error > 1e-2 || at > 0.9,
                () -> "function " + which + " knows nothing at " + at + " ± " + error);
          }
        }
      }
    }
  }

  private static void assertCovers(BigDecimal exact, Bounded bounded) {
    BigDecimal error = exact.subtract(new BigDecimal(bounded.value())).abs();
    assertTrue(
        error.compareTo(new BigDecimal(bounded.error() * 1.001)) <= 0,
        () -> exact + " is not within the bound of " + bounded);
  }

  /// The interpreter adds products, −∞ + ∞; a program may multiply and add in one, which has no
  /// second ∞. Found by random graphs.
  @Example
  void aProductThatOverflowsInsideAContractionIsUnknown() {
    Input x = Input.of("x", DType.FLOAT32, 2, 2);
    Tensor at = Tensor.of(Shape.of(2, 2), 745f, 1f, -1e38f, -88.5f);
    Oracle.INTERPRETER.check(GraphCase.of(x.matmul(x), Map.of(x, at)));
  }

  /// The largest element is the maximum itself, however uncertain both are: the gradient of a
  /// maximum of computed numbers has a bound.
  @Example
  void theWinnerOfAMaximumIsDecided() {
    Input x = Input.of("x", DType.FLOAT64, 2);
    Map<Input, Tensor> at = Map.of(x, Tensor.of(0.5, 1.5));
    Expr gradient = Grad.grad(x.exp().max(), x).of(x);
    for (Bounded element : new BoundedReading(at).values(gradient)) {
      assertTrue(element.error() <= 1e-14, element::toString);
    }
  }
}
