package dev.adjoint.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The checker finds mistakes that were planted, at least one for every op, operand and kind that
/// apply, says which op and operand they are in, and mostly what they look like.
final class PlantedFaultsTest {
  @Test
  void everyMistakeIsFoundAndLocated() {
    List<PlantedFault> all = PlantedFault.all();
    Map<Mistake, Map<String, Integer>> table = new TreeMap<>();
    List<String> missed = new ArrayList<>();
    Set<String> ops = new TreeSet<>();
    int named = 0;
    int unchecked = 0;
    for (PlantedFault fault : all) {
      Report report = Check.of(fault.output(), fault.bindings()).run();
      ops.add(fault.op().right().name());
      List<Fault> located = report.faults().stream().filter(fault::locates).toList();
      Map<String, Integer> row = table.computeIfAbsent(fault.op().mistake(), _ -> new TreeMap<>());
      if (located.isEmpty() || report.faults().size() != located.size()) {
        missed.add(fault + "\n" + report);
        row.merge("MISSED", 1, Integer::sum);
        unchecked += report.verdict() instanceof Verdict.NotChecked ? 1 : 0;
      } else {
        ErrorKind kind = located.getFirst().kind();
        row.merge(kind.name(), 1, Integer::sum);
        named += kind == fault.op().mistake().kind() ? 1 : 0;
      }
    }
    EvidencePage.section(
        "Planted mistakes",
        "%d mistakes in %d ops: found, with op and operand, %d; kind named as planted %d.\n\n"
                .formatted(all.size(), ops.size(), all.size() - missed.size(), named)
            + "| planted | reported as |\n|---|---|\n"
            + table.entrySet().stream()
                .map(e -> "| %s | %s |\n".formatted(e.getKey(), row(e.getValue())))
                .collect(Collectors.joining()));
    assertTrue(all.size() >= 400, "planted " + all.size());
    assertTrue(
        missed.size() * 100 <= all.size(), () -> missed.size() + " missed: " + missed.getFirst());
    assertEquals(0, unchecked);
    assertTrue(named >= 0.8 * all.size(), named + " named");
  }

  private static String row(Map<String, Integer> kinds) {
    return kinds.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
