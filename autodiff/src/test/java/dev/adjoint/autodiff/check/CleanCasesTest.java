package dev.adjoint.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.op.OpSpec;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Right graphs: the checker raises no false alarm, and leaves little unchecked.
final class CleanCasesTest {
  private static final int CASES =
      Integer.getInteger("adjoint.clean", Boolean.getBoolean("adjoint.thorough") ? 100_000 : 3_000);

  @Test
  void noFalseAlarm() {
    List<OpSpec> specs = CleanCase.specs();
    Random random = new Random(4);
    Map<String, Integer> verdicts = new TreeMap<>();
    Map<String, Integer> reasons = new TreeMap<>();
    Map<String, Integer> alarms = new TreeMap<>();
    long start = System.nanoTime();
    for (int i = 0; i < CASES; i++) {
      OpSpec spec = specs.get(i % specs.size());
      CleanCase one = CleanCase.of(spec, random);
      Report report = Check.of(one.output(), one.bindings()).seed(i).run();
      verdicts.merge(report.verdict().getClass().getSimpleName(), 1, Integer::sum);
      switch (report.verdict()) {
        case Verdict.Pass _ -> {}
        case Verdict.Fail(var faults) -> {
          if (alarms.merge(spec.op().getSimpleName(), 1, Integer::sum) == 1) {
            System.out.println("ALARM " + one + "\n" + report);
          }
        }
        case Verdict.NotChecked(var unchecked) -> {
            String r = unchecked.isEmpty() ? "?" : unchecked.getFirst().reason().getClass().getSimpleName();
            reasons.merge(r, 1, Integer::sum);
            if (Boolean.getBoolean("adjoint.show")) System.out.println(r + " " + one.name()+" "+unchecked.getFirst());
        }
      }
    }
    System.out.printf("%d clean cases in %.1f s: %s, unchecked %s, alarms %s%n", CASES, (System.nanoTime()-start)/1e9, verdicts, reasons, alarms);
    assertEquals(Map.of(), alarms);
    assertTrue(verdicts.getOrDefault("NotChecked", 0) <= CASES / 20);
  }
}
