package dev.adjoint.autodiff.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TensorTest {
  /// Computed apart from the code under test.
  private static final double[] UNIFORM_OF_SEED_1 = {0.6864342655512504, 0.46473338577294176};

  private static final double[] NORMAL_OF_SEED_1 = {0.09439527415460319, 0.4036072584923319};

  @Test
  void factoriesGiveTypes() {
    assertEquals("float64[]", Tensor.scalar(1.0).type().toString());
    assertEquals("float32[]", Tensor.scalar(1f).type().toString());
    assertEquals("int64[]", Tensor.scalar(1L).type().toString());
    assertEquals("bool[]", Tensor.scalar(true).type().toString());
    assertEquals("float64[2]", Tensor.of(1.0, 2.0).type().toString());
    assertEquals("float32[2]", Tensor.of(1f, 2f).type().toString());
    assertEquals("int64[2]", Tensor.of(1, 2).type().toString());
    assertEquals("bool[2]", Tensor.of(true, false).type().toString());
    assertEquals("float64[1, 2]", Tensor.of(new double[][] {{1, 2}}).type().toString());
    assertEquals("float32[1, 2]", Tensor.of(new float[][] {{1, 2}}).type().toString());
    assertEquals("int64[1, 2]", Tensor.of(new long[][] {{1, 2}}).type().toString());
    assertEquals("bool[1, 2]", Tensor.of(new boolean[][] {{true, false}}).type().toString());
    Shape named = Shape.of(Dim.of("m", 2), Dim.of(1));
    assertEquals("float64[m=2, 1]", Tensor.of(named, 1.0, 2.0).type().toString());
    assertEquals("float32[m=2, 1]", Tensor.of(named, 1f, 2f).type().toString());
    assertEquals("int64[m=2, 1]", Tensor.of(named, 1, 2).type().toString());
    assertEquals("bool[m=2, 1]", Tensor.of(named, true, false).type().toString());
  }

  @Test
  void tensorsDoNotSeeLaterChangesOfArrays() {
    double[] doubles = {1, 2};
    float[] floats = {1, 2};
    long[] longs = {1, 2};
    boolean[] booleans = {true, true};
    double[][] rows = {{1, 2}};
    Tensor a = Tensor.of(doubles);
    Tensor b = Tensor.of(floats);
    Tensor c = Tensor.of(longs);
    Tensor d = Tensor.of(booleans);
    Tensor e = Tensor.of(rows);
    Tensor f = Tensor.of(Shape.of(1, 2), doubles);
    doubles[0] = 9;
    floats[0] = 9;
    longs[0] = 9;
    booleans[0] = false;
    rows[0][0] = 9;
    a.toDoubleArray()[0] = 9;
    b.toFloatArray()[0] = 9;
    b.toDoubleArray()[0] = 9;
    c.toLongArray()[0] = 9;
    d.toBooleanArray()[0] = false;
    e.toMatrix()[0][0] = 9;
    ((double[][]) e.toNested())[0][0] = 9;
    assertEquals(1, a.doubleAt(0));
    assertEquals(1, b.doubleAt(0));
    assertEquals(1, c.longAt(0));
    assertTrue(d.booleanAt(0));
    assertEquals(1, e.doubleAt(0, 0));
    assertEquals(1, f.doubleAt(0, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void nestedArraysOfAnyRankComeBack(int rank) {
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = 1 + axis % 3;
    }
    Shape shape = Shape.of(sizes);
    Tensor tensor = Tensor.range(shape.size()).reshape(shape);
    assertEquals(rank, tensor.rank());
    assertEquals(tensor, Tensor.ofNested(tensor.toNested()));
    for (DType dtype : DType.values()) {
      Tensor cast = tensor.cast(dtype);
      assertEquals(cast, Tensor.ofNested(cast.toNested()));
    }
    int[] last = Arrays.stream(sizes).map(length -> length - 1).toArray();
    assertEquals(shape.size() - 1, tensor.longAt(last));
    assertEquals(0, tensor.longAt(new int[rank]));
  }

  @Test
  void elementsAreInRowMajorOrder() {
    Tensor tensor = Tensor.range(24).reshape(Shape.of(2, 3, 4));
    long[][][] nested = (long[][][]) tensor.toNested();
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 4; k++) {
          assertEquals(12 * i + 4 * j + k, tensor.longAt(i, j, k));
          assertEquals(12 * i + 4 * j + k, nested[i][j][k]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyAxisMayBeEmpty(DType dtype) {
    for (Shape shape :
        new Shape[] {Shape.of(0), Shape.of(0, 3), Shape.of(3, 0), Shape.of(2, 0, 2, 2, 0, 2)}) {
      Tensor empty = Tensor.zeros(new TensorType(dtype, shape));
      assertEquals(0, empty.size());
      assertFalse(empty.hasNonFinite());
      assertEquals(empty, empty.reshape(Shape.of(7, 0)).reshape(shape));
      assertEquals(new TensorType(dtype, shape) + " []", empty.toString());
      for (DType target : DType.values()) {
        assertEquals(shape, empty.cast(target).shape());
      }
      assertThrows(ShapeException.class, () -> empty.cast(DType.BOOL).booleanAt(0, 0));
    }
    assertEquals(Shape.of(0, 0), Tensor.of(new double[0][]).shape());
    assertEquals(Shape.of(0, 0), Tensor.of(new double[0][3]).shape());
    assertEquals(Shape.of(2, 0), Tensor.of(new double[2][0]).shape());
    assertArrayEquals(new double[2][0], Tensor.of(new double[2][0]).toMatrix());
    assertArrayEquals(
        new double[0][3], Tensor.zeros(TensorType.of(DType.FLOAT64, 0, 3)).toMatrix());
  }

  @Test
  void raggedArraysAreRefused() {
    assertShapeError(
        "[ofNested] arrays must not be ragged: index [0] has length 2, index [1] has length 1",
        () -> Tensor.of(new double[][] {{1, 2}, {3}}));
    assertShapeError(
        "[ofNested] the array at index [1] is null", () -> Tensor.of(new long[][] {{1}, null}));
    assertShapeError(
        "[ofNested] the array at index [0] is null", () -> Tensor.of(new float[][] {null, {1}}));
    assertShapeError(
        "[ofNested] arrays must not be ragged: index [0, 0] has length 1, index [1, 1] has"
            + " length 2",
        () -> Tensor.ofNested(new double[][][] {{{1}, {2}}, {{3}, {4, 5}}}));
    assertShapeError(
        "[ofNested] arrays must not be ragged: index [0] has length 0, index [1] has length 1",
        () -> Tensor.ofNested(new boolean[][][] {{}, {{true}}}));
    assertShapeError(
        "[ofNested] the array at index [0, 1] is null",
        () -> Tensor.ofNested(new double[][][] {{{1}, null}}));
  }

  @Test
  void onlyArraysOfTheFourTypesNest() {
    assertDTypeError(
        "[ofNested] expected nested arrays of float, double, boolean or long, got int[][]",
        () -> Tensor.ofNested(new int[][] {{1}}));
    assertDTypeError(
        "[ofNested] expected nested arrays of float, double, boolean or long, got"
            + " java.lang.Double[]",
        () -> Tensor.ofNested(new Double[] {1.0}));
    assertDTypeError(
        "[ofNested] expected nested arrays of float, double, boolean or long, got"
            + " java.lang.Object[]",
        () -> Tensor.ofNested(new Object[] {new double[] {1}}));
    assertDTypeError(
        "[ofNested] expected nested arrays of float, double, boolean or long, got"
            + " java.lang.String",
        () -> Tensor.ofNested("1"));
  }

  @Test
  void theNumberOfValuesMustFitTheShape() {
    assertShapeError(
        "[tensor] shape [2, 3] has 6 elements, got 5 values",
        () -> Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5));
    assertShapeError(
        "[tensor] shape [65536, 65536] has 4294967296 elements, more than a tensor can hold",
        () -> Tensor.zeros(TensorType.of(DType.BOOL, 65536, 65536)));
    assertShapeError(
        "[tensor] shape [65536, 65536] has 4294967296 elements, more than a tensor can hold",
        () -> Tensor.uniform(Shape.of(65536, 65536), 1));
  }

  @Test
  void fullHoldsOneValueOfItsType() {
    assertEquals(Tensor.of(1.5, 1.5), Tensor.full(TensorType.of(DType.FLOAT64, 2), 1.5));
    assertEquals(Tensor.of(0.1f), Tensor.full(TensorType.of(DType.FLOAT32, 1), 0.1));
    assertEquals(Tensor.of(-3), Tensor.full(TensorType.of(DType.INT64, 1), -3));
    assertEquals(Tensor.of(true, true), Tensor.ones(TensorType.of(DType.BOOL, 2)));
    assertEquals(Tensor.of(false), Tensor.zeros(TensorType.of(DType.BOOL, 1)));
    assertEquals(Tensor.scalar(1f), Tensor.ones(TensorType.of(DType.FLOAT32)));
    assertDTypeError(
        "[full] 0.5 is not an int64 value: cast to a floating dtype first",
        () -> Tensor.full(TensorType.of(DType.INT64), 0.5));
    assertDTypeError(
        "[full] NaN is not an int64 value: cast to a floating dtype first",
        () -> Tensor.full(TensorType.of(DType.INT64), Double.NaN));
    assertDTypeError(
        "[full] 9.223372036854776E18 is not an int64 value: cast to a floating dtype first",
        () -> Tensor.full(TensorType.of(DType.INT64), 0x1p63));
    assertDTypeError(
        "[full] bool is filled with 0 or 1, got 2.0",
        () -> Tensor.full(TensorType.of(DType.BOOL), 2));
  }

  @Test
  void rangeCountsUpAndDown() {
    assertEquals(Tensor.of(0, 1, 2), Tensor.range(3));
    assertEquals(0, Tensor.range(-3).size());
    assertEquals(Tensor.of(2, 5), Tensor.range(2, 8, 3));
    assertEquals(Tensor.of(2, 5, 8), Tensor.range(2, 9, 3));
    assertEquals(Tensor.of(5, 3), Tensor.range(5, 1, -2));
    assertEquals(0, Tensor.range(1, 5, -1).size());
    assertEquals(
        Tensor.of(Long.MIN_VALUE, -(1L << 62), 0, 1L << 62),
        Tensor.range(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62));
    assertEquals(
        Tensor.of(Long.MAX_VALUE, -1),
        Tensor.range(Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE));
    assertEquals(
        "[range] the step must not be 0",
        assertThrows(AdjointException.class, () -> Tensor.range(0, 1, 0)).getMessage());
    assertShapeError(
        "[range] -9223372036854775808 to 9223372036854775807 by 1 has 18446744073709551615"
            + " elements, more than an axis can have",
        () -> Tensor.range(Long.MIN_VALUE, Long.MAX_VALUE, 1));
  }

  @Test
  void linspaceHitsBothEnds() {
    assertEquals(Tensor.of(0.0, 0.25, 0.5, 0.75, 1.0), Tensor.linspace(0, 1, 5));
    assertEquals(
        Tensor.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
        Tensor.linspace(0, 1, 11));
    assertEquals(Tensor.of(3.0), Tensor.linspace(3, 4, 1));
    assertEquals(0, Tensor.linspace(3, 4, 0).size());
    assertEquals(Tensor.of(0.1, 0.1, 0.1), Tensor.linspace(0.1, 0.1, 3));
    double max = Double.MAX_VALUE;
    // The difference of the ends overflows.
    Tensor wide = Tensor.of(-max, -max / 2, 0.0, max / 2, max);
    assertTrue(Ulp.maxDistance(wide, Tensor.linspace(-max, max, 5)) <= 1);
    assertShapeError(
        "[linspace] count must not be negative, got -1", () -> Tensor.linspace(0, 1, -1));
    assertEquals(
        "[linspace] ends must be finite, got 0.0 and Infinity",
        assertThrows(AdjointException.class, () -> Tensor.linspace(0, Double.POSITIVE_INFINITY, 3))
            .getMessage());
  }

  @Test
  void uniformDrawsAreReproducibleAndSpread() {
    Shape shape = Shape.of(100, 1000);
    Tensor draws = Tensor.uniform(shape, 42);
    assertEquals(draws, Tensor.uniform(shape, 42));
    assertNotEquals(draws, Tensor.uniform(shape, 43));
    double[] values = draws.toDoubleArray();
    assertTrue(Arrays.stream(values).allMatch(x -> x >= 0 && x < 1));
    assertEquals(0.5, mean(values), 5 / Math.sqrt(12 * values.length));
    assertEquals(1.0 / 12, variance(values), 0.001);
    int[] counts = new int[10];
    for (double value : values) {
      counts[(int) (10 * value)]++;
    }
    for (int count : counts) {
      assertEquals(10_000, count, 500);
    }
    assertEquals(Tensor.uniform(Shape.of(5), 42).doubleAt(3), draws.doubleAt(0, 3));
  }

  @Test
  void normalDrawsHaveTheNormalMoments() {
    Shape shape = Shape.of(100_000);
    Tensor draws = Tensor.normal(shape, 42);
    assertEquals(draws, Tensor.normal(shape, 42));
    assertNotEquals(draws, Tensor.normal(shape, 43));
    assertFalse(draws.hasNonFinite());
    double[] values = draws.toDoubleArray();
    assertEquals(0, mean(values), 5 / Math.sqrt(values.length));
    assertEquals(1, variance(values), 5 * Math.sqrt(2.0 / values.length));
    assertEquals(0, mean(Arrays.stream(values).map(x -> x * x * x).toArray()), 0.07);
    assertEquals(3, mean(Arrays.stream(values).map(x -> x * x * x * x).toArray()), 0.2);
    double within = Arrays.stream(values).filter(x -> Math.abs(x) < 1).count();
    assertEquals(0.6827, within / values.length, 0.01);
    // Neighbours are uncorrelated.
    double[] products = new double[values.length - 1];
    Arrays.setAll(products, i -> values[i] * values[i + 1]);
    assertEquals(0, mean(products), 5 / Math.sqrt(values.length));
  }

  @Test
  void theBitsOfRandomDrawsArePinned() {
    assertEquals(Tensor.of(UNIFORM_OF_SEED_1), Tensor.uniform(Shape.of(2), 1));
    assertEquals(Tensor.of(NORMAL_OF_SEED_1), Tensor.normal(Shape.of(2), 1));
  }

  @Test
  void doubleAtReadsWhatADoubleHolds() {
    assertEquals(0.1f, Tensor.of(0.1f).doubleAt(0));
    assertEquals(1L << 53, Tensor.of(1L << 53).doubleAt(0));
    assertEquals(-0x1p63, Tensor.of(Long.MIN_VALUE).doubleAt(0));
    assertDTypeError(
        "[doubleAt] no double equals 9007199254740993: cast first, or read it as long",
        () -> Tensor.of((1L << 53) + 1).doubleAt(0));
    assertDTypeError(
        "[doubleAt] no double equals 9223372036854775807: cast first, or read it as long",
        () -> Tensor.of(Long.MAX_VALUE).doubleAt(0));
    assertDTypeError(
        "[doubleAt] expected float64, got bool[1]: cast first", () -> Tensor.of(true).doubleAt(0));
    assertDTypeError(
        "[longAt] expected int64, got float64[1]: cast first", () -> Tensor.of(1.0).longAt(0));
    assertDTypeError(
        "[booleanAt] expected bool, got int64[1]: cast first", () -> Tensor.of(1).booleanAt(0));
  }

  @Test
  void indicesAreChecked() {
    Tensor tensor = Tensor.zeros(TensorType.of(DType.FLOAT64, 2, 3));
    assertShapeError(
        "[tensor] index [0, 3] is out of bounds for shape [2, 3] on axis 1",
        () -> tensor.doubleAt(0, 3));
    assertShapeError(
        "[tensor] index [-1, 0] is out of bounds for shape [2, 3] on axis 0",
        () -> tensor.doubleAt(-1, 0));
    assertShapeError(
        "[tensor] index [1] must have 2 numbers, one for each axis of shape [2, 3]",
        () -> tensor.doubleAt(1));
    assertShapeError(
        "[tensor] index [0] must have 0 numbers, one for each axis of shape []",
        () -> Tensor.scalar(1L).longAt(0));
    assertTrue(Tensor.scalar(true).booleanAt());
  }

  @Test
  void itemIsTheOnlyElement() {
    assertEquals(2.5, Tensor.scalar(2.5).item());
    assertEquals(2.5, Tensor.of(new float[][] {{2.5f}}).item());
    assertEquals(7, Tensor.of(7).item());
    assertShapeError(
        "[item] expected one element, got shape [2]", () -> Tensor.of(1.0, 2.0).item());
    assertShapeError(
        "[item] expected one element, got shape [0]", () -> Tensor.of(new double[0]).item());
    assertDTypeError(
        "[item] expected float64, got bool[]: cast first", () -> Tensor.scalar(true).item());
  }

  @Test
  void flatArraysWidenButNeverNarrow() {
    assertArrayEquals(new double[] {0.1f}, Tensor.of(0.1f).toDoubleArray());
    assertArrayEquals(new double[][] {{1, 2}}, Tensor.of(new float[][] {{1, 2}}).toMatrix());
    assertArrayEquals(new boolean[] {true}, Tensor.of(true).toBooleanArray());
    assertArrayEquals(new long[] {4}, Tensor.of(4).toLongArray());
    assertArrayEquals(new float[] {4}, Tensor.of(4f).toFloatArray());
    assertDTypeError(
        "[toDoubleArray] expected float64, got int64[1]: cast first",
        () -> Tensor.of(1).toDoubleArray());
    assertDTypeError(
        "[toFloatArray] expected float32, got float64[1]: cast first",
        () -> Tensor.of(1.0).toFloatArray());
    assertDTypeError(
        "[toLongArray] expected int64, got float64[1]: cast first",
        () -> Tensor.of(1.0).toLongArray());
    assertDTypeError(
        "[toBooleanArray] expected bool, got float64[1]: cast first",
        () -> Tensor.of(1.0).toBooleanArray());
    assertDTypeError(
        "[toMatrix] expected float64, got int64[1, 1]: cast first",
        () -> Tensor.of(new long[][] {{1}}).toMatrix());
    assertShapeError("[toMatrix] expected 2 axes, got shape [1]", () -> Tensor.of(1.0).toMatrix());
  }

  @Test
  void castConverts() {
    Tensor doubles = Tensor.of(0.0, -0.0, 1.9, -1.9, Double.MIN_VALUE);
    assertEquals(Tensor.of(0, 0, 1, -1, 0), doubles.cast(DType.INT64));
    assertEquals(Tensor.of(false, false, true, true, true), doubles.cast(DType.BOOL));
    assertEquals(Tensor.of(0f, -0f, 1.9f, -1.9f, 0f), doubles.cast(DType.FLOAT32));
    assertSame(doubles, doubles.cast(DType.FLOAT64));
    assertEquals(Tensor.of((double) 1.9f), Tensor.of(1.9f).cast(DType.FLOAT64));
    assertEquals(Tensor.of(-1), Tensor.of(-1.9f).cast(DType.INT64));
    assertEquals(Tensor.of(true), Tensor.of(Double.NaN).cast(DType.BOOL));
    assertEquals(Tensor.of(true, false), Tensor.of(2f, -0f).cast(DType.BOOL));
    assertEquals(Tensor.of(true, false), Tensor.of(2, 0).cast(DType.BOOL));
    Tensor bools = Tensor.of(true, false);
    assertEquals(Tensor.of(1.0, 0.0), bools.cast(DType.FLOAT64));
    assertEquals(Tensor.of(1f, 0f), bools.cast(DType.FLOAT32));
    assertEquals(Tensor.of(1, 0), bools.cast(DType.INT64));
    assertEquals(Tensor.of(0x1p53), Tensor.of((1L << 53) + 1).cast(DType.FLOAT64));
    assertEquals(
        Tensor.of(Float.POSITIVE_INFINITY), Tensor.of(Double.MAX_VALUE).cast(DType.FLOAT32));
    Shape named = Shape.of(Dim.of("m", 1));
    assertEquals(named, Tensor.of(named, 1.0).cast(DType.INT64).shape());
  }

  @Test
  void castOfIntegersToFloatRoundsOnce() {
    // By way of a double this would land on a tie and round down.
    long value = (1L << 60) + (1L << 36) + 1;
    assertEquals(Tensor.of(Math.nextUp(0x1p60f)), Tensor.of(value).cast(DType.FLOAT32));
  }

  @Test
  void castToIntegersRefusesWhatDoesNotFit() {
    assertDTypeError(
        "[cast] element [1, 0] of float64[2, 2] is NaN, which has no int64 value",
        () -> Tensor.of(new double[][] {{1, 2}, {Double.NaN, 4}}).cast(DType.INT64));
    assertDTypeError(
        "[cast] element [0] of float32[1] is -Infinity, which has no int64 value",
        () -> Tensor.of(Float.NEGATIVE_INFINITY).cast(DType.INT64));
    assertDTypeError(
        "[cast] element [] of float64[] is 9.223372036854776E18, which has no int64 value",
        () -> Tensor.scalar(0x1p63).cast(DType.INT64));
    assertEquals(Tensor.of(Long.MIN_VALUE), Tensor.of(-0x1p63).cast(DType.INT64));
    assertEquals(
        Tensor.of(Long.MAX_VALUE - 1023), Tensor.of(Math.nextDown(0x1p63)).cast(DType.INT64));
  }

  @Test
  void reshapeKeepsTheOrder() {
    Tensor tensor = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    assertEquals(
        Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}), tensor.reshape(Shape.of(3, 2)));
    assertEquals("float64[m=6]", tensor.reshape(Shape.of(Dim.of("m", 6))).type().toString());
    assertEquals(Shape.scalar(), Tensor.of(1.0).reshape(Shape.scalar()).shape());
    assertShapeError(
        "[reshape] sizes must be equal: [2, 3] has 6 elements, [4] has 4",
        () -> tensor.reshape(Shape.of(4)));
    int max = Integer.MAX_VALUE;
    assertShapeError(
        "[reshape] sizes must be equal: [1] has 1 elements, [2147483647, 2147483647] has"
            + " 4611686014132420609",
        () -> Tensor.of(1.0).reshape(Shape.of(max, max)));
  }

  @Test
  void hasNonFiniteFindsNanAndInfinity() {
    assertFalse(Tensor.of(1.0, Double.MAX_VALUE).hasNonFinite());
    assertTrue(Tensor.of(1.0, Double.NaN).hasNonFinite());
    assertTrue(Tensor.of(1.0, Double.NEGATIVE_INFINITY).hasNonFinite());
    assertFalse(Tensor.of(Float.MAX_VALUE).hasNonFinite());
    assertTrue(Tensor.of(Float.NaN).hasNonFinite());
    assertFalse(Tensor.of(1).hasNonFinite());
    assertFalse(Tensor.of(true).hasNonFinite());
  }

  @Test
  void equalityIsThatOfDoubleEquals() {
    assertEquals(Tensor.of(Double.NaN), Tensor.of(Double.longBitsToDouble(0x7ff8000000000001L)));
    assertEquals(
        Tensor.of(Double.NaN).hashCode(),
        Tensor.of(Double.longBitsToDouble(0x7ff8000000000001L)).hashCode());
    assertNotEquals(Tensor.of(0.0), Tensor.of(-0.0));
    assertNotEquals(Tensor.of(0f), Tensor.of(-0f));
    assertNotEquals(Tensor.of(1.0), Tensor.of(1f));
    assertNotEquals(Tensor.of(1.0), Tensor.of(new double[][] {{1}}));
    assertNotEquals((Object) Tensor.of(1.0), 1.0);
    Tensor named = Tensor.of(Shape.of(Dim.of("m", 1)), 1.0);
    assertEquals(Tensor.of(1.0), named);
    assertEquals(Tensor.of(1.0).hashCode(), named.hashCode());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / values.length;
  }

  private static void assertShapeError(String message, Executable action) {
    assertEquals(message, assertThrows(ShapeException.class, action).getMessage());
  }

  private static void assertDTypeError(String message, Executable action) {
    assertEquals(message, assertThrows(DTypeException.class, action).getMessage());
  }
}
