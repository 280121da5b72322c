package dev.adjoint.testkit;

import static dev.adjoint.testkit.AdjointAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.ScaleGradient;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.testkit.Faulty.Mistake;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The kit finds mistakes that were planted, and says where they are.
class PlantedFaultTest {
  private static final Input X = Input.of("x", DType.FLOAT64, 3);
  private static final Input Y = Input.of("y", DType.FLOAT64, 3);
  private static final Map<Input, Tensor> AT =
      Map.of(X, Tensor.of(0.5, -1.25, 2), Y, Tensor.of(1.5, 0.25, -0.75));

  private static GraphCase faulty(Mistake mistake) {
    Expr sin = Sin.sin(X);
    Expr wrong =
        switch (mistake) {
          case SIGN, FACTOR_TWO -> new Faulty(new Multiply(), mistake).of(sin, Y);
          case MISSING_SUM -> new Faulty(new Broadcast(Shape.of(2, 3)), mistake).of(sin);
        };
    return GraphCase.of(wrong.square().plus(Y).sum(), AT);
  }

  @ParameterizedTest
  @EnumSource
  void dualNumbersFindTheWrongRuleAndNameItsOperandAndPosition(Mistake mistake) {
    GraphCase graph = faulty(mistake);
    String message =
        assertThrows(Disagreement.class, () -> assertThat(graph).gradientMatchesDuals())
            .getMessage();
    String op = mistake == Mistake.MISSING_SUM ? "faulty broadcast" : "faulty multiply";
    int operand = mistake == Mistake.MISSING_SUM ? 0 : 1;
    assertContains(message, "the vjp rule of [" + op + "]");
    assertContains(message, "gradient of operand " + operand + " at [0]");
    assertContains(message, "dual numbers");
    assertContains(message, "reverse mode");
  }

  @ParameterizedTest
  @EnumSource
  void finiteDifferencesFindTheWrongGradient(Mistake mistake) {
    GraphCase graph = faulty(mistake);
    String message =
        assertThrows(Disagreement.class, () -> assertThat(graph).gradientMatchesFiniteDifferences())
            .getMessage();
    assertContains(message, mistake == Mistake.MISSING_SUM ? "gradient of x" : "gradient of y");
    assertContains(message, "finite differences");
  }

  @ParameterizedTest
  @EnumSource
  void secondDerivativesFindTheWrongRule(Mistake mistake) {
    GraphCase graph = faulty(mistake);
    assertThrows(Disagreement.class, () -> assertThat(graph).secondDerivativesMatchDuals());
  }

  /// Such a gradient is not the derivative of what is computed, and its op says so.
  @Test
  void aRedefinedDerivativeIsLeftUnchecked() {
    GraphCase graph = GraphCase.of(ScaleGradient.scaleGradient(Sin.sin(X), -1).times(Y), AT);
    assertEquals(new Outcome(0, 6), assertThat(graph).gradientMatchesDuals());
    assertEquals(new Outcome(0, 6), assertThat(graph).gradientMatchesFiniteDifferences());
    assertEquals(new Outcome(0, 6), assertThat(graph).secondDerivativesMatchDuals());
    assertEquals(new Outcome(3, 0), assertThat(graph).programEqualsInterpreter());
  }

  @Test
  void aRightGraphPassesAndEverythingIsCompared() {
    GraphCase graph = GraphCase.of(Sin.sin(X).times(Y).square().sum(), AT);
    assertEquals(new Outcome(6, 0), assertThat(graph).gradientMatchesDuals());
    assertEquals(new Outcome(6, 0), assertThat(graph).gradientMatchesFiniteDifferences());
    assertEquals(new Outcome(1, 0), assertThat(graph).programEqualsInterpreter());
    assertEquals(new Outcome(12, 0), assertThat(graph).secondDerivativesMatchDuals());
  }

  @Test
  void aFormulaIsComparedWithTheGradient() {
    Expr loss = X.minus(Y).square().mean();
    Expr right = X.minus(Y).times(2).dividedBy(3);
    Expr withoutTheCount = X.minus(Y).times(2);
    assertThat(loss, AT).gradientMatches(X, right);
    String message =
        assertThrows(
                Disagreement.class, () -> assertThat(loss, AT).gradientMatches(X, withoutTheCount))
            .getMessage();
    assertContains(message, "gradient of x at [0]: formula -2.0, reverse mode -0.66");
    assertContains(message, "x: float64[3] =");
    assertContains(message, "Mean[axes=[0]]");
  }

  /// An executor that is off by 10⁻⁶ in one element.
  private record Perturbed(Executable right) implements Executable {
    @Override
    public List<Expr> outputs() {
      return right.outputs();
    }

    @Override
    public List<Input> inputs() {
      return right.inputs();
    }

    @Override
    public List<Tensor> run(Map<? extends Expr, Tensor> bindings) {
      Tensor value = right.run(bindings).getFirst();
      double[] values = value.toDoubleArray();
      values[1] *= 1 + 1e-6;
      return List.of(Tensor.of(value.shape(), values));
    }
  }

  @Test
  void anExecutorThatIsSlightlyOffIsFound() {
    GraphCase graph = GraphCase.of(Sin.sin(X).times(Y), AT);
    Executable wrong = new Perturbed(Interpreter.of(graph.outputs()));
    String message =
        assertThrows(
                Disagreement.class, () -> assertThat(graph).equalsInterpreter(wrong, "the stub"))
            .getMessage();
    assertContains(message, "output 0 at [1]: interpreter");
    assertContains(message, "the stub");
    assertContains(message, "Sin(x)");
  }

  /// Where nothing is rounded the bound is zero.
  @Test
  void anExecutorThatMovesElementsMustDoSoToTheBit() {
    GraphCase graph = GraphCase.of(X.reshape(3, 1).transpose().reshape(3), AT);
    Executable wrong = new Perturbed(Interpreter.of(graph.outputs()));
    String message =
        assertThrows(
                Disagreement.class, () -> assertThat(graph).equalsInterpreter(wrong, "the stub"))
            .getMessage();
    assertContains(message, "allowed are 0.0");
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
  }
}
