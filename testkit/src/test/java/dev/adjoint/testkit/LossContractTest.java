package dev.adjoint.testkit;

import static dev.adjoint.testkit.AdjointAssertions.assertThatLoss;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Logit;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.nn.loss.Losses;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/// The contracts of losses hold for right losses, and name a sample where a wrong one breaks them.
class LossContractTest {
  private static final Samples CLASSES = Samples.ofClasses(4, 3);
  private static final Samples LABELS = Samples.ofBinaryLabels(3, 2);
  private static final Samples NUMBERS = Samples.ofNumbers(4, 2);

  @Test
  void softmaxCrossEntropyKeepsAllOfThem() {
    assertThatLoss(Losses::categoricalCrossEntropyOfLogitsOneHot, CLASSES)
        .isStable(-1000, 1000)
        .hasItsMinimumAt(Expr::log)
        .isProper(Expr::log)
        .isInvariantUnderShift()
        .isInvariantUnderPermutationOfSamples()
        .isInvariantUnderPermutationOfClasses()
        .isConvexAlongLines();
  }

  @Test
  void binaryCrossEntropyKeepsAllOfThem() {
    assertThatLoss(Losses::binaryCrossEntropyOfLogits, LABELS)
        .isStable(-1000, 1000)
        .hasItsMinimumAt(Logit::logit)
        .isProper(Logit::logit)
        .isInvariantUnderPermutationOfSamples()
        .isConvexAlongLines();
  }

  @Test
  void squaredErrorKeepsItsOwn() {
    assertThatLoss(Losses::halfMeanSquaredError, NUMBERS)
        .isStable(-100, 100)
        .hasItsMinimumAtTheTarget()
        .isInvariantUnderPermutationOfSamples()
        .isConvexAlongLines();
    assertThatLoss(Losses::halfMeanSquaredError, CLASSES).isProper(p -> p);
    assertThatLoss(Losses::halfMeanSquaredError, LABELS).isProper(p -> p);
  }

  /// As papers write it; the library makes it stable, and `asWritten` does not.
  @Test
  void aSpelledOutLossIsStableUnlessItIsTakenLiterally() {
    BinaryOperator<Expr> spelled = (z, t) -> t.times(Softmax.softmax(z, 1).log()).sum().negate();
    assertThatLoss(spelled, CLASSES).isStable(-1000, 1000);
    String message =
        assertThrows(
                AssertionError.class,
                () ->
                    assertThatLoss((z, t) -> spelled.apply(z, t).asWritten(), CLASSES)
                        .isStable(-1000, 1000))
            .getMessage();
    assertContains(message, "prediction = float32[4, 3]", "target = float32[4, 3]");
  }

  @Test
  void aLossThatSubtractsNearlyEqualNumbersIsNotStable() {
    BinaryOperator<Expr> oneMinus =
        (z, t) -> z.sigmoid().asWritten().negate().plus(1).times(t).sum();
    String message =
        assertThrows(AssertionError.class, () -> assertThatLoss(oneMinus, NUMBERS).isStable(0, 60))
            .getMessage();
    assertContains(message, "the loss is 0.0 at [] in FLOAT32", "subtracts nearly equal");
  }

  @Test
  void aLossWithItsMinimumElsewhereIsFound() {
    BinaryOperator<Expr> shrunk = (p, t) -> p.minus(t.times(0.9)).square().mean();
    String message =
        assertThrows(
                AssertionError.class,
                () -> assertThatLoss(shrunk, NUMBERS).hasItsMinimumAtTheTarget())
            .getMessage();
    assertContains(message, "the gradient of the loss is", "at [0, 0]", "target = float64[4, 2]");
  }

  /// A maximum has a zero gradient too.
  @Test
  void aMaximumIsNoMinimum() {
    BinaryOperator<Expr> negative = (p, t) -> p.minus(t).square().mean().negate();
    String message =
        assertThrows(
                AssertionError.class,
                () -> assertThatLoss(negative, NUMBERS).hasItsMinimumAtTheTarget())
            .getMessage();
    assertContains(message, "but smaller", "another = float64[4, 2]");
  }

  /// The absolute error of probabilities is not proper: it is best to be sure.
  @Test
  void anImproperLossIsFound() {
    BinaryOperator<Expr> absolute = (p, t) -> p.minus(t).abs().sum();
    String message =
        assertThrows(AssertionError.class, () -> assertThatLoss(absolute, CLASSES).isProper(p -> p))
            .getMessage();
    assertContains(message, "the expected loss", "best prediction = float64[1, 3]");
  }

  @Test
  void lossesThatDependOnShiftOrOrderAreFound() {
    BinaryOperator<Expr> ranked =
        (p, t) -> p.minus(t).square().mean(1).reshape(4, 1).matmul(p.mean(1).reshape(1, 4)).sum();
    assertContains(
        assertThrows(
                AssertionError.class, () -> assertThatLoss(ranked, CLASSES).isInvariantUnderShift())
            .getMessage(),
        "shifted by -2.5",
        "the loss changes from");
    BinaryOperator<Expr> first =
        (p, t) -> dev.adjoint.autodiff.op.Slice.slice(p.minus(t).square(), 0, 0, 1).sum();
    assertContains(
        assertThrows(
                AssertionError.class,
                () -> assertThatLoss(first, CLASSES).isInvariantUnderPermutationOfSamples())
            .getMessage(),
        "samples in reverse order");
    BinaryOperator<Expr> column =
        (p, t) -> dev.adjoint.autodiff.op.Slice.slice(p.minus(t).square(), 1, 0, 1).sum();
    assertContains(
        assertThrows(
                AssertionError.class,
                () -> assertThatLoss(column, CLASSES).isInvariantUnderPermutationOfClasses())
            .getMessage(),
        "classes in reverse order");
  }

  @Test
  void aLossThatIsNotConvexIsFound() {
    BinaryOperator<Expr> bounded = (p, t) -> p.minus(t).tanh().square().mean();
    assertContains(
        assertThrows(
                AssertionError.class, () -> assertThatLoss(bounded, NUMBERS).isConvexAlongLines())
            .getMessage(),
        "is not convex",
        "of the way from a to b");
  }

  @Test
  void misuseIsExplained() {
    assertContains(
        assertThrows(
                IllegalArgumentException.class, () -> assertThatLoss((p, t) -> p.minus(t), NUMBERS))
            .getMessage(),
        "must be a floating scalar");
    assertContains(
        assertThrows(
                IllegalArgumentException.class,
                () -> assertThatLoss(Losses::halfMeanSquaredError, NUMBERS).isProper(p -> p))
            .getMessage(),
        "classes or labels");
    assertContains(
        assertThrows(
                IllegalArgumentException.class,
                () -> assertThatLoss(Losses::halfMeanSquaredError, NUMBERS).isStable(1, 1))
            .getMessage(),
        "got 1.0 and 1.0");
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
    }
  }
}
