package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The run over random graphs finds every planted fault: the graphs and oracles are those of
/// [RandomGraphsTest], from the first on.
class PlantedSubjectTest {
  /// How many graphs may go by.
  private static final int PATIENCE = 3000;

  @Test
  void atLeastTwentyFaultsArePlanted() {
    assertTrue(PlantedFaults.all().size() >= 20);
  }

  @TestFactory
  Stream<DynamicTest> everyFaultIsFound() {
    return PlantedFaults.all().entrySet().stream()
        .map(fault -> DynamicTest.dynamicTest(fault.getKey(), () -> isFound(fault)));
  }

  private static void isFound(Map.Entry<String, Subject> fault) {
    Optional<Autopsy.Failure> failure =
        Specimen.from(0)
            .limit(PATIENCE)
            .map(specimen -> failure(specimen, fault.getValue()))
            .flatMap(Optional::stream)
            .findFirst();
    assertTrue(failure.isPresent(), fault.getKey());
    System.out.printf(
        "%s: %s of graph %d%n",
        fault.getKey(), failure.get().oracle, failure.get().specimen.number());
    // By a law that is broken, not by a program that cannot be run.
    assertTrue(failure.get().getCause() instanceof Disagreement, failure.get()::toString);
  }

  private static Optional<Autopsy.Failure> failure(Specimen specimen, Subject subject) {
    try {
      Autopsy.of(specimen, subject, new Tally());
      return Optional.empty();
    } catch (Autopsy.Failure failure) {
      return Optional.of(failure);
    }
  }
}
