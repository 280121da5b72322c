package dev.adjoint.autodiff.exec.elementary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// One number at a time or a tile of them, interpreted or compiled: the same bits, but for those of
/// NaN.
final class SameBitsTest {
  private static final int TILES = 400;
  private static final int TILE = 512;

  @TestFactory
  Stream<DynamicTest> scalarAndTile() {
    return ElementaryFunctions.ALL.stream().map(f -> dynamicTest(f.name(), () -> tiles(f)));
  }

  @TestFactory
  Stream<DynamicTest> interpretedAndCompiled() {
    return ElementaryFunctions.ALL.stream()
        .flatMap(
            f ->
                Stream.of(DType.FLOAT32, DType.FLOAT64)
                    .map(dtype -> dynamicTest(f + " " + dtype, () -> executors(f, dtype))));
  }

  /// Tiles of comfortable numbers only, of any bits, and of both; the result in a register of its
  /// own, or in that of an operand.
  private static void tiles(ElementaryFunction f) {
    Random random = new Random(6);
    Scratch scratch = new Scratch(TILE);
    for (int tile = 0; tile < TILES; tile++) {
      int n = tile % 3 == 0 ? TILE : 1 + random.nextInt(TILE);
      double[] x = new double[TILE];
      double[] y = new double[TILE];
      fill(f, random, tile % 4, x, y);
      double[] expected = new double[TILE];
      for (int i = 0; i < n; i++) {
        expected[i] = f.own().at(x[i], y[i]);
      }
      double[] fresh = new double[TILE];
      f.tile().run(fresh, x, y, n, scratch);
      assertArrayEquals(bits(expected, n), bits(fresh, n), f.name());
      double[] second = y.clone();
      f.tile().run(second, x, second, n, scratch);
      assertArrayEquals(bits(expected, n), bits(second, n), f + " in place of the second operand");
      f.tile().run(x, x, y, n, scratch);
      assertArrayEquals(bits(expected, n), bits(x, n), f + " in place");
    }
  }

  /// Random points: of the function's own, with some of any bits (1), only such (2), or small (3).
  private static void fill(ElementaryFunction f, Random random, int kind, double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      boolean any = kind == 2 || (kind == 1 && random.nextInt(40) == 0);
      double[] point =
          any
              ? new double[] {
                Double.longBitsToDouble(random.nextLong()),
                Double.longBitsToDouble(random.nextLong())
              }
              : kind == 3
                  ? new double[] {random.nextGaussian(), random.nextGaussian()}
                  : f.points().at(random.nextDouble(), random.nextDouble());
      x[i] = random.nextInt(100) == 0 ? 0 * point[0] : point[0];
      y[i] = point[1];
    }
  }

  private static long[] bits(double[] values, int n) {
    return Arrays.stream(values, 0, n).mapToLong(Double::doubleToLongBits).toArray();
  }

  private static void executors(ElementaryFunction f, DType dtype) {
    Random random = new Random(7);
    int n = 3 * TILE + 1;
    double[] x = new double[n];
    double[] y = new double[n];
    fill(f, random, 1, x, y);
    List<Expr> inputs = new ArrayList<>();
    Map<Expr, Tensor> bindings = new HashMap<>();
    for (double[] values : List.of(x, y).subList(0, f.operands())) {
      Tensor tensor = Tensor.of(values).cast(dtype);
      Input input = Input.of("x" + inputs.size(), tensor.type());
      inputs.add(input);
      bindings.put(input, tensor);
    }
    Expr result = f.op().apply(inputs);
    List<long[]> results =
        Stream.of(Executor.values())
            .map(executor -> executor.of(result).run(bindings).getFirst())
            .map(tensor -> DoubleStream.of(tensor.toDoubleArray()))
            .map(values -> values.mapToLong(Double::doubleToLongBits).toArray())
            .toList();
    results.forEach(bits -> assertArrayEquals(results.getFirst(), bits, f + " " + dtype));
  }
}
