package dev.adjoint.autodiff.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DimTest {
  private static final Dim M = Dim.of("m", 64);
  private static final Dim N = Dim.of("n", 3);

  @Test
  void literalsAreTheirSize() {
    Dim dim = Dim.of(784);
    assertEquals(784, dim.size());
    assertFalse(dim.isNamed());
    assertEquals("784", dim.toString());
    assertEquals("784", dim.formula());
    assertEquals(new TreeSet<>(), dim.names());
    assertEquals("0", Dim.of(0).formula());
    assertEquals(Integer.MAX_VALUE, Dim.of(Integer.MAX_VALUE).size());
  }

  @Test
  void namedDimsKnowNameAndSize() {
    assertTrue(M.isNamed());
    assertEquals("m=64", M.toString());
    assertEquals("m", M.formula());
    assertEquals("[m, n]", M.times(N).names().toString());
    assertEquals(Dim.of(64), M.unnamed());
  }

  @Test
  void formulasAreCanonical() {
    assertEquals("8·m", Dim.of(8).times(M).formula());
    assertEquals(Dim.of(8).times(M), M.times(Dim.of(8)));
    assertEquals(Dim.of(8).times(M).hashCode(), M.times(Dim.of(8)).hashCode());
    assertEquals("2·m + 1", M.plus(Dim.of(1)).plus(M).formula());
    assertEquals("2·m + 1=129", M.plus(Dim.of(1)).plus(M).toString());
    assertEquals("m² + 2·m·n + n²", M.plus(N).times(M.plus(N)).formula());
    assertEquals("m¹⁰", power(Dim.of("m", 2), 10).formula());
    assertEquals("m·n - m - n + 1", M.minus(Dim.of(1)).times(N.minus(Dim.of(1))).formula());
    assertEquals("-n + 10", Dim.of(10).minus(N).formula());
    assertEquals("m - 2·n", M.minus(N).minus(N).formula());
  }

  @Test
  void namesThatCancelAreForgotten() {
    Dim one = M.plus(Dim.of(1)).minus(M);
    assertEquals(Dim.of(1), one);
    assertFalse(one.isNamed());
    // m is gone, so another m does not conflict.
    assertEquals("m=5", M.times(Dim.of(0)).plus(Dim.of("m", 5)).toString());
    assertEquals("n=3", M.plus(N).minus(M).toString());
  }

  @Test
  void randomFormulasObeyTheRingLaws() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      Dim a = random(random);
      Dim b = random(random);
      Dim c = random(random);
      assertEquals(a.plus(b), b.plus(a));
      assertEquals(a.times(b), b.times(a));
      assertEquals(a.plus(b).plus(c), a.plus(b.plus(c)));
      assertEquals(a.times(b).times(c), a.times(b.times(c)));
      assertEquals(a.times(b.plus(c)), a.times(b).plus(a.times(c)));
      assertEquals(a, a.plus(b).minus(b));
      assertEquals(a.size() * b.size() + c.size(), a.times(b).plus(c).size());
      Map<String, Integer> sizes = Map.of("m", 4, "n", 5);
      assertEquals(a.at(sizes).times(b.at(sizes)).plus(c.at(sizes)), a.times(b).plus(c).at(sizes));
    }
  }

  @Test
  void atReplacesSizesAndKeepsFormulas() {
    Dim dim = M.times(N).plus(Dim.of(1));
    assertEquals("m·n + 1=31", dim.at(Map.of("m", 10)).toString());
    assertEquals("m·n + 1=21", dim.at(Map.of("m", 10)).at(Map.of("n", 2)).toString());
    assertEquals(dim, dim.at(Map.of("k", 9)));
    assertEquals(Dim.of(7), Dim.of(7).at(Map.of("m", 1)));
    assertEquals("m=0", M.at(Map.of("m", 0)).toString());
    assertEquals(dim, dim.at(Map.of("m", 1)).at(Map.of("m", 64)));
  }

  @Test
  void atRefusesSizesThatMakeNoLength() {
    assertShapeError(
        "[dim] an axis length must be from 0 to 2147483647, got m - 10 at m=8 = -2",
        () -> M.minus(Dim.of(10)).at(Map.of("m", 8)));
    assertShapeError(
        "[dim] an axis length must not be negative, got m=-1", () -> M.at(Map.of("m", -1)));
    assertShapeError(
        "[dim] an axis length must be from 0 to 2147483647, got m·n at m=2147483647, n=3"
            + " = 6442450941",
        () -> M.times(N).at(Map.of("m", Integer.MAX_VALUE)));
  }

  @Test
  void unifyFindsTheDimBothStandFor() {
    assertEquals(Optional.of(M), M.unify(Dim.of("m", 64)));
    assertEquals(Optional.of(M), M.unify(Dim.of(64)));
    assertEquals(Optional.of(M), Dim.of(64).unify(M));
    assertEquals(Optional.of(Dim.of(2)), Dim.of(2).unify(Dim.of(2)));
    assertEquals(Optional.empty(), Dim.of(2).unify(Dim.of(3)));
    assertEquals(Optional.empty(), M.unify(Dim.of(63)));
    assertEquals(Optional.empty(), M.unify(Dim.of("m", 63)));
    assertEquals(Optional.empty(), M.unify(Dim.of("n", 64)));
    assertEquals(Optional.empty(), M.unify(M.times(Dim.of("k", 1))));
    // One formula and one total, but the names mean different sizes.
    Dim twoByThree = Dim.of("a", 2).times(Dim.of("b", 3));
    Dim threeByTwo = Dim.of("a", 3).times(Dim.of("b", 2));
    assertEquals(Optional.empty(), twoByThree.unify(threeByTwo));
    assertNotEquals(twoByThree, threeByTwo);
  }

  @Test
  void equalityIsOfFormulaAndSizes() {
    assertNotEquals(M, Dim.of(64));
    assertNotEquals(M, Dim.of("m", 63));
    assertNotEquals(M, Dim.of("n", 64));
    assertNotEquals((Object) M, "m=64");
  }

  @Test
  void oneNameCannotHaveTwoSizes() {
    Dim other = Dim.of("m", 32);
    assertShapeError("[dim] axis m has two sizes, m=64 and m=32", () -> M.plus(other));
    assertShapeError("[dim] axis m has two sizes, m=64 and m=32", () -> M.minus(other));
    assertShapeError("[dim] axis m has two sizes, m=32 and m=64", () -> other.times(M.times(N)));
  }

  @Test
  void lengthsAreNeverNegative() {
    assertShapeError("[dim] an axis length must not be negative, got -1", () -> Dim.of(-1));
    assertShapeError("[dim] an axis length must not be negative, got m=-1", () -> Dim.of("m", -1));
    assertShapeError(
        "[dim] an axis length must be from 0 to 2147483647, got 3 - 5 = -2",
        () -> Dim.of(3).minus(Dim.of(5)));
    assertShapeError(
        "[dim] an axis length must be from 0 to 2147483647, got n=3 - m=64 = -61",
        () -> N.minus(M));
  }

  @Test
  void lengthsNeverOverflow() {
    assertShapeError(
        "[dim] an axis length must be from 0 to 2147483647, got 2147483647 + 1 = 2147483648",
        () -> Dim.of(Integer.MAX_VALUE).plus(Dim.of(1)));
    assertShapeError(
        "[dim] an axis length must be from 0 to 2147483647, got 70000 × 70000 = 4900000000",
        () -> Dim.of(70000).times(Dim.of(70000)));
    Dim big = Dim.of("b", 70000);
    assertShapeError(
        "[dim] an axis length must be from 0 to 2147483647, got (b + 1)=70001 × b=70000"
            + " = 4900070000",
        () -> big.plus(Dim.of(1)).times(big));
  }

  @Test
  void coefficientsNeverOverflow() {
    Dim zero = Dim.of("z", 0);
    Dim huge = zero.times(Dim.of(Integer.MAX_VALUE)).times(Dim.of(Integer.MAX_VALUE));
    assertEquals(0, huge.size());
    ShapeException error =
        assertThrows(ShapeException.class, () -> huge.times(Dim.of(Integer.MAX_VALUE)));
    assertEquals(
        "[dim] the coefficients of 4611686014132420609·z=0 × 2147483647 overflow",
        error.getMessage());
  }

  @Test
  void hugePartialProductsMayVanish() {
    Dim a = Dim.of("a", 1).times(power(Dim.of("b", 1), 4));
    assertEquals(0, a.at(Map.of("a", 0, "b", Integer.MAX_VALUE)).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "2m", "m n", "m·n", "m-1", "m²", "a.b", "\u0000m", "m\u0000"})
  void namesAreIdentifiers(String name) {
    assertShapeError(
        "[dim] an axis name must be an identifier such as m or batch, got \"" + name + "\"",
        () -> Dim.of(name, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "batch_size", "_", "n1", "größe", "β", "長さ", "𝑛"})
  void namesMayBeOfAnyScript(String name) {
    assertEquals(name + "=1", Dim.of(name, 1).toString());
  }

  private static Dim power(Dim base, int exponent) {
    Dim power = base;
    for (int i = 1; i < exponent; i++) {
      power = power.times(base);
    }
    return power;
  }

  private static Dim random(SplittableRandom random) {
    Dim dim = Dim.of(random.nextInt(3));
    for (int i = random.nextInt(3); i > 0; i--) {
      Dim term = Dim.of(random.nextInt(4));
      for (int degree = random.nextInt(3); degree > 0; degree--) {
        term = term.times(random.nextBoolean() ? Dim.of("m", 2) : Dim.of("n", 3));
      }
      dim = dim.plus(term);
    }
    return dim;
  }

  private static void assertShapeError(String message, Executable action) {
    assertEquals(message, assertThrows(ShapeException.class, action).getMessage());
  }
}
