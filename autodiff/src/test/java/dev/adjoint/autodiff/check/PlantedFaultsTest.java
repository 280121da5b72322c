package dev.adjoint.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    long start = System.nanoTime();
    for (PlantedFault fault : all) {
      Report report = Check.of(fault.output(), fault.bindings()).run();
      ops.add(fault.op().right().name());
      List<Fault> found = report.faults().stream().filter(fault::locates).toList();
      Map<String, Integer> row = table.computeIfAbsent(fault.op().mistake(), _ -> new TreeMap<>());
      if (found.isEmpty() || report.faults().size() != found.size()) {
        missed.add(fault + "\n" + report);
        row.merge("MISSED", 1, Integer::sum);
        unchecked += report.verdict() instanceof Verdict.NotChecked ? 1 : 0;
      } else {
        ErrorKind kind = found.getFirst().kind();
        row.merge(kind.name(), 1, Integer::sum);
        named += kind == fault.op().mistake().kind() ? 1 : 0;
        if (kind != fault.op().mistake().kind() && Boolean.getBoolean("adjoint.show")) System.out.println("KIND " + fault + " " + found.getFirst());
      }
    }
    System.out.printf("%d planted faults in %d ops, %.1f s: found and located %d, kind named %d%n", all.size(), ops.size(), (System.nanoTime() - start) / 1e9, all.size() - missed.size(), named);
    table.forEach((m, row) -> System.out.println("  " + m + " -> " + row));
    missed.stream().limit(60).forEach(System.out::println);
    assertTrue(all.size() >= 400, "planted " + all.size());
    assertTrue(missed.size() * 100 <= all.size(), missed.size() + " missed");
    assertEquals(0, unchecked);
    assertTrue(named >= 0.8 * all.size(), named + " named");
  }
}
