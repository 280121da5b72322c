package dev.adjoint.autodiff.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TensorTextTest {
  @Test
  void scalarsAndVectorsTakeOneLine() {
    assertEquals("float64[] 3.0", Tensor.scalar(3.0).toString());
    assertEquals("float32[] 0.1", Tensor.scalar(0.1f).toString());
    assertEquals("bool[] true", Tensor.scalar(true).toString());
    assertEquals("int64[3] [1, -20, 3]", Tensor.of(1, -20, 3).toString());
    assertEquals(
        "float64[4] [1.0E-300, -0.0, NaN, Infinity]",
        Tensor.of(1e-300, -0.0, Double.NaN, Double.POSITIVE_INFINITY).toString());
    assertEquals("bool[m=2] [true, false]", named().toString());
    assertEquals("float64[0, 3] []", Tensor.zeros(TensorType.of(DType.FLOAT64, 0, 3)).toString());
  }

  @Test
  void matricesTakeOneLinePerRow() {
    assertEquals(
        """
        float64[2, 2]
        [[1.0, 2.0],
         [3.0, 4.0]]\
        """,
        Tensor.of(new double[][] {{1, 2}, {3, 4}}).toString());
    assertEquals(
        """
        int64[2, 2]
        [[  1,  -2],
         [300,   4]]\
        """,
        Tensor.of(new long[][] {{1, -2}, {300, 4}}).toString());
    assertEquals("int64[1, 2] [[1, 2]]", Tensor.of(new long[][] {{1, 2}}).toString());
  }

  @Test
  void blocksAreSetApart() {
    assertEquals(
        """
        int64[2, 2, 2]
        [[[0, 1],
          [2, 3]],

         [[4, 5],
          [6, 7]]]\
        """,
        Tensor.range(8).reshape(Shape.of(2, 2, 2)).toString());
  }

  @Test
  void longRowsAreWrapped() {
    assertEquals(
        """
        int64[40]
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
         27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]\
        """,
        Tensor.range(40).toString());
    assertEquals(
        """
        int64[2, 11]
        [[1000000, 1000001, 1000002, 1000003, 1000004, 1000005, 1000006, 1000007, 1000008, 1000009,
          1000010],
         [1000011, 1000012, 1000013, 1000014, 1000015, 1000016, 1000017, 1000018, 1000019, 1000020,
          1000021]]\
        """,
        Tensor.range(1_000_000, 1_000_022, 1).reshape(Shape.of(2, 11)).toString());
  }

  @Test
  void largeTensorsShowTheirEdges() {
    assertEquals("int64[1001] [0, 1, 2, ..., 998, 999, 1000]", Tensor.range(1001).toString());
    assertEquals(
        """
        int64[100, 100]
        [[   0,    1,    2, ...,   97,   98,   99],
         [ 100,  101,  102, ...,  197,  198,  199],
         [ 200,  201,  202, ...,  297,  298,  299],
         ...,
         [9700, 9701, 9702, ..., 9797, 9798, 9799],
         [9800, 9801, 9802, ..., 9897, 9898, 9899],
         [9900, 9901, 9902, ..., 9997, 9998, 9999]]\
        """,
        Tensor.range(10_000).reshape(Shape.of(100, 100)).toString());
    assertEquals(
        """
        int64[600, 2]
        [[   0,    1],
         [   2,    3],
         [   4,    5],
         ...,
         [1194, 1195],
         [1196, 1197],
         [1198, 1199]]\
        """,
        Tensor.range(1200).reshape(Shape.of(600, 2)).toString());
    assertTrue(Tensor.range(1000).toString().contains("499, 500"));
  }

  @Test
  void textIsBoundedAtEveryRank() {
    for (int rank = 1; rank <= 20; rank++) {
      int[] twos = new int[rank];
      Arrays.fill(twos, 2);
      Shape shape = Shape.of(twos);
      String text = Tensor.uniform(shape, rank).toString();
      assertTrue(text.length() < 40_000, () -> shape + " takes " + text.length());
    }
    int[] sevens = {7, 7, 7, 7, 7, 7, 7, 7};
    String text = Tensor.zeros(new TensorType(DType.BOOL, Shape.of(sevens))).toString();
    assertTrue(text.length() < 40_000, () -> "takes " + text.length());
    assertTrue(text.lines().allMatch(line -> line.length() <= 100));
    int[] ones = new int[10_000];
    Arrays.fill(ones, 1);
    assertTrue(Tensor.of(Shape.of(ones), 1.0).toString().endsWith("1] ..."));
    int[] manyTwos = new int[12];
    Arrays.fill(manyTwos, 2);
    assertTrue(Tensor.range(4096).reshape(Shape.of(manyTwos)).toString().endsWith("2] ..."));
  }

  @Test
  void noLineIsWiderThanAHundredColumns() {
    for (int count = 1; count < 200; count++) {
      for (Shape shape : new Shape[] {Shape.of(count), Shape.of(2, count), Shape.of(1, 1, count)}) {
        String text = Tensor.uniform(shape, count).toString();
        assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
      }
    }
  }

  private static Tensor named() {
    return Tensor.of(Shape.of(Dim.of("m", 2)), true, false);
  }
}
