package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Op;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Thousands of random graphs against every [Oracle].
///
/// With `-Dadjoint.thorough=true` a million, in slices, after each of which the evidence is written
/// and the tally saved: a run that was interrupted goes on from there. `-Dadjoint.graphs` sets
/// another number.
class RandomGraphsTest {
  private static final boolean THOROUGH = Boolean.getBoolean("adjoint.thorough");
  private static final long GRAPHS = Long.getLong("adjoint.graphs", THOROUGH ? 1_000_000 : 10_000);
  private static final long SLICE = 10_000;
  private static final Path SAVED = Path.of("target", "random-graphs.properties");

  @Test
  void randomGraphsObeyEveryLaw()
      throws IOException, ReflectiveOperationException, URISyntaxException {
    Tally tally = THOROUGH ? Tally.load(SAVED) : new Tally();
    List<String> reports = new ArrayList<>();
    while (tally.of("next") < GRAPHS && tally.below("failure/").size() < 20) {
      long from = tally.of("next");
      long to = Math.min(GRAPHS, from + SLICE);
      GraphRun run = GraphRun.of(from, to);
      tally.addAll(run.tally());
      tally.add("next", to - from);
      if (THOROUGH) {
        tally.save(SAVED);
        Evidence.write(tally);
      }
      reports.addAll(run.reports());
    }
    System.out.println(Evidence.text(tally));
    assertTrue(reports.isEmpty(), () -> String.join("\n\n", reports));
    assertEquals(0, tally.below("failure/").size(), "failures of earlier slices");
    everyOpIsFrequent(tally);
    mostIsCompared(tally);
  }

  /// In every 10,000 graphs each op is there a hundred times.
  private static void everyOpIsFrequent(Tally tally)
      throws IOException, ReflectiveOperationException, URISyntaxException {
    List<String> rare = new ArrayList<>();
    URI classes = Op.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path root = Path.of(classes);
    try (FileSystem jar =
        Files.isDirectory(root) ? null : FileSystems.newFileSystem(root)) { // in a build, a jar
      Path ops = (jar == null ? root : jar.getPath("/")).resolve("dev/adjoint/autodiff/op");
      rare.addAll(rare(ops, tally));
    }
    assertEquals(List.of(), rare, "ops that random graphs hardly have: see Construction");
  }

  private static List<String> rare(Path directory, Tally tally)
      throws IOException, ReflectiveOperationException {
    List<String> rare = new ArrayList<>();
    int ops = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.contains("-")) {
          Class<?> type = Class.forName("dev.adjoint.autodiff.op." + name.replace(".class", ""));
          if (type.isRecord() && Op.class.isAssignableFrom(type)) {
            ops++;
            long count = tally.of("op/" + type.getSimpleName());
            if (count < tally.of("graphs") / 100) {
              rare.add(type.getSimpleName() + " " + count);
            }
          }
        }
      }
    }
    assertTrue(ops > 100, "found " + ops + " ops");
    return rare;
  }

  private static void mostIsCompared(Tally tally) {
    double telling = tally.of("gradient/telling");
    assertTrue(
        telling / (telling + tally.of("gradient/zero or not finite")) > 0.7,
        "gradient elements that are finite and not zero: " + telling);
    for (Oracle oracle : Oracle.values()) {
      String name = "oracle/tame/" + oracle + "/";
      double compared = tally.of(name + "compared");
      double share = compared / (compared + tally.of(name + "unchecked"));
      assertTrue(share > (oracle == Oracle.DIFFERENCES ? 0.5 : 0.95), oracle + ": " + share);
    }
  }
}
