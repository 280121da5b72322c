package dev.adjoint.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DatasetTest {
  /// Sample s is the row (s, −s), its target s.
  private static Dataset numbered(int n) {
    double[][] x = new double[n][];
    for (int s = 0; s < n; s++) {
      x[s] = new double[] {s, -s};
    }
    return Dataset.of(
        n == 0 ? Tensor.of(Shape.of(0, 2), new double[0]) : Tensor.of(x), Tensor.range(n));
  }

  private static long[] targets(List<Dataset.Minibatch> batches) {
    return batches.stream().flatMapToLong(b -> LongStream.of(b.y().toLongArray())).toArray();
  }

  private static void assertPaired(Dataset.Minibatch batch) {
    for (int i = 0; i < batch.y().size(); i++) {
      assertEquals((double) batch.y().longAt(i), batch.x().doubleAt(i, 0));
      assertEquals((double) -batch.y().longAt(i), batch.x().doubleAt(i, 1));
    }
  }

  @Test
  void batchesCoverAllSamplesTheLastBeingSmaller() {
    List<Dataset.Minibatch> batches = numbered(10).batches(4).toList();
    assertEquals(List.of(4, 4, 2), batches.stream().map(b -> b.y().size()).toList());
    assertEquals(Tensor.range(10), Tensor.of(targets(batches)));
    batches.forEach(DatasetTest::assertPaired);
    assertEquals(3, numbered(10).batchCount(4));
  }

  @Test
  void shufflesPermuteThePairsAndFollowTheSeed() {
    List<Dataset.Minibatch> batches = numbered(101).shuffledBatches(10, 3).toList();
    batches.forEach(DatasetTest::assertPaired);
    long[] order = targets(batches);
    assertNotEquals(Tensor.range(101), Tensor.of(order));
    assertEquals(Tensor.range(101), Tensor.of(LongStream.of(order).sorted().toArray()));
    assertEquals(
        Tensor.of(order), Tensor.of(targets(numbered(101).shuffledBatches(10, 3).toList())));
    assertNotEquals(
        Tensor.of(order), Tensor.of(targets(numbered(101).shuffledBatches(10, 4).toList())));
  }

  /// Each of the 24 orders of four is expected 100 times in 2,400; χ² with 23 degrees of freedom
  /// exceeds 60 with probability 4e-5.
  @Test
  void allOrdersAreEquallyLikely() {
    int[] counts = new int[256];
    for (int seed = 0; seed < 2400; seed++) {
      int[] order = Shuffle.order(4, seed);
      counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
    }
    double chi = 0;
    int seen = 0;
    for (int count : counts) {
      if (count > 0) {
        seen++;
        chi += (count - 100.0) * (count - 100.0) / 100;
      }
    }
    assertEquals(24, seen);
    assertEquals(0, chi, 60);
  }

  @Test
  void aSplitIsAPartition() {
    Dataset.Split split = numbered(20).split(15, 9);
    assertEquals(15, split.first().size());
    assertEquals(5, split.second().size());
    long[] both =
        LongStream.concat(
                LongStream.of(split.first().y().toLongArray()),
                LongStream.of(split.second().y().toLongArray()))
            .sorted()
            .toArray();
    assertEquals(Tensor.range(20), Tensor.of(both));
    assertEquals(split.second().y(), numbered(20).split(15, 9).second().y());
    assertThrows(ShapeException.class, () -> numbered(20).split(21, 9));
  }

  @Test
  void everyDtypeIsCut() {
    Dataset data =
        Dataset.of(Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}), Tensor.of(true, false, true));
    assertEquals(Tensor.of(new float[][] {{5, 6}, {1, 2}}), data.take(2, 0).x());
    assertEquals(Tensor.of(true, true), data.take(2, 0).y());
    assertEquals("float32[m=2, 2]", data.xType(Dim.of("m", 2)).toString());
    assertEquals(DType.BOOL, data.yType(Dim.of(3)).dtype());
  }

  @Test
  void badRequestsAreRefused() {
    assertThrows(ShapeException.class, () -> Dataset.of(Tensor.of(1.0, 2.0), Tensor.of(1.0)));
    assertThrows(ShapeException.class, () -> Dataset.of(Tensor.scalar(1.0), Tensor.of(1.0)));
    assertThrows(ShapeException.class, () -> numbered(3).take(3));
    assertThrows(AdjointException.class, () -> numbered(3).batches(0));
    assertEquals(0, numbered(0).batches(5).count());
  }

  @Test
  void standardizationGivesMeanZeroAndDeviationOneAndLeavesConstantsFinite() {
    double[][] rows = {{1, 5, 10}, {3, 5, 20}, {8, 5, 60}};
    Dataset data = Dataset.of(Tensor.of(rows), Tensor.range(3));
    Standardization standard = Standardization.of(data);
    double[][] x = standard.apply(data).x().toMatrix();
    for (int j : new int[] {0, 2}) {
      assertEquals(0, IntStream.range(0, 3).mapToDouble(s -> x[s][j]).sum(), 1e-15);
      assertEquals(3, IntStream.range(0, 3).mapToDouble(s -> x[s][j] * x[s][j]).sum(), 1e-14);
    }
    for (double[] row : x) {
      assertEquals(0.0, row[1]);
    }
    Dataset other = Dataset.of(Tensor.of(new double[][] {{4, 6, 30}}), Tensor.range(1));
    assertEquals(Tensor.of(new double[][] {{0, 1, 0}}), standard.apply(other).x());
  }

  @Test
  void samplesAreMappedByExpressions() {
    Dataset halves = numbered(3).mapX(x -> x.dividedBy(2));
    assertEquals(
        Tensor.of(new double[][] {{0, 0}, {0.5, -0.5}, {1, -1}}),
        halves.x().reshape(Shape.of(3, 2)).cast(DType.FLOAT64));
    assertEquals(Tensor.range(3), halves.y());
  }
}
