package dev.adjoint.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.op.OpSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Right graphs: the checker raises no false alarm, and leaves little unchecked.
final class CleanCasesTest {
  private static final int CASES = Boolean.getBoolean("adjoint.thorough") ? 100_000 : 3_000;

  /// What became of a case.
  private record Outcome(CleanCase one, Report report) {
    boolean isAlarm() {
      return report.verdict() instanceof Verdict.Fail;
    }

    /// The reason, if it was left unchecked.
    String reason() {
      return report.verdict() instanceof Verdict.NotChecked(var unchecked)
          ? unchecked.stream()
              .map(u -> u.reason().getClass().getSimpleName())
              .findFirst()
              .orElse("no reason")
          : "";
    }
  }

  @Test
  void noFalseAlarmAndLittleUnchecked() {
    List<OpSpec> specs = CleanCase.specs();
    Map<String, Long> reasons = new TreeMap<>();
    long compared = 0;
    long leftOut = 0;
    List<String> alarms = new ArrayList<>();
    for (int from = 0; from < CASES; from += 1000) {
      List<Outcome> some =
          LongStream.range(from, Math.min(CASES, from + 1000))
              .parallel()
              .mapToObj(n -> check(specs, n))
              .toList();
      for (Outcome outcome : some) {
        reasons.merge(outcome.reason(), 1L, Long::sum);
        compared += outcome.report().compared();
        leftOut += outcome.report().leftOut();
        if (outcome.isAlarm()) {
          alarms.add(outcome.one() + "\n" + outcome.report());
        }
      }
    }
    reasons.remove("");
    long unchecked = reasons.values().stream().mapToLong(Long::longValue).sum();
    EvidencePage.section(
        "Clean cases",
        """
        %d right graphs: every op that has a gradient, at random values and edges, alone, behind a shared
        input, and below other ops, FLOAT64 and FLOAT32. False alarms: %d. Unchecked: %d (%.1f %%). Comparisons
        that confirmed: %d, left out: %d.

        | unchecked because of | cases |
        |---|---|
        %s
        """
            .formatted(
                CASES,
                alarms.size(),
                unchecked,
                100.0 * unchecked / CASES,
                compared,
                leftOut,
                reasons.entrySet().stream()
                    .map(e -> "| %s | %d |".formatted(e.getKey(), e.getValue()))
                    .collect(Collectors.joining("\n"))));
    assertEquals("", String.join("\n\n", alarms), alarms.size() + " false alarms");
    assertTrue(unchecked <= CASES / 20, unchecked + " unchecked");
  }

  private static Outcome check(List<OpSpec> specs, long n) {
    CleanCase one = CleanCase.of(specs, n);
    return new Outcome(one, Check.of(one.output(), one.bindings()).seed(n).run());
  }
}
