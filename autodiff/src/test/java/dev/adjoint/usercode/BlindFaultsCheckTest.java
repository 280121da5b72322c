package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.check.Check;
import dev.adjoint.autodiff.check.Reason;
import dev.adjoint.autodiff.check.Report;
import dev.adjoint.autodiff.check.Verdict;
import dev.adjoint.autodiff.graph.Apply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The checker against mistakes that were planted without a look at its code: it prints the score.
class BlindFaultsCheckTest {
  @Test
  void mistakesAreFoundAndLocated() {
    List<String> missed = new ArrayList<>();
    List<String> misplaced = new ArrayList<>();
    List<BlindFaults.Fault> faults =
        BlindFaults.all().stream().filter(f -> !BlindFaults.AT_A_KINK.contains(f.name())).toList();
    for (BlindFaults.Fault fault : faults) {
      Report report = Check.gradient(fault.output(), fault.at());
      if (!(report.verdict() instanceof Verdict.Fail)) {
        missed.add(fault.name());
      } else if (!isLocated(report, fault)) {
        misplaced.add(fault.name());
      }
    }
    System.out.printf(
        "blind faults: %d of %d found, not %s; not located: %s%n",
        faults.size() - missed.size(), faults.size(), missed, misplaced);
    assertEquals(List.of(), missed);
    assertEquals(List.of(), misplaced);
  }

  /// Where there is no derivative, a rule against the convention is not called wrong.
  @Test
  void atAKinkNothingIsSaid() {
    for (BlindFaults.Fault fault : BlindFaults.all()) {
      if (BlindFaults.AT_A_KINK.contains(fault.name())) {
        Report report = Check.gradient(fault.output(), fault.at());
        assertFalse(report.verdict() instanceof Verdict.Fail, report::toString);
        assertTrue(
            report.unchecked().stream().anyMatch(u -> u.reason() instanceof Reason.Kink),
            report::toString);
      }
    }
  }

  @Test
  void rightTwinsPass() {
    List<String> alarms = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (BlindFaults.Fault twin : BlindFaults.twins()) {
      Report report = Check.gradient(twin.output(), twin.at());
      switch (report.verdict()) {
        case Verdict.Pass _ -> {}
        case Verdict.Fail _ -> alarms.add(twin.name() + ": " + report);
        case Verdict.NotChecked _ -> open.add(twin.name() + ": " + report);
      }
    }
    System.out.printf("right twins: %d alarms, %d unchecked%n", alarms.size(), open.size());
    alarms.forEach(m -> System.out.println("alarm " + m));
    open.forEach(m -> System.out.println("unchecked " + m));
    assertTrue(alarms.isEmpty(), alarms::toString);
    assertTrue(open.size() <= BlindFaults.AT_A_KINK.size(), open::toString);
  }

  private static boolean isLocated(Report report, BlindFaults.Fault fault) {
    return report.faults().stream()
        .anyMatch(
            f ->
                f.node()
                        .filter(n -> n instanceof Apply a && fault.culprit().isInstance(a.op()))
                        .isPresent()
                    && f.operand().isPresent()
                    && f.operand().getAsInt() == fault.operand());
  }
}
