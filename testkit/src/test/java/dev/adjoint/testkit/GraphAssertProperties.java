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

/// The assertions of the kit hold on the random graphs of the kit.
class GraphAssertProperties {
  private static Outcome total = Outcome.NOTHING;

  @Provide
  Arbitrary<GraphCase> graphs() {
    return Arbitraries.of(DType.FLOAT64, DType.FLOAT32)
        .flatMap(
            dtype ->
                Arbitraries.oneOf(
                    Graphs.graphs(dtype, Palette.PLAIN), Graphs.graphs(dtype, Palette.POSITIVE)));
  }

  @Provide
  Arbitrary<GraphCase> tied() {
    return Graphs.graphs(DType.FLOAT64, Palette.TIED);
  }

  @Provide
  Arbitrary<GraphCase> smooth() {
    return Graphs.smooth(DType.FLOAT64);
  }

  @Property(seed = Seed.VALUE, tries = 200)
  void reverseModeIsForwardMode(@ForAll("graphs") GraphCase graph) {
    count(assertThat(graph).gradientMatchesDuals());
  }

  @Property(seed = Seed.VALUE, tries = 200)
  void reverseModeIsForwardModeAtTies(@ForAll("tied") GraphCase graph) {
    count(assertThat(graph).gradientMatchesDuals());
  }

  @Property(seed = Seed.VALUE, tries = 100)
  void secondDerivativesAgree(@ForAll("graphs") GraphCase graph) {
    count(assertThat(graph).secondDerivativesMatchDuals());
  }

  @Property(seed = Seed.VALUE, tries = 100)
  void reverseModeIsFiniteDifferences(@ForAll("smooth") GraphCase graph) {
    assertThat(graph).gradientMatchesFiniteDifferences();
  }

  @Property(seed = Seed.VALUE, tries = 200)
  void programsAreTheInterpreter(@ForAll("graphs") GraphCase graph) {
    count(assertThat(graph).programEqualsInterpreter());
    count(assertThat(graph).gradientProgramEqualsInterpreter());
  }

  private static void count(Outcome outcome) {
    total = total.plus(outcome);
  }

  @AfterContainer
  static void mostIsCompared() {
    assertTrue(total.compared() > 9 * total.unchecked(), total::toString);
  }
}
