package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.testkit.Construction.Trait;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;

/// Random expression graphs of up to 20 constructions, with shared nodes, broadcasts, views,
/// reductions, products, gathers and scatters, masks, integers, random draws and composite ops.
/// They shrink to fewer nodes, smaller shapes and simpler values.
public final class Graphs {
  private static final int NODES = 20;
  private static final int INPUTS = 3;

  private Graphs() {}

  /// Graphs over all ops, defined everywhere, kinks included.
  public static Arbitrary<GraphCase> graphs(DType dtype, Palette palette) {
    return of(
        dtype, palette, Construction.of(Trait.SMOOTH, Trait.SUMMING, Trait.KINKED, Trait.STOPPING));
  }

  /// Graphs over all ops, those included that are not defined everywhere.
  public static Arbitrary<GraphCase> partial(DType dtype, Palette palette) {
    return of(dtype, palette, List.of(Construction.values()));
  }

  /// Graphs that have a derivative at every finite point.
  public static Arbitrary<GraphCase> smooth(DType dtype) {
    return of(dtype, Palette.PLAIN, Construction.of(Trait.SMOOTH, Trait.SUMMING));
  }

  /// Graphs that add no elements up, so that executors must agree to the bit.
  public static Arbitrary<GraphCase> withoutSums(DType dtype, Palette palette) {
    return of(
        dtype,
        palette,
        Construction.of(Trait.SMOOTH, Trait.KINKED, Trait.STOPPING, Trait.SINGULAR));
  }

  private static Arbitrary<GraphCase> of(
      DType dtype, Palette palette, List<Construction> constructions) {
    return recipes(dtype, constructions.size())
        .map(recipe -> recipe.cook(constructions, palette))
        .withoutEdgeCases();
  }

  private static Arbitrary<Recipe> recipes(DType dtype, int constructions) {
    Arbitrary<Choice> choice =
        Combinators.combine(
                uniform(constructions - 1),
                Arbitraries.integers().between(0, 5),
                uniform(7),
                uniform(6))
            .as(Choice::new);
    return Combinators.combine(
            Shapes.shapes().list().ofMinSize(1).ofMaxSize(INPUTS),
            choice.list().ofMinSize(1).ofMaxSize(NODES),
            Tensors.codes().list().ofMinSize(8).ofMaxSize(24))
        .as((shapes, choices, codes) -> new Recipe(dtype, shapes, choices, codes));
  }

  private static Arbitrary<Integer> uniform(int max) {
    return Arbitraries.integers().between(0, max).withDistribution(RandomDistribution.uniform());
  }
}
