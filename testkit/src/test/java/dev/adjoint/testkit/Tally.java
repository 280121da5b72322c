package dev.adjoint.testkit;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// Counters by name, which add up over threads, slices of a run, and runs.
final class Tally {
  private final Map<String, Long> counters = new TreeMap<>();

  void add(String counter, long count) {
    counters.merge(counter, count, Long::sum);
  }

  /// The count, 0 if nothing was counted.
  long of(String counter) {
    return counters.getOrDefault(counter, 0L);
  }

  /// The counters whose names begin so, by the rest of their name.
  Map<String, Long> below(String prefix) {
    Map<String, Long> found = new TreeMap<>();
    counters.forEach(
        (name, count) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), count);
          }
        });
    return found;
  }

  void addAll(Tally other) {
    other.counters.forEach(this::add);
  }

  /// Writes all counters.
  void save(Path file) throws IOException {
    Properties properties = new Properties();
    counters.forEach((name, count) -> properties.setProperty(name, String.valueOf(count)));
    Files.createDirectories(file.getParent());
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }

  /// The counters of a file; none if there is no file.
  static Tally load(Path file) throws IOException {
    Tally tally = new Tally();
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      properties.forEach((name, count) -> tally.add((String) name, Long.parseLong((String) count)));
    }
    return tally;
  }
}
