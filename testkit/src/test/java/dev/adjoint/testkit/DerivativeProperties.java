package dev.adjoint.testkit;

import static dev.adjoint.testkit.AdjointAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.tensor.DType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/// Reverse mode against dual numbers and finite differences, on random graphs.
class DerivativeProperties {
  @Provide
  Arbitrary<GraphCase> graphs() {
    return Arbitraries.of(DType.FLOAT64, DType.FLOAT32)
        .flatMap(
            dtype ->
                Arbitraries.oneOf(
                    Graphs.graphs(dtype, Palette.PLAIN), Graphs.partial(dtype, Palette.POSITIVE)));
  }

  @Provide
  Arbitrary<GraphCase> tied() {
    return Graphs.graphs(DType.FLOAT64, Palette.TIED);
  }

  @Provide
  Arbitrary<GraphCase> smooth() {
    return Graphs.smooth(DType.FLOAT64);
  }

  @Property(seed = Seed.VALUE)
  void reverseModeIsForwardMode(@ForAll("graphs") GraphCase graph) {
    Tally.count("reverse = duals", graph, assertThat(graph).gradientMatchesDuals());
  }

  @Property(seed = Seed.VALUE)
  void reverseModeIsForwardModeAtTies(@ForAll("tied") GraphCase graph) {
    Tally.count("reverse = duals, at ties", graph, assertThat(graph).gradientMatchesDuals());
  }

  @Property(seed = Seed.VALUE)
  void secondDerivativesAgree(@ForAll("graphs") GraphCase graph) {
    Tally.count("second order", graph, assertThat(graph).secondDerivativesMatchDuals());
  }

  @Property(seed = Seed.VALUE)
  void reverseModeIsFiniteDifferences(@ForAll("smooth") GraphCase graph) {
    Tally.count(
        "reverse = finite differences",
        graph,
        assertThat(graph).gradientMatchesFiniteDifferences());
  }

  @AfterContainer
  static void mostIsCompared() {
    assertTrue(Tally.of("reverse = duals").share() > 0.7);
    assertTrue(Tally.of("reverse = duals, at ties").share() > 0.7);
    assertTrue(Tally.of("second order").share() > 0.7);
    assertTrue(Tally.of("reverse = finite differences").share() > 0.5);
  }
}
