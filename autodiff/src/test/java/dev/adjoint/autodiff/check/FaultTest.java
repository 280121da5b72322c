package dev.adjoint.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Clamp;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Cos;
import dev.adjoint.autodiff.op.MatMul;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Relu;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a check says of wrong rules.
final class FaultTest {
  private static final Input X = Input.of("x", DType.FLOAT64, 3);
  private static final Input Y = Input.of("y", DType.FLOAT64, 3);
  private static final Map<Input, Tensor> AT =
      Map.of(X, Tensor.of(0.5, -1.25, 2), Y, Tensor.of(1.5, 0.25, -0.75));

  /// A rule for one operand.
  private interface Written {
    Optional<Expr> bar(Expr x, Expr y, Expr yBar);
  }

  /// What sine computes, with another rule.
  private record Wave(Written written, boolean everywhere) implements Op {
    @Override
    public String name() {
      return "wave";
    }

    @Override
    public TensorType type(List<TensorType> operands) {
      return operands.getFirst();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(written.bar(operands.getFirst(), y, yBar));
    }

    @Override
    public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
      return everywhere ? Optional.empty() : Optional.of(Compare.greater(operands.getFirst(), 1));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Sin().lowering(operands);
    }
  }

  private static Fault only(Written written) {
    Expr loss = new Wave(written, true).of(X.tanh()).times(Y).sum();
    return onlyFault(Check.gradient(loss, AT));
  }

  /// The last of several faults: of the gradients, and of the rule that they lead to.
  private static Fault only(Written written, int order) {
    Expr loss = new Wave(written, true).of(X.tanh()).times(Y).sum();
    return Check.of(loss, AT).order(order).run().faults().getLast();
  }

  private static Fault onlyFault(Report report) {
    assertInstanceOf(Verdict.Fail.class, report.verdict());
    assertEquals(1, report.faults().size(), report::toString);
    return report.faults().getFirst();
  }

  private static Expr cosine(Expr x) {
    return Cos.cos(x);
  }

  @Test
  void theMessageNamesOpOperandPlaceValuesKindLineAndCure() {
    Fault fault = only((x, _, yBar) -> Optional.of(yBar.times(cosine(x)).negate()));
    assertEquals(ErrorKind.SIGN, fault.kind());
    String text = fault.toString();
    assertContains(text, "[wave] the vjp rule for operand 0 at [");
    assertContains(text, "the derivative is");
    assertContains(text, "they may differ by");
    assertContains(text, "this looks like the wrong sign");
    assertContains(text, "in wave#");
    assertContains(text, "what to do: negate it");
  }

  @Test
  void theReportListsEveryWrongRule() {
    Expr first = new Faulty(new Multiply(), Mistake.SIGN, 1, List.of()).of(X, Y);
    Expr second = new Faulty(new Sin(), Mistake.FACTOR_TWO, 0, List.of()).of(first);
    Report report = Check.gradient(second.square().sum(), AT);
    assertEquals(
        List.of("faulty multiply", "faulty sin"),
        report.faults().stream().map(Fault::subject).toList());
    assertInstanceOf(Verdict.Fail.class, report.verdict(X));
    AssertionError error = assertThrows(CheckFailure.class, report::requirePass);
    assertEquals(report.toString(), error.getMessage());
    assertContains(report.toString(), "gradient check: FAIL");
    assertContains(report.toString(), "(the factor is 2.0)");
  }

  @Test
  void aForgottenGradientIsMissing() {
    assertEquals(ErrorKind.MISSING, only((_, _, _) -> Optional.empty()).kind());
    assertEquals(ErrorKind.MISSING, only((_, _, yBar) -> Optional.of(yBar.times(0))).kind());
  }

  @Test
  void aRuleThatIsNotLinearIsFound() {
    Fault clipped =
        only((x, _, yBar) -> Optional.of(Clamp.clamp(yBar, -100, 100).times(cosine(x))));
    assertEquals(ErrorKind.COMBINATION, clipped.kind());
    assertContains(clipped.toString(), "not linear");
  }

  @Test
  void aRuleThatFollowsItsOutputAtTheWrongPlaceIsFound() {
    assertEquals("wave", only((_, y, yBar) -> Optional.of(yBar.times(y))).subject());
  }

  @Test
  void aSupportThatLeavesOutSlopesIsNamed() {
    Op op = new Wave((x, _, yBar) -> Optional.of(yBar.times(cosine(x))), false);
    Fault fault = onlyFault(Check.gradient(op.of(X).times(Y).sum(), AT));
    assertEquals(ErrorKind.SUPPORT, fault.kind());
    assertContains(fault.toString(), "right until the op's support sets it to zero");
  }

  @Test
  void aRuleThatGivesNaNIsNamed() {
    Fault fault = only((x, _, yBar) -> Optional.of(yBar.times(cosine(x)).times(Double.NaN)));
    assertEquals(ErrorKind.NOT_FINITE, fault.kind());
  }

  /// A product whose rule forgets to transpose, on matrices that are not square.
  @Test
  void aCotangentOfTheWrongShapeIsNamedWithBothShapes() {
    Input a = Input.of("a", DType.FLOAT64, 2, 3);
    Op wrong =
        new Op() {
          @Override
          public String name() {
            return "product";
          }

          @Override
          public TensorType type(List<TensorType> operands) {
            return new MatMul().type(operands);
          }

          @Override
          public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
            List<Optional<Expr>> right = new MatMul().vjp(operands, y, yBar);
            return List.of(right.get(0).map(Expr::transpose), right.get(1));
          }

          @Override
          public Lowering lowering(List<TensorType> operands) {
            return new MatMul().lowering(operands);
          }
        };
    Expr loss = wrong.of(a, a.transpose()).sum();
    Report report = Check.gradient(loss, Map.of(a, Tensor.normal(a.shape(), 1)));
    Fault fault = report.faults().getFirst();
    assertEquals(ErrorKind.TRANSPOSE, fault.kind());
    assertContains(
        fault.toString(), "its vjp gives float64[3, 2] for operand 0, which is float64[2, 3]");
    assertInstanceOf(Verdict.Fail.class, report.verdict(a));
  }

  /// At x = y both slopes of a product are equal, so exchanging them is right by accident.
  @Test
  void anAccidentOfTheGivenValuesDoesNotHideAnError() {
    Expr loss = new Faulty(new Multiply(), Mistake.SWAPPED, 0, List.of()).of(X, Y).sum();
    Tensor same = Tensor.of(0.5, 2, 3);
    Fault fault = onlyFault(Check.gradient(loss, Map.of(X, same, Y, same)));
    assertEquals(ErrorKind.SWAPPED, fault.kind());
    assertContains(fault.toString(), "at values near the given ones");
  }

  /// A lowering that holds a part constant without a word, and a rule to match.
  @Test
  void aLoweringThatHoldsSomethingConstantIsNoAlarmSinceItSaysSo() {
    Op op =
        new Op() {
          @Override
          public String name() {
            return "held";
          }

          @Override
          public TensorType type(List<TensorType> operands) {
            return operands.getFirst();
          }

          @Override
          public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
            return List.of(Optional.of(yBar.times(StopGradient.stopGradient(operands.getFirst()))));
          }

          @Override
          public Lowering lowering(List<TensorType> operands) {
            return new Lowering.Elementwise(
                new Formula() {
                  @Override
                  public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
                    V value = x.getFirst().value();
                    return new Lane.Value<>(k.mul(value, k.stopGradient(value)));
                  }
                });
          }
        };
    Check.gradient(op.of(X).sum(), Map.of(X, Tensor.of(0.5, 2, 3))).requirePass();
  }

  /// A rule that looks at what its cotangent is made of: alone it is right.
  @Test
  void aRuleThatIsWrongInItsPlaceOnlyIsTraced() {
    Fault fault =
        only(
            (x, _, yBar) ->
                Optional.of(
                    yBar instanceof Input ? yBar.times(cosine(x)) : yBar.times(2).times(cosine(x))),
            2);
    assertEquals("wave", fault.subject());
    assertEquals(ErrorKind.COMBINATION, fault.kind());
    assertContains(fault.toString(), "right at the result and wrong at this operand");
  }

  private record Hinge(double atZero) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return operands.getFirst();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.getFirst();
      Expr kink = Where.where(Compare.equal(x, 0), yBar.times(atZero), yBar.times(0));
      return List.of(Optional.of(Where.where(Compare.greater(x, 0), yBar, kink)));
    }

    @Override
    public List<Kink> kinks() {
      return List.of(Kink.at("at 0", "0", 0, 0));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Relu().lowering(operands);
    }
  }

  @Test
  void aRuleThatContradictsItsDeclaredKinkIsFound() {
    Check.gradient(new Hinge(0).of(X).sum(), Map.of(X, AT.get(X))).requirePass();
    Fault fault = onlyFault(Check.gradient(new Hinge(1).of(X).sum(), Map.of(X, AT.get(X))));
    assertEquals(ErrorKind.KINK, fault.kind());
    assertContains(fault.toString(), "at 0 it declares: 0");
  }

  /// Only the op itself can compute its result: differences decide.
  private record Outside(double factor) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return operands.getFirst();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.of(yBar.times(y).times(factor)));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Opaque(
          x ->
              Tensor.of(
                  x.getFirst().shape(),
                  Arrays.stream(x.getFirst().toDoubleArray()).map(StrictMath::exp).toArray()));
    }
  }

  @Test
  void anOpaqueOpIsCheckedByDifferences() {
    Report right = Check.gradient(new Outside(1).of(X).times(Y).sum(), AT);
    right.requirePass();
    assertTrue(right.oracles().contains(Oracle.DIFFERENCES));
    Fault fault = onlyFault(Check.gradient(new Outside(1.000001).of(X).times(Y).sum(), AT));
    assertEquals("outside", fault.subject());
    assertEquals(ErrorKind.FACTOR, fault.kind());
  }

  @Test
  void aWrongElementOfALargeOperandIsFoundAndNamed() {
    Input a = Input.of("a", DType.FLOAT64, 40, 30);
    Input b = Input.of("b", DType.FLOAT64, 30, 20);
    Expr loss = new Faulty(new MatMul(), Mistake.ONE_INDEX, 1, List.of()).of(a, b).tanh().sum();
    Map<Expr, Tensor> at = Map.of(a, Tensor.normal(a.shape(), 1), b, Tensor.normal(b.shape(), 2));
    Fault fault = onlyFault(Check.of(loss, at).order(1).run());
    assertEquals(ErrorKind.ONE_INDEX, fault.kind());
    assertEquals("[29, 19]", fault.position());
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
  }
}
