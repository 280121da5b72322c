package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.StructureTest.clean;
import static dev.adjoint.autodiff.op.StructureTest.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.Executor;
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

/// Products over axes and by subscripts: zeros, what is refused, other sizes.
final class ProductTest {
  private final Input z = Input.of("z", DType.FLOAT64, 3);

  private double[] hessian(Executor executor, Expr y, Tensor at) {
    Expr g = Grad.grad(y, z).of(z);
    double[] all = new double[9];
    for (int i = 0; i < 3; i++) {
      Expr row = Grad.grad(Slice.slice(g, 0, i, i + 1).sum(), z).of(z);
      System.arraycopy(executor.value(row, Map.of(z, at)).toDoubleArray(), 0, all, 3 * i, 3);
    }
    return all;
  }

  private static double[] values(Executor executor, Expr y, Map<Expr, Tensor> at) {
    return executor.value(y, at).toDoubleArray();
  }

  @ParameterizedTest
  @EnumSource
  void slopesWithZerosAreExact(Executor executor) {
    Expr y = Prod.prod(z);
    clean(executor, y, z, Tensor.of(2.0, 3, 5), 15, 10, 6);
    clean(executor, y, z, Tensor.of(2.0, 0, 5), 0, 10, 0);
    clean(executor, y, z, Tensor.of(0.0, 0, 5), 0, 0, 0);
    clean(executor, y, z, Tensor.of(0.0, 0, 0), 0, 0, 0);
    assertArrayEquals(
        new double[] {0, 5, 0, 5, 0, 2, 0, 2, 0}, hessian(executor, y, Tensor.of(2.0, 0, 5)));
    assertArrayEquals(
        new double[] {0, 5, 0, 5, 0, 0, 0, 0, 0}, hessian(executor, y, Tensor.of(0.0, 0, 5)));
  }

  /// √0 in a row that is not used.
  @ParameterizedTest
  @EnumSource
  void unusedRowsLeakNothing(Executor executor) {
    Input m = Input.of("m", DType.FLOAT64, 2, 2);
    Tensor at = Tensor.of(new double[][] {{0, 4}, {9, 16}});
    Expr second = Slice.slice(Prod.prod(m.sqrt(), 1), 0, 1, 2).sum();
    clean(executor, second, m, at, 0, 0, 4.0 / 6, 3.0 / 8);
    Expr masked = Where.where(Compare.greater(m, 0), m.sqrt(), 1);
    clean(executor, Prod.prod(masked, 1).sum(), m, at, 0, 0.25, 4.0 / 6, 3.0 / 8);
    Input w = Input.of("w", DType.FLOAT64, 2, 2);
    Expr product = Einsum.einsum("ij,kj->ki", m.sqrt(), w);
    Expr g = Grad.grad(Slice.slice(product, 1, 1, 2).sum(), m).of(m);
    Expr h = Grad.grad(g.sum(), m).of(m);
    Map<Expr, Tensor> both = Map.of(m, at, w, Tensor.of(new double[][] {{1, 2}, {4, 8}}));
    assertArrayEquals(new double[] {0, 0, 5.0 / 6, 10.0 / 8}, values(executor, g, both), 1e-14);
    assertArrayEquals(
        new double[] {0, 0, -5.0 / 108, -10.0 / 256}, values(executor, h, both), 1e-14);
  }

  @Test
  void subscriptsAreRefusedByName() {
    Input a = Input.of("a", DType.FLOAT64, 2, 3);
    refuses(
        "[einsum] subscripts must look like ij,jk->ik, got \"ij,jk\"",
        () -> Einsum.einsum("ij,jk", a, a));
    refuses(
        "[einsum] subscripts must look like ij,jk->ik, got \"...j,jk->...k\"",
        () -> Einsum.einsum("...j,jk->...k", a, a));
    refuses("[einsum] subscript i is twice in \"ii\"", () -> Einsum.einsum("ii,j->j", a, z));
    refuses("[einsum] subscript i is twice in \"ii\"", () -> Einsum.einsum("ij,j->ii", a, z));
    refuses(
        "[einsum] subscripts \"ijk\" name 3 axes of an operand of shape [2, 3]",
        () -> Einsum.einsum("ijk,j->i", a, z));
    refuses(
        "[einsum] subscript q of the result is in no operand",
        () -> Einsum.einsum("ij,j->iq", a, z));
    refuses(
        "[einsum] subscript i has length 2 in ij [2, 3], but 3 in ji [2, 3]",
        () -> Einsum.einsum("ij,ji->", a, a));
    refuses(
        "[einsum] needs two operands of one numeric dtype, got float64 and int64",
        () -> Einsum.einsum("ij,j->i", a, Input.of("n", DType.INT64, 3)));
    refuses(
        "[einsum] ij,jk->ki does not fit [2, 3] and [3, 2] in canonical order: use the factory"
            + " einsum",
        () -> new Einsum("ij", "jk", "ki").of(a, a.transpose()));
    refuses("[dot] last axes must be equal: [2, 3] × [2]", () -> Dot.dot(a, a.sum(1)));
    refuses("[dot] needs at least one axis on each side", () -> Dot.dot(a, a.sum()));
    refuses("[outer] needs at least one axis on each side", () -> Dot.outer(a.sum(), a));
    refuses("[prod] needs numbers, not bool", () -> Prod.prod(Input.of("b", DType.BOOL, 3)));
  }

  @ParameterizedTest
  @EnumSource
  void otherSizes(Executor executor) {
    Dim m = Dim.of("m", 5);
    Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(m)));
    Expr y = Prod.prod(x).plus(Einsum.einsum("i,i->", x, x)).plus(Dot.outer(x, x).sum());
    Expr g = Grad.grad(y, x).of(x);
    Expr h = Grad.grad(g.sum(), x).of(x);
    Graph.Copy copy = Graph.at(List.of(y, g, h), Map.of("m", 3));
    Map<Expr, Tensor> at = Map.of(copy.map().get(x), Tensor.of(2.0, 0, 5));
    assertEquals(29 + 49, executor.value(copy.map().get(y), at).item());
    assertArrayEquals(
        new double[] {4 + 14, 10 + 14, 10 + 14},
        executor.value(copy.map().get(g), at).toDoubleArray());
    assertArrayEquals(
        new double[] {5 + 2 + 6, 7 + 2 + 6, 2 + 2 + 6},
        executor.value(copy.map().get(h), at).toDoubleArray());
  }
}
