package dev.adjoint.testkit;

import static dev.adjoint.testkit.AdjointAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Cholesky;
import dev.adjoint.autodiff.op.Cos;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Log;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Relu;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.Sqrt;
import dev.adjoint.autodiff.op.Sum;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The contract of ops holds for right ops, and says what is wrong with others.
class OpContractTest {
  record Cube() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(k.mul(x, x), x);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.times(x.square().times(3));
    }
  }

  /// Its derivative lacks the factor 3.
  record WrongCube() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(k.mul(x, x), x);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.times(x.square());
    }
  }

  /// The slope stated at its kink is not the one it gives.
  record Bent() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.abs(x);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return new Relu().vjp(x, y, yBar).plus(new Relu().vjp(x.negate(), y, yBar.negate()));
    }

    @Override
    public List<Kink> kinks() {
      return List.of(Kink.at("x = 0", "1", 0, 1));
    }
  }

  /// Neither a record nor careful about its operands.
  static final class Careless implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return operands.get(1);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.of(yBar), Optional.of(yBar));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new dev.adjoint.autodiff.op.Add().lowering(operands);
    }
  }

  /// The root of something that is not positive, without saying so.
  record ShiftedLog() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.log(k.sub(x, k.literal(1)));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.dividedBy(x.minus(1));
    }
  }

  @Domain(above = 1)
  record AnnotatedLog() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return new ShiftedLog().lane(k, x);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return new ShiftedLog().vjp(x, y, yBar);
    }
  }

  @Test
  void rightOpsKeepIt() {
    assertThat(new Cube()).satisfiesItsContract();
    assertThat(new Sin()).satisfiesItsContract();
    assertThat(new Log()).satisfiesItsContract();
    assertThat(new Sqrt()).satisfiesItsContract();
    assertThat(new Divide()).satisfiesItsContract();
    assertThat(new Cholesky()).satisfiesItsContract(TensorType.of(DType.FLOAT64, 3, 3));
    assertThat(new LogSoftmax(1)).satisfiesItsContract(TensorType.of(DType.FLOAT64, 2, 3));
    assertThat(new Sum(new TreeSet<>(List.of(0))))
        .satisfiesItsContract(TensorType.of(DType.FLOAT64, 3, 2));
    assertThat(new Gather(0))
        .satisfiesItsContractAt(Tensor.of(1.5, 2.5, -0.5), Tensor.of(2L, 0L, 2L, 1L));
  }

  /// Everything within the domain is compared, nothing left out.
  @Test
  void aDomainMakesEverythingComparable() {
    assertEquals(0, assertThat(new AnnotatedLog()).satisfiesItsContract().unchecked());
    assertTrue(assertThat(new ShiftedLog()).satisfiesItsContract().unchecked() > 0);
  }

  /// Right in reverse mode, wrong in the forward mode that it states.
  record WrongTangent() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(x, x);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.times(x.times(2));
    }

    @Override
    public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
      return tangents.getFirst().map(t -> t.times(operands.getFirst()));
    }
  }

  @Test
  void aWrongTangentIsNamed() {
    assertContains(failure(new WrongTangent()), "- jvp against dual numbers: tangent at ");
  }

  /// Nowhere defined where it is tried, so nothing can be said for it.
  record FarLog() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.log(k.sub(x, k.literal(10)));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.dividedBy(x.minus(10));
    }
  }

  @Test
  void anOpThatIsNowhereDefinedDoesNotPass() {
    assertContains(failure(new FarLog()), "none could be compared");
  }

  @Test
  void aWrongRuleIsNamed() {
    String message = failure(new WrongCube());
    assertContains(message, "[wrongCube] breaks its contract in 4 places");
    assertContains(message, "- vjp against dual numbers: the vjp rule of [wrongCube]");
    assertContains(message, "- vjp against differences: gradient of operand0");
    assertContains(message, "- second order: ");
  }

  @Test
  void aWrongKinkIsNamed() {
    assertContains(
        failure(new Bent()),
        "kinks: x = 0: the derivative by operand 0 is stated to be float64[] 1.0, but is float64[]"
            + " 0.0");
  }

  @Test
  void carelessTypesAndEqualityAreNamed() {
    String message =
        assertThrows(
                AssertionError.class,
                () ->
                    assertThat(new Careless())
                        .satisfiesItsContract(
                            TensorType.of(DType.FLOAT64, 3), TensorType.of(DType.FLOAT64, 3)))
            .getMessage();
    assertContains(message, "equality: equal ops are not equals: make");
    assertContains(message, "given 1 operands instead of 2 it fails with");
    assertContains(message, "Arity.expect");
  }

  @Test
  void anOpThatIsNotElementwiseNeedsTypes() {
    assertContains(
        assertThrows(
                IllegalArgumentException.class,
                () -> assertThat(new Cholesky()).satisfiesItsContract())
            .getMessage(),
        "say which operands it takes");
  }

  @Test
  void aSumIsBitReproducible() {
    GraphCase graph =
        GraphCase.of(
            Cos.cos(dev.adjoint.autodiff.graph.Constant.of(Tensor.of(1.0, 2.0, 3.0))).sum(),
            java.util.Map.of());
    assertEquals(new Outcome(2, 0), assertThat(graph).isBitReproducible());
  }

  private static String failure(Op op) {
    return assertThrows(AssertionError.class, () -> assertThat(op).satisfiesItsContract())
        .getMessage();
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
  }
}
