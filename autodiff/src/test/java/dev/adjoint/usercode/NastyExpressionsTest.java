package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.OneHot;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Variance;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Expressions and inputs that try to make a value or a gradient wrong.
///
/// The list was written from the names of the ops and the documented rules at kinks alone, without
/// a look at how any op is written; what it found was looked into only afterwards. The truth is
/// worked out by hand or taken from 1200-digit arithmetic (`nasty-truth.py`). A formula that IEEE
/// 754 makes NaN or ∞ when read literally is expected to give that: only an op that is there for it
/// must do better.
final class NastyExpressionsTest {
  private static List<Nasty> all() {
    return Stream.of(
            NastyMasks.elementwise(),
            NastyMasks.structure(),
            NastySaturation.activations(),
            NastySaturation.foldsOfExponentials(),
            NastySaturation.sureClasses(),
            NastySaturation.elementary(),
            NastyTies.ties(),
            NastyTies.aliases(),
            NastyTies.nesting(),
            NastyPowers.quotients(),
            NastyPowers.powers(),
            NastyPowers.products(),
            NastyPowers.lengths(),
            NastyPowers.moments(),
            NastyLosses.losses(),
            NastyLosses.floats(),
            NastyShapes.indices(),
            NastyShapes.empties(),
            NastyShapes.broadcasts())
        .flatMap(List::stream)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> theListFindsNothing() {
    return all().stream()
        .flatMap(
            nasty ->
                Stream.of(Executor.values())
                    .map(
                        executor ->
                            DynamicTest.dynamicTest(
                                nasty + ", " + executor, () -> nasty.check(executor))));
  }

  @Test
  void noEntryHidesAnother() {
    Set<String> names = new HashSet<>();
    all().forEach(nasty -> assertTrue(names.add(nasty.name()), nasty.name()));
  }

  private final Input x = Input.of("x", DType.FLOAT64, 3);
  private final Map<Expr, Tensor> at = Map.of(x, Tensor.of(1.0, 3, 3));

  /// Positions and truth values carry no derivative: that is not a derivative of 0. x⁰ is the
  /// constant 1.
  @Test
  void whatIsCountedOrComparedIsDisconnected() {
    List<Expr> losses =
        List.of(
            ArgExtremum.argMax(x, 0).cast(DType.FLOAT64),
            Compare.greater(x, 2).cast(DType.FLOAT64).sum(),
            x.cast(DType.INT64).cast(DType.FLOAT64).sum(),
            x.pow(0).sum());
    for (Expr loss : losses) {
      assertInstanceOf(Gradient.Disconnected.class, Grad.grad(loss, x).answer(x));
    }
  }

  @Test
  void anInputOfIntegersIsNotDifferentiable() {
    Input labels = Input.of("labels", DType.INT64, 2);
    Expr loss = Gather.gather(x, labels).sum();
    assertInstanceOf(Gradient.NonDifferentiable.class, Grad.grad(loss, labels).answer(labels));
  }

  /// The chosen position is fixed, the chosen element moves.
  @ParameterizedTest
  @EnumSource
  void whatArgMaxChoosesHasTheWholeGradient(Executor executor) {
    Expr chosen = Gather.gather(x, ArgExtremum.argMax(x, 0).reshape(1)).sum();
    assertArrayEquals(
        new double[] {0, 1, 0}, executor.value(Grad.grad(chosen, x).of(x), at).toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource
  void anIndexOutOfRangeIsRefusedByEveryReader(Executor executor) {
    Input i = Input.of("i", DType.INT64, 1);
    List<Function<Expr, Expr>> readers =
        List.of(
            labels -> OneHot.oneHot(labels, 3, DType.FLOAT64),
            labels -> Gather.gather(x, labels),
            labels -> Gather.take(x, labels, 0),
            labels -> ScatterAdd.scatterAdd(Constant.of(Tensor.of(1.0)), labels, Dim.of(3)));
    for (Function<Expr, Expr> reader : readers) {
      for (long bad : new long[] {3, -1, Long.MAX_VALUE, 1L << 32}) {
        var executable = executor.of(reader.apply(i));
        Map<Expr, Tensor> bindings =
            executable.inputs().contains(x)
                ? Map.of(x, at.get(x), i, Tensor.of(bad))
                : Map.of(i, Tensor.of(bad));
        String text =
            assertThrows(AdjointException.class, () -> executable.run(bindings)).getMessage();
        assertTrue(text.contains(Long.toString(bad)), text);
      }
    }
  }

  @Test
  void theExtremumOfNothingIsRefused() {
    Input none = Input.of("none", DType.FLOAT64, 0);
    assertThrows(AdjointException.class, () -> none.max());
    assertThrows(AdjointException.class, () -> ArgExtremum.argMax(none, 0));
  }

  /// One element leaves 0 degrees of freedom, which the shape shows before any run.
  @Test
  void theSampleVarianceOfOneElementIsRefused() {
    assertThrows(
        AdjointException.class,
        () -> Variance.sampleVariance(Input.of("single", DType.FLOAT64, 1)));
  }

  @ParameterizedTest
  @EnumSource
  void aTensorTooLargeIsRefusedWithItsShape(Executor executor) {
    Input row = Input.of("row", DType.FLOAT64, 100_000);
    Map<Expr, Tensor> zeros = Map.of(row, Tensor.zeros(row.type()));
    String text =
        assertThrows(
                AdjointException.class,
                () -> executor.value(row.reshape(100_000, 1).plus(row), zeros))
            .getMessage();
    assertTrue(text.contains("100000"), text);
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    Expr column = Input.of("column", DType.FLOAT64, 2);
    assertThrows(AdjointException.class, () -> x.plus(column));
    assertThrows(AdjointException.class, () -> x.matmul(column));
    assertThrows(AdjointException.class, () -> x.plus(Input.of("f", DType.FLOAT32, 3)));
  }

  /// The 1/m of a mean follows its axis to other sizes, in the value and in the gradient.
  @ParameterizedTest
  @EnumSource
  void aMeanAtAnotherSizeIsDividedByThatSize(Executor executor) {
    Shape named = Shape.of(Dim.of("m", 3));
    Input rows = Input.of("rows", new TensorType(DType.FLOAT64, named));
    Expr slope = Grad.grad(rows.mean(), rows).of(rows).times(rows);
    Expr five = slope.at(Map.of("m", 5));
    var executable = executor.of(five);
    Expr input = executable.inputs().iterator().next();
    assertEquals(5, five.shape().sizes()[0]);
    assertArrayEquals(
        new double[] {0.2, 0.4, 0.6, 0.8, 1},
        executable.run(Map.of(input, Tensor.of(1.0, 2, 3, 4, 5))).getFirst().toDoubleArray(),
        1e-15);
  }
}
