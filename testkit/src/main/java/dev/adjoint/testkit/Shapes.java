package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/// Shapes for property tests: rank 0 to 4, odd sizes, axes of length 1 often and of length 0 now
/// and then. They shrink to fewer and shorter axes.
public final class Shapes {
  private static final int RANK = 4;
  private static final int ELEMENTS = 36;

  private Shapes() {}

  /// Shapes of up to four axes and a few dozen elements, some of them empty.
  public static Arbitrary<Shape> shapes() {
    return shapes(0, RANK, ELEMENTS);
  }

  /// Shapes of limited rank and number of elements, some of them empty.
  public static Arbitrary<Shape> shapes(int minRank, int maxRank, int maxElements) {
    return axes(minRank, maxRank, true).map(sizes -> bounded(sizes, maxElements));
  }

  /// Shapes that have an element.
  public static Arbitrary<Shape> nonEmpty(int minRank, int maxRank, int maxElements) {
    return axes(minRank, maxRank, false).map(sizes -> bounded(sizes, maxElements));
  }

  private static Arbitrary<List<Integer>> axes(int minRank, int maxRank, boolean empty) {
    Arbitrary<Integer> size =
        Arbitraries.frequency(
            Tuple.of(3, 1),
            Tuple.of(4, 2),
            Tuple.of(4, 3),
            Tuple.of(2, 5),
            Tuple.of(1, 7),
            Tuple.of(1, 17),
            Tuple.of(empty ? 1 : 0, 0));
    return size.list().ofMinSize(minRank).ofMaxSize(maxRank);
  }

  /// A shape by chance, of at most so many elements: as [#shapes] has them, but longer axes where
  /// there is room.
  static Shape random(RandomGenerator random, int maxElements) {
    List<Integer> sizes = new ArrayList<>();
    for (int rank = random.nextInt(RANK + 1); rank > 0; rank--) {
      sizes.add(
          switch (random.nextInt(40)) {
            case 0 -> 0;
            case 1, 2 -> maxElements > ELEMENTS ? 521 + random.nextInt(600) : 7;
            case 3, 4, 5 -> 5;
            case 6, 7, 8 -> 4;
            default -> 1 + random.nextInt(3);
          });
    }
    return bounded(sizes, maxElements);
  }

  /// Axes that would make the shape too large become 1.
  static Shape bounded(List<Integer> sizes, int maxElements) {
    int[] kept = new int[sizes.size()];
    int total = 1;
    for (int axis = 0; axis < kept.length; axis++) {
      int size = sizes.get(axis);
      kept[axis] = total * size <= maxElements ? size : 1;
      total *= Math.max(1, kept[axis]);
    }
    return Shape.of(kept);
  }
}
