package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.StructureTest.clean;
import static dev.adjoint.autodiff.op.StructureTest.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.ForwardMode;
import dev.adjoint.autodiff.ForwardMode.Direction;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Variance, deviation and norms where they have no derivative, at the ends of the range, and at
/// other sizes.
final class MomentTest {
  private final Input z = Input.of("z", DType.FLOAT64, 3);

  @ParameterizedTest
  @EnumSource
  void slopesAtKinksAreZero(Executor executor) {
    Tensor zeros = Tensor.of(0.0, 0, 0);
    Tensor equal = Tensor.of(2.0, 2, 2);
    clean(executor, Norm.norm(z), z, zeros, 0, 0, 0);
    clean(executor, Norm.norm1(z), z, zeros, 0, 0, 0);
    clean(executor, Norm.normInf(z), z, zeros, 0, 0, 0);
    clean(executor, Norm.norm1(z), z, Tensor.of(-2.0, 0, 3), -1, 0, 1);
    clean(executor, Norm.normInf(z), z, Tensor.of(-3.0, 1, 3), -0.5, 0, 0.5);
    clean(executor, StandardDeviation.standardDeviation(z), z, equal, 0, 0, 0);
    clean(executor, StandardDeviation.sampleStandardDeviation(z), z, equal, 0, 0, 0);
    clean(executor, Variance.variance(z), z, equal, 0, 0, 0);
  }

  /// Dual numbers go through the expansion and know nothing of the rule.
  @Test
  void dualsAgreeAtTheKink() {
    for (Expr y : List.of(Norm.norm(z), StandardDeviation.standardDeviation(z))) {
      for (int i = 0; i < 3; i++) {
        double[] tangent =
            ForwardMode.first(y, Map.of(z, Tensor.of(0.0, 0, 0)), Direction.unit(z, i));
        assertEquals(0, tangent[0]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void slopesOfNormsNeitherOverflowNorVanish(Executor executor) {
    for (double unit : new double[] {1e200, 1e-200, 0x1p-1070}) {
      Expr g = Grad.grad(Norm.norm(z), z).of(z);
      Tensor at = Tensor.of(3 * unit, 0, -4 * unit);
      assertArrayEquals(
          new double[] {0.6, 0, -0.8},
          executor.value(g, Map.of(z, at)).toDoubleArray(),
          1e-15,
          "unit " + unit);
    }
    Expr g = Grad.grad(StandardDeviation.standardDeviation(z), z).of(z);
    double root = Math.sqrt(6);
    assertArrayEquals(
        new double[] {-1 / root, 0, 1 / root},
        executor.value(g, Map.of(z, Tensor.of(-1e200, 0, 1e200))).toDoubleArray(),
        1e-15);
  }

  /// A zero row beside others, and a NaN slope in front of a row that is not used.
  @ParameterizedTest
  @EnumSource
  void rowsDoNotDisturbOneAnother(Executor executor) {
    Input m = Input.of("m", DType.FLOAT64, 2, 2);
    Tensor at = Tensor.of(new double[][] {{0, 0}, {9, 16}});
    clean(executor, Norm.norm(m, 1).sum(), m, at, 0, 0, 9 / Math.sqrt(337), 16 / Math.sqrt(337));
    Expr ofRoots = Slice.slice(Norm.norm(m.sqrt(), 1), 0, 1, 2).sum();
    clean(executor, ofRoots, m, at, 0, 0, 0.1, 0.1);
    clean(executor, Norm.norm(m.sqrt(), 1).sum(), m, at, 0, 0, 0.1, 0.1);
    Expr spread = Slice.slice(Variance.variance(m.sqrt(), 1), 0, 1, 2).sum();
    clean(executor, spread, m, at, 0, 0, -1.0 / 12, 1.0 / 16);
    Expr deviations = StandardDeviation.standardDeviation(m.sqrt(), 1).sum();
    clean(executor, deviations, m, at, 0, 0, -1.0 / 12, 1.0 / 16);
  }

  @Test
  void tooFewElementsAreRefused() {
    Input one = Input.of("one", DType.FLOAT64, 4, 1);
    refuses(
        "[variance] with correction 1 needs more than 1 elements over axes [1] of [4, 1], which"
            + " has 1",
        () -> Variance.sampleVariance(one, 1));
    refuses(
        "[standardDeviation] with correction 1 needs more than 1 elements over axes [1] of [4, 1],"
            + " which has 1",
        () -> StandardDeviation.sampleStandardDeviation(one, -1));
    refuses(
        "[variance] needs floating numbers, not int64",
        () -> Variance.variance(Input.of("i", DType.INT64, 3)));
    refuses(
        "[norm] needs floating numbers, not bool", () -> Norm.norm(Input.of("b", DType.BOOL, 3)));
    refuses("[norm] there is no axis 1 in a shape of rank 1", () -> Norm.norm(z, 1));
    refuses(
        "[layerNorm] parameters must have the shape [1] of axis 1, got [3]",
        () -> Normalization.layerNorm(one, z, z, 1e-5));
    refuses(
        "[batchNorm] parameters must have the shape [4] of axis 0, got [3]",
        () -> Normalization.batchNorm(one, 0, z, z, 1e-5));
  }

  @ParameterizedTest
  @EnumSource
  void theCountFollowsTheSize(Executor executor) {
    Dim m = Dim.of("m", 5);
    Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(m)));
    Expr v = Variance.sampleVariance(x);
    Expr d = StandardDeviation.sampleStandardDeviation(x);
    Expr g = Grad.grad(v.plus(d), x).of(x);
    Expr standard = Normalization.standardize(x, 0).sum();
    Graph.Copy copy = Graph.at(List.of(v, d, g, standard), Map.of("m", 3));
    Map<Expr, Tensor> at = Map.of(copy.map().get(x), Tensor.of(1.0, 2, 6));
    assertEquals(7, executor.value(copy.map().get(v), at).item(), 1e-14);
    double deviation = Math.sqrt(7);
    assertEquals(deviation, executor.value(copy.map().get(d), at).item(), 1e-14);
    double slope = 1 + 1 / (2 * deviation);
    assertArrayEquals(
        new double[] {-2 * slope, -slope, 3 * slope},
        executor.value(copy.map().get(g), at).toDoubleArray(),
        1e-14);
    assertEquals(0, executor.value(copy.map().get(standard), at).item(), 1e-14);
  }
}
