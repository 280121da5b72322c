package dev.adjoint.autodiff.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShapeTest {
  private static final Dim M = Dim.of("m", 64);

  @Test
  void shapesListTheirDims() {
    Shape shape = Shape.of(M, Dim.of(784));
    assertEquals("[m=64, 784]", shape.toString());
    assertEquals(2, shape.rank());
    assertEquals(M, shape.dim(0));
    assertEquals(Dim.of(784), shape.dim(-1));
    assertEquals(64, shape.size(-2));
    assertEquals(64L * 784, shape.size());
    assertEquals(List.of(M, Dim.of(784)), shape.dims());
    List<Dim> iterated = new ArrayList<>();
    shape.forEach(iterated::add);
    assertEquals(shape.dims(), iterated);
    assertEquals("[m]", shape.names().toString());
    assertThrows(UnsupportedOperationException.class, () -> shape.dims().add(M));
  }

  @Test
  void scalarsHaveNoAxes() {
    assertEquals("[]", Shape.scalar().toString());
    assertEquals(0, Shape.scalar().rank());
    assertEquals(1, Shape.scalar().size());
    assertEquals(Shape.scalar(), Shape.of(List.of()));
    assertArrayEquals(new long[0], Shape.scalar().strides());
  }

  @Test
  void stridesAreRowMajor() {
    assertArrayEquals(new long[] {12, 4, 1}, Shape.of(2, 3, 4).strides());
    assertArrayEquals(new long[] {0, 0, 4, 1}, Shape.of(2, 3, 0, 4).strides());
    assertArrayEquals(
        new long[] {128, 64, 32, 16, 8, 4, 2, 1}, Shape.of(2, 2, 2, 2, 2, 2, 2, 2).strides());
  }

  @Test
  void returnedArraysAndGivenListsAreCopies() {
    int[] given = {2, 3};
    List<Dim> list = new ArrayList<>(List.of(Dim.of(2), Dim.of(3)));
    Shape fromArray = Shape.of(given);
    Shape fromList = Shape.of(list);
    given[0] = 9;
    list.clear();
    fromArray.sizes()[1] = 9;
    assertEquals("[2, 3]", fromArray.toString());
    assertEquals(fromArray, fromList);
    assertEquals(fromArray.hashCode(), fromList.hashCode());
  }

  @Test
  void anAxisMustExist() {
    assertShapeError(
        "[shape] axis 2 does not exist in [m=64, 784]: expected -2 to 1",
        () -> Shape.of(M, Dim.of(784)).dim(2));
    assertShapeError(
        "[shape] axis -3 does not exist in [2, 3]: expected -2 to 1",
        () -> Shape.of(2, 3).size(-3));
    assertShapeError(
        "[shape] axis 0 does not exist in []: it has no axes", () -> Shape.scalar().axis(0));
    assertEquals(1, Shape.of(2, 3).axis(-1));
    assertEquals(1, Shape.of(2, 3).axis(1));
  }

  @Test
  void lengthsAreNotNegative() {
    assertShapeError(
        "[shape] an axis length must not be negative, got [2, -3]", () -> Shape.of(2, -3));
  }

  @Test
  void theSizeDoesNotOverflow() {
    int max = Integer.MAX_VALUE;
    assertEquals((long) max * max, Shape.of(max, max).size());
    assertShapeError(
        "[shape] the size of [2147483647, 2147483647, 3] overflows a long",
        () -> Shape.of(max, max, 3));
    assertEquals(0, Shape.of(max, 0, max).size());
    // An empty shape must still have strides.
    assertShapeError(
        "[shape] the size of [0, 2147483647, 2147483647, 2147483647] overflows a long",
        () -> Shape.of(0, max, max, max));
  }

  @Test
  void aNameHasOneSize() {
    assertShapeError(
        "[shape] axis m has two sizes, m=64 and m=32, in [m=64, m=32]",
        () -> Shape.of(M, Dim.of("m", 32)));
    assertEquals("[m=64, 2·m=128]", Shape.of(M, M.times(Dim.of(2))).toString());
  }

  @Test
  void sameSizesIgnoresNames() {
    assertTrue(Shape.of(M).sameSizes(Shape.of(64)));
    assertNotEquals(Shape.of(M), Shape.of(64));
    assertFalse(Shape.of(64).sameSizes(Shape.of(64, 1)));
    assertFalse(Shape.of(64, 2).sameSizes(Shape.of(64, 1)));
  }

  @Test
  void atReplacesEverySizeOfAName() {
    Shape shape = Shape.of(M, Dim.of(3), M.times(Dim.of("n", 2)));
    assertEquals("[m=5, 3, m·n=10]", shape.at(Map.of("m", 5)).toString());
    assertEquals("[m, n]", shape.names().toString());
  }

  @Test
  void axesAreRemovedReplacedAndInserted() {
    Shape shape = Shape.of(2, 3, 4);
    assertEquals("[3]", shape.without(Set.of(0, -1)).toString());
    assertEquals(shape, shape.without(Set.of()));
    assertEquals(Shape.scalar(), shape.without(Set.of(0, 1, 2)));
    assertEquals("[2, m=64, 4]", shape.with(-2, M).toString());
    assertEquals("[1, 2, 3, 4]", shape.insert(0, Dim.of(1)).toString());
    assertEquals("[2, 3, 4, 1]", shape.insert(-1, Dim.of(1)).toString());
    assertEquals("[2, 3, 4, 1]", shape.insert(3, Dim.of(1)).toString());
    assertEquals("[1]", Shape.scalar().insert(0, Dim.of(1)).toString());
    assertEquals("[2, 3, 4]", shape.toString());
  }

  @Test
  void badAxesAreNamed() {
    ShapeException twice =
        assertThrows(ShapeException.class, () -> Shape.of(2, 3).without(Set.of(1, -1)));
    assertTrue(
        twice.getMessage().startsWith("[shape] axis 1 of [2, 3] is listed twice, in ["),
        twice.getMessage());
    assertShapeError(
        "[shape] axis 5 does not exist in [2]: expected -1 to 0",
        () -> Shape.of(2).without(Set.of(5)));
    assertShapeError(
        "[shape] axis 2 does not exist in [2] with one more axis: expected -2 to 1",
        () -> Shape.of(2).insert(2, M));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,3 | 2,3 | [2, 3]",
        "2,3 | 3 | [2, 3]",
        "2,1 | 1,3 | [2, 3]",
        "1 | 2,3 | [2, 3]",
        "0 | 1 | [0]",
        "4,1,5 | 2,1,3,1 | [2, 4, 3, 5]",
        "1,1,1,1,1,1,1,7 | 2,3,1 | [1, 1, 1, 1, 1, 2, 3, 7]",
      })
  void broadcastFollowsNumPy(String a, String b, String expected) {
    assertEquals(expected, Shape.broadcast(parse(a), parse(b)).toString());
    assertEquals(expected, Shape.broadcast(parse(b), parse(a)).toString());
  }

  @Test
  void broadcastKeepsNames() {
    Shape named = Shape.of(M, Dim.of(784));
    assertEquals(named, Shape.broadcast(named, Shape.of(784)));
    assertEquals(named, Shape.broadcast(Shape.of(64, 784), named));
    assertEquals(named, Shape.broadcast(Shape.of(1, 1), named));
    assertEquals(named, Shape.broadcast(named, Shape.scalar()));
    Shape single = Shape.of(Dim.of("m", 1));
    assertEquals("[m=1]", Shape.broadcast(single, Shape.of(1)).toString());
    assertEquals("[3, m=1]", Shape.broadcast(single, Shape.of(3, 1)).toString());
  }

  @Test
  void broadcastSaysWhatDoesNotFit() {
    assertShapeError(
        "[2, 3] and [4, 3] do not fit: axis -2 has sizes 2 and 4",
        () -> Shape.broadcast(Shape.of(2, 3), Shape.of(4, 3)));
    assertShapeError(
        "[m=1, 3] and [5, 3] do not fit: "
            + "axis m has size 1 here but is named, so it does not broadcast",
        () -> Shape.broadcast(Shape.of(Dim.of("m", 1), Dim.of(3)), Shape.of(5, 3)));
    assertShapeError(
        "[5] and [m=1] do not fit: "
            + "axis m has size 1 here but is named, so it does not broadcast",
        () -> Shape.broadcast(Shape.of(5), Shape.of(Dim.of("m", 1))));
    assertShapeError(
        "[m=64] and [n=64] do not fit: "
            + "axes m=64 and n=64 have the same size but not the same name",
        () -> Shape.broadcast(Shape.of(M), Shape.of(Dim.of("n", 64))));
    assertShapeError(
        "[0] and [2] do not fit: axis -1 has sizes 0 and 2",
        () -> Shape.broadcast(Shape.of(0), Shape.of(2)));
    assertShapeError(
        "[m=64, 1] and [m=32] do not fit: axis m has two sizes, m=64 and m=32",
        () -> Shape.broadcast(Shape.of(M, Dim.of(1)), Shape.of(Dim.of("m", 32))));
  }

  @Test
  void unifyWorksAxisByAxis() {
    Dim n = Dim.of("n", 3);
    assertEquals(
        Optional.of(Shape.of(M, n)), Shape.of(M, Dim.of(3)).unify(Shape.of(Dim.of(64), n)));
    assertEquals(Optional.of(Shape.scalar()), Shape.scalar().unify(Shape.scalar()));
    assertEquals(Optional.empty(), Shape.of(3).unify(Shape.of(3, 1)));
    assertEquals(Optional.empty(), Shape.of(3, 1).unify(Shape.of(3, 2)));
    assertEquals(
        Optional.empty(),
        Shape.of(M, Dim.of(32)).unify(Shape.of(Dim.of(64), Dim.of("m", 32))),
        "m would have two sizes");
  }

  private static Shape parse(String sizes) {
    return Shape.of(List.of(sizes.split(",", -1)).stream().mapToInt(Integer::parseInt).toArray());
  }

  private static void assertShapeError(String message, Executable action) {
    assertEquals(message, assertThrows(ShapeException.class, action).getMessage());
  }
}
