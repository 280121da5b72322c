package dev.adjoint.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Erf;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Rounding;
import dev.adjoint.autodiff.op.ScaleGradient;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.XLogY;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a check says of right gradients, of places without one, and of hand-derived formulas.
final class CheckTest {
  private static final Input X = Input.of("x", DType.FLOAT64, 3);
  private static final Tensor AT = Tensor.of(0.5, -1.25, 2);

  private static Verdict.NotChecked unchecked(Expr loss, Tensor at) {
    return assertInstanceOf(
        Verdict.NotChecked.class, Check.gradient(loss, Map.of(X, at)).verdict());
  }

  private static Reason reason(Expr loss, double... at) {
    return unchecked(loss, Tensor.of(at)).unchecked().getFirst().reason();
  }

  @Test
  void aSmoothLossIsConfirmedByEveryOracle() {
    Report report = Check.gradient(X.tanh().square().sum(), Map.of(X, AT));
    report.requireComplete();
    EnumSet<Oracle> all = EnumSet.complementOf(EnumSet.of(Oracle.FLOAT32));
    Verdict.Pass pass = assertInstanceOf(Verdict.Pass.class, report.verdict(X));
    assertEquals(all, pass.oracles());
    assertContains(report.toString(), "gradient check: PASS");
    assertContains(report.toString(), "by dual numbers, finite differences, complex step");
  }

  @Test
  void whatIsNotAnalyticIsLeftToTheOtherOracles() {
    Report report = Check.gradient(Erf.erf(X).sum(), Map.of(X, AT));
    Verdict.Pass pass = assertInstanceOf(Verdict.Pass.class, report.verdict(X));
    assertTrue(pass.oracles().contains(Oracle.DIFFERENCES));
    assertTrue(!pass.oracles().contains(Oracle.COMPLEX_STEP));
  }

  @Test
  void aFloat32GraphIsCheckedInFloat64AndThenHeldAgainstIt() {
    Input x = Input.of("x", DType.FLOAT32, 3);
    Expr loss = x.cast(DType.FLOAT64).exp().cast(DType.FLOAT32).square().sum();
    Report report = Check.gradient(loss, Map.of(x, AT.cast(DType.FLOAT32)));
    report.requireComplete();
    assertTrue(report.oracles().contains(Oracle.FLOAT32));
  }

  @Test
  void theSameSeedGivesTheSameReport() {
    Check check = Check.of(X.tanh().square().sum(), Map.of(X, AT)).seed(7).directions(2);
    assertEquals(check.run().toString(), check.run().toString());
  }

  @Test
  void tensorsAndSeveralOutputsAreCheckedUnderRandomWeights() {
    Check.of(X.exp(), Map.of(X, AT)).run().requireComplete();
    Check.of(List.of(X.exp(), X.square().sum()), Map.of(X, AT)).run().requireComplete();
  }

  @Test
  void anInteriorNodeCanBeATarget() {
    Expr hidden = X.tanh().named("hidden");
    Report report = Check.of(hidden.square().times(X).sum(), Map.of(X, AT)).wrt(hidden, X).run();
    report.requireComplete();
    assertInstanceOf(Verdict.Pass.class, report.verdict(hidden));
  }

  @Test
  void aKinkIsUncheckedWithBothSlopes() {
    assertEquals(new Reason.Kink(-1, 1), reason(X.abs().sum(), 0, 0, 0));
    Report some = Check.gradient(X.relu().sum(), Map.of(X, Tensor.of(0, 1.5, -2)));
    some.requirePass();
    assertContains(some.toString(), "x: float64[3] at [0]: kink: the slope is");
    assertThrows(CheckFailure.class, some::requireComplete);
  }

  @Test
  void aJumpIsUnchecked() {
    assertEquals(new Reason.Jump(), reason(Rounding.floor(X).times(X).sum(), 3, 1, -2));
    Check.gradient(Rounding.floor(X).times(X).sum(), Map.of(X, AT)).requirePass();
  }

  @Test
  void theEdgeOfADomainIsUnchecked() {
    assertEquals(new Reason.DomainEdge(), reason(XLogY.xlogy(X, X).sum(), 0, 0, 0));
  }

  @Test
  void aDerivativeOfZeroWithinRoundingCertifiesNothing() {
    Input one = Input.of("one", DType.FLOAT64, 1);
    Expr loss = LogSoftmax.logSoftmax(one.times(3.1), 0).sum();
    Verdict verdict = Check.gradient(loss, Map.of(one, Tensor.of(0.7))).verdict();
    Verdict.NotChecked open = assertInstanceOf(Verdict.NotChecked.class, verdict);
    assertInstanceOf(Reason.Rounding.class, open.unchecked().getFirst().reason());
  }

  @Test
  void noFiniteValueIsUnchecked() {
    assertInstanceOf(Reason.NotFinite.class, reason(X.log().sum(), -1, 1, 1));
  }

  @Test
  void aRedefinedDerivativeIsLeftOutButOtherRulesAreChecked() {
    Expr loss = ScaleGradient.scaleGradient(X.tanh(), -1).times(X).sum();
    Report report = Check.gradient(loss, Map.of(X, AT));
    Verdict.NotChecked open = assertInstanceOf(Verdict.NotChecked.class, report.verdict());
    assertEquals(new Reason.Redefined("scaleGradient"), open.unchecked().getFirst().reason());
    assertTrue(report.compared() > 0);
  }

  /// Differences cannot resolve 4·e^−160, dual numbers can: that is enough.
  @Test
  void saturationIsConfirmedByDualNumbers() {
    Expr loss = X.times(40).tanh().sum();
    Report report = Check.gradient(loss, Map.of(X, Tensor.of(2.0, 2.5, -2)));
    Verdict.Pass pass = assertInstanceOf(Verdict.Pass.class, report.verdict());
    assertTrue(pass.oracles().contains(Oracle.DUAL_NUMBERS));
    assertTrue(!pass.oracles().contains(Oracle.DIFFERENCES));
  }

  /// Finite differences see through it, on purpose it has no gradient.
  @Test
  void aStoppedGradientIsNotAnAlarm() {
    Check.gradient(StopGradient.stopGradient(X).times(X).sum(), Map.of(X, AT)).requireComplete();
  }

  @Test
  void labelsMoveWithinTheSimplexOnly() {
    Input y = Input.of("y", DType.FLOAT64, 3);
    Expr divergence = XLogY.xlogy(y, y).sum().minus(y.times(LogSoftmax.logSoftmax(X, 0)).sum());
    Map<Expr, Tensor> at = Map.of(X, AT, y, Tensor.of(0.25, 0.75, 0));
    Report bare = Check.gradient(divergence, at);
    assertContains(bare.toString(), "edge of the domain");
    Tensor basis = Tensor.of(new double[][] {{1, -1, 0}});
    Report report = Check.of(divergence, at).tangents(y, basis, y.sum()).run();
    report.requirePass();
    assertInstanceOf(Verdict.Pass.class, report.verdict(y));
  }

  @Test
  void aFormulaIsHeldAgainstTheGradient() {
    Expr loss = X.square().mean();
    Map<Expr, Tensor> at = Map.of(X, AT);
    Check.of(loss, at).formula(X, X.times(2).dividedBy(3)).run().requireComplete();
    Report report = Check.of(loss, at).formula(X, X.times(2)).run();
    Fault fault = report.faults().getFirst();
    assertEquals(ErrorKind.FACTOR, fault.kind());
    assertContains(fault.toString(), "the formula for the gradient of x: float64[3] at [0]");
    assertContains(fault.toString(), "the factor is 3.0");
    assertEquals(
        ErrorKind.SIGN,
        Check.of(loss, at).formula(X, X.times(-2).dividedBy(3)).run().faults().getFirst().kind());
  }

  /// A network of the size of the digits example, in seconds.
  @Test
  void aNetworkIsCheckedInSeconds() {
    Input x = Input.of("x", DType.FLOAT64, 16, 64);
    Input w1 = Input.of("w1", DType.FLOAT64, 32, 64);
    Input w2 = Input.of("w2", DType.FLOAT64, 10, 32);
    Input b = Input.of("b", DType.FLOAT64, 32);
    Expr hidden = x.matmul(w1.transpose()).plus(b).relu();
    Expr logits = hidden.matmul(w2.transpose());
    Expr loss = LogSoftmax.logSoftmax(logits, 1).times(Tensors.labels(16, 10)).sum(1).negate();
    Map<Expr, Tensor> at = new HashMap<>();
    at.put(x, Tensor.normal(x.shape(), 1));
    at.put(w1, Tensors.scaled(Tensor.normal(w1.shape(), 2), 0.1));
    at.put(w2, Tensors.scaled(Tensor.normal(w2.shape(), 3), 0.1));
    at.put(b, Tensor.zeros(b.type()));
    long start = System.nanoTime();
    Check.of(loss.mean(), at).wrt(w1, w2, b).run().requirePass();
    System.out.printf(
        "a 64-32-10 network, 16 samples, checked to second order in %.1f s%n",
        (System.nanoTime() - start) / 1e9);
  }

  private static final class Tensors {
    static Expr labels(int rows, int classes) {
      double[][] labels = new double[rows][classes];
      for (int i = 0; i < rows; i++) {
        labels[i][i % classes] = 1;
      }
      return Constant.of(Tensor.of(labels));
    }

    static Tensor scaled(Tensor x, double by) {
      double[] numbers = x.cast(DType.FLOAT64).toDoubleArray();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] *= by;
      }
      return Tensor.of(x.shape(), numbers);
    }
  }

  private static String misuse(Runnable code) {
    return assertThrows(CheckException.class, code::run).getMessage();
  }

  @Test
  void misuseSaysWhatToDo() {
    Expr loss = X.square().sum();
    assertContains(
        misuse(() -> Check.gradient(loss, Map.of())), "[check] input x: float64[3] is not bound");
    assertContains(
        misuse(() -> Check.gradient(loss, Map.of(X, Tensor.of(1.0, 2)))),
        "input x: float64[3] is bound to float64[2]: cast or reshape");
    assertContains(
        misuse(() -> Check.gradient(loss, Map.of(X, Tensor.of(1, Double.NaN, 2)))),
        "input x: float64[3] is NaN at [1]");
    assertContains(
        misuse(() -> Check.gradient(X.cast(DType.BOOL), Map.of(X, AT))), "has no derivative");
    Input y = Input.of("y", DType.FLOAT64);
    assertContains(
        misuse(() -> Check.gradient(loss, Map.of(X, AT, y, Tensor.scalar(1.0)))),
        "y: float64[] is bound, but the outputs do not depend on it");
    assertContains(
        misuse(() -> Check.of(loss, Map.of(X, AT)).wrt(y)), "the outputs do not depend on it");
    Input none = Input.of("none", DType.FLOAT64, 0);
    assertContains(
        misuse(() -> Check.gradient(none.sum(), Map.of(none, Tensor.zeros(none.type())))),
        "has no elements; bind a size above 0");
    assertContains(
        misuse(() -> Check.of(loss, Map.of(X, AT)).order(3)), "the order must be 1 or 2");
    assertContains(
        misuse(() -> Check.of(loss, Map.of(X, AT)).directions(0)), "at least one direction");
    assertContains(
        misuse(() -> Check.of(loss, Map.of(X, AT)).formula(X, X.sum())),
        "must have the target's shape");
    assertContains(misuse(() -> Check.of(List.of(), Map.of())), "needs an output");
  }

  @Test
  void aBasisMustFitAndBeTangent() {
    Check check = Check.of(X.square().sum(), Map.of(X, AT));
    assertContains(
        misuse(() -> check.tangents(X, Tensor.of(1.0, -1, 0))), "has a first axis for its vectors");
    assertContains(
        misuse(() -> check.tangents(X, Tensor.of(new double[][] {{0, 0, 0}}))),
        "vector 0 of the tangent basis of x: float64[3] is zero");
    Tensor outward = Tensor.of(new double[][] {{1, 1, 0}});
    assertContains(misuse(() -> check.tangents(X, outward, X.sum()).run()), "is not tangent: sum#");
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
  }
}
