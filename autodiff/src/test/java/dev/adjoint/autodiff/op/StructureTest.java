package dev.adjoint.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Joining, cutting, repeating and picking: what is refused, other sizes, and that nothing leaks.
final class StructureTest {
  private final Dim m = Dim.of("m", 4);
  private final Input x = Input.of("x", DType.FLOAT64, 2, 3);
  private final Input v = Input.of("v", DType.FLOAT64, 3);
  private final Input rows =
      Input.of("rows", new TensorType(DType.FLOAT64, Shape.of(m, Dim.of(2))));

  static void refuses(String message, Executable call) {
    AdjointException e = assertThrows(AdjointException.class, call);
    assertEquals(message, e.getMessage().lines().findFirst().orElseThrow());
  }

  @Test
  void concatRefuses() {
    refuses("[concat] needs at least one operand", () -> Concat.concat(0));
    refuses(
        "[concat] all axes but axis 0 must be equal, got [2, 3] and [3]",
        () -> Concat.concat(0, x, v));
    refuses(
        "[concat] all axes but axis 1 must be equal, got [2, 3] and [3, 3]",
        () -> Concat.concat(1, x, Input.of("y", DType.FLOAT64, 3, 3)));
    refuses(
        "[concat] operands must have one dtype, got float64 and float32: nothing is promoted"
            + " silently, use cast",
        () -> Concat.concat(0, x, Input.of("y", DType.FLOAT32, 2, 3)));
    refuses("[concat] there is no axis 2 in a shape of rank 2", () -> Concat.concat(2, x, x));
    refuses("[stack] shapes must be equal, got [2, 3] and [3]", () -> Concat.stack(0, x, v));
    refuses("[stack] a new axis cannot be at 3 beside rank 2", () -> Concat.stack(3, x, x));
    refuses("[stack] needs at least one operand", () -> Concat.stack(0));
  }

  @Test
  void splitRefuses() {
    refuses(
        "[split] lengths [1, 1] add up to 2, axis 1 has 3",
        () -> Slice.split(x, 1, Dim.of(1), Dim.of(1)));
    refuses("[split] axis of length 3 is not 2 equal parts", () -> Slice.split(x, 1, 2));
    refuses("[split] axis of length m=4 is not 2 equal parts", () -> Slice.split(rows, 0, 2));
    refuses(
        "[split] lengths [2, 2] add up to 4, axis 0 has m=4",
        () -> Slice.split(rows, 0, Dim.of(2), Dim.of(2)));
  }

  @Test
  void squeezeAndUnsqueezeRefuse() {
    refuses("[squeeze] axis 1 has length 3, not 1", () -> Reshape.squeeze(x, -1));
    refuses("[squeeze] name the axes to drop", () -> Reshape.squeeze(x));
    refuses(
        "[squeeze] axis 0 has length one=1, not 1",
        () ->
            Reshape.squeeze(
                Input.of("y", new TensorType(DType.FLOAT64, Shape.of(Dim.of("one", 1)))), 0));
    refuses("[unsqueeze] a new axis cannot be at -4 beside rank 2", () -> Reshape.unsqueeze(x, -4));
    assertEquals("[m=4, 1, 2]", Reshape.unsqueeze(rows, 1).shape().toString());
    assertEquals("[m=4, 2, 1]", Reshape.unsqueeze(rows, -1).shape().toString());
    assertEquals(
        rows.shape(), Reshape.squeeze(Reshape.unsqueeze(rows, 1), 1).shape(), "names are kept");
  }

  @Test
  void matricesAreRequired() {
    refuses("[tril] needs at least two axes, got [3]", () -> Triangle.tril(v));
    refuses("[triu] needs at least two axes, got [3]", () -> Triangle.triu(v, 1));
    refuses("[diagonal] needs square matrices, got [2, 3]", () -> Diagonal.diagonal(x));
    refuses("[trace] needs square matrices, got [3]", () -> Diagonal.trace(v));
    refuses(
        "[diagonalMatrix] needs at least one axis",
        () -> Diagonal.diagonalMatrix(Input.of("s", DType.FLOAT64)));
    refuses("[repeat] there is no axis 2 in a shape of rank 2", () -> Repeat.repeat(x, 2, 2));
    refuses("[take] there is no axis -3 in a shape of rank 2", () -> Gather.take(x, x, -3));
    refuses("[gather] needs int64 indices, not float64", () -> Gather.take(x, x, 1));
  }

  @ParameterizedTest
  @EnumSource
  void oneHotRefusesLabelsOutside(Executor executor) {
    refuses("[oneHot] needs int64 labels, not float64", () -> OneHot.oneHot(x, 3, DType.FLOAT64));
    Input labels = Input.of("labels", DType.INT64, 3);
    Expr y = OneHot.oneHot(labels, 3, DType.FLOAT64);
    for (long bad : new long[] {-1, 3}) {
      AdjointException e =
          assertThrows(
              AdjointException.class,
              () -> executor.value(y, Map.of(labels, Tensor.of(0L, 1L, bad))));
      assertTrue(
          e.getMessage().contains("index " + bad + " at position 2 is outside 0..2")
              && e.getMessage().contains("in oneHot"),
          e.getMessage());
    }
    assertTrue(
        Grad.grad(y.times(x.sum()).sum(), x).answer(x) instanceof Gradient.Connected, "beside it");
  }

  /// Every op that holds a length follows its name, in the graph of a gradient too.
  @ParameterizedTest
  @EnumSource
  void otherSizes(Executor executor) {
    Input labels = Input.of("labels", new TensorType(DType.INT64, Shape.of(m)));
    Expr twice = Concat.concat(0, rows, rows.times(3));
    Expr second = Slice.split(twice, 0, m, m).get(1);
    Expr square = second.matmul(rows.transpose());
    Expr picked = OneHot.oneHot(labels, m, DType.FLOAT64).matmul(Triangle.tril(square));
    Expr column = Gather.take(Diagonal.diagonal(picked), labels, 0);
    Expr parts = Repeat.repeat(Repeat.tile(column, 0, m), 0, 2);
    Expr loss =
        parts
            .sum()
            .plus(Diagonal.trace(Diagonal.diagonalMatrix(column)))
            .plus(Concat.stack(0, column, column).sum());
    assertEquals("[2·m²=32]", parts.shape().toString());
    Expr gradient = Grad.grad(loss, rows).of(rows);
    Graph.Copy copy = Graph.at(List.of(loss, gradient), Map.of("m", 3));
    double[] values = {1, 2, -1, 0.5, 3, -2};
    Map<Expr, Tensor> at = new HashMap<>();
    at.put(copy.map().get(rows), Tensor.of(Shape.of(3, 2), values));
    at.put(copy.map().get(labels), Tensor.of(1L, 0L, 2L));
    // picked[i, i] = square[labels[i], i] if i ≤ labels[i]; column[i] = picked[labels[i]] doubled.
    double[][] r = {{1, 2}, {-1, 0.5}, {3, -2}};
    int[] label = {1, 0, 2};
    double expected = 0;
    double[] slope = new double[6];
    for (int i = 0; i < 3; i++) {
      int k = label[i];
      int row = label[k];
      if (k <= row) {
        double weight = 3 * (2 * 3 + 1 + 2);
        expected += weight * (r[row][0] * r[k][0] + r[row][1] * r[k][1]);
        for (int c = 0; c < 2; c++) {
          slope[2 * row + c] += weight * r[k][c];
          slope[2 * k + c] += weight * r[row][c];
        }
      }
    }
    assertEquals(expected, executor.value(copy.map().get(loss), at).item(), 1e-12);
    assertArrayEquals(slope, executor.value(copy.map().get(gradient), at).toDoubleArray(), 1e-12);
  }

  /// √ at 0 and below, behind elements that are not used.
  @ParameterizedTest
  @EnumSource
  void unusedElementsLeakNothing(Executor executor) {
    Input z = Input.of("z", DType.FLOAT64, 4);
    Tensor at = Tensor.of(4.0, 0, -1, 9);
    Expr root = z.sqrt();
    Expr ends =
        Concat.concat(0, Slice.split(root, 0, 4).get(0), Slice.split(root, 0, 4).get(3)).sum();
    clean(executor, ends, z, at, 0.25, 0, 0, 1.0 / 6);
    Expr joined = Concat.concat(0, root, z);
    Expr kept = Where.where(Compare.greater(joined, 0), joined, 0);
    clean(executor, Slice.slice(kept, 0, 0, 4).sum(), z, at, 0.25, 0, 0, 1.0 / 6);
    Expr square = Diagonal.diagonalMatrix(z).plus(Reshape.unsqueeze(z, 0)).sqrt();
    clean(
        executor,
        Slice.slice(Diagonal.diagonal(square), 0, 3, 4).sum(),
        z,
        at,
        0,
        0,
        0,
        2 / (2 * Math.sqrt(18)));
    Expr table = root.reshape(2, 2);
    clean(executor, Slice.slice(Triangle.triu(table, 1), 1, 0, 1).sum(), z, at, 0, 0, 0, 0);
    clean(executor, Slice.slice(Diagonal.diagonal(table), 0, 1, 2).sum(), z, at, 0, 0, 0, 1.0 / 6);
    clean(
        executor, Slice.slice(Repeat.tile(root, 0, 2), 0, 3, 5).sum(), z, at, 0.25, 0, 0, 1.0 / 6);
    clean(executor, Slice.slice(Concat.stack(1, root, z), 0, 0, 1).sum(), z, at, 1.25, 0, 0, 0);
  }

  /// The gradient, and a second one, if any, that is finite.
  static void clean(Executor executor, Expr loss, Input z, Tensor at, double... expected) {
    Expr g = Grad.grad(loss, z).of(z);
    assertArrayEquals(expected, executor.value(g, Map.of(z, at)).toDoubleArray(), 1e-13);
    if (Grad.grad(g.sum(), List.of(z)).answer(z) instanceof Gradient.Connected(Expr second)) {
      Map<Expr, Tensor> needed =
          Graph.inputs(List.of(second)).contains(z) ? Map.of(z, at) : Map.of();
      for (double value : executor.value(second, needed).toDoubleArray()) {
        assertTrue(Double.isFinite(value), "second derivative " + value);
      }
    }
  }
}
