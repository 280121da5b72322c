package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.testkit.Construction.Trait;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/// Random expression graphs over all ops, with shared nodes, broadcasts, views, reductions,
/// products, gathers and scatters, masks, integers, random draws and composite ops. They shrink to
/// fewer nodes, smaller shapes and simpler values.
public final class Graphs {
  private static final int NODES = 20;
  private static final int ELEMENTS = 64;

  private Graphs() {}

  /// Graphs over all ops, kinks included, each op within its domain.
  public static Arbitrary<GraphCase> graphs(DType dtype, Palette palette) {
    return of(dtype, palette, true, defined());
  }

  /// Graphs over all ops, operands outside their domain included.
  public static Arbitrary<GraphCase> partial(DType dtype, Palette palette) {
    return of(dtype, palette, false, defined());
  }

  /// Graphs that have derivatives of every order where they are.
  public static Arbitrary<GraphCase> smooth(DType dtype) {
    return of(dtype, Palette.PLAIN, true, Construction.of(Trait.SMOOTH, Trait.SUMMING));
  }

  /// Graphs that add no elements up, so that executors must agree to the bit.
  public static Arbitrary<GraphCase> withoutSums(DType dtype, Palette palette) {
    return of(dtype, palette, false, Construction.of(Trait.SMOOTH, Trait.KINKED, Trait.STOPPING));
  }

  private static List<Construction> defined() {
    return Construction.of(Trait.SMOOTH, Trait.SUMMING, Trait.KINKED, Trait.STOPPING);
  }

  private static Arbitrary<GraphCase> of(
      DType dtype, Palette palette, boolean tame, List<Construction> constructions) {
    Style style = new Style(constructions, palette, tame, NODES, ELEMENTS);
    return Arbitraries.fromGenerator(
        random -> new Cooked(Recipe.random(random, style, dtype), style));
  }

  /// A graph that shrinks as its recipe does.
  private record Cooked(Recipe recipe, Style style) implements Shrinkable<GraphCase> {
    @Override
    public GraphCase value() {
      return recipe.cook(style);
    }

    @Override
    public Stream<Shrinkable<GraphCase>> shrink() {
      return Shrinking.of(recipe).map(smaller -> new Cooked(smaller, style));
    }

    @Override
    public ShrinkingDistance distance() {
      int elements = recipe.inputs().stream().mapToInt(tensor -> 1 + tensor.size()).sum();
      return ShrinkingDistance.of(recipe.choices().size(), elements);
    }
  }
}
