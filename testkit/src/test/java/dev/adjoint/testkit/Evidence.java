package dev.adjoint.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The summary of a run over random graphs.
final class Evidence {
  /// Asked once, before the summary itself changes the working tree.
  private static final String COMMIT = commit();

  private final Tally tally;
  private final StringBuilder text = new StringBuilder();

  private Evidence(Tally tally) {
    this.tally = tally;
  }

  /// The summary in Markdown.
  static String text(Tally tally) {
    Evidence evidence = new Evidence(tally);
    evidence.head();
    evidence.oracles();
    evidence.values();
    evidence.graphs();
    evidence.failures();
    return evidence.text.toString();
  }

  /// Writes the summary to `docs/evidence/random-graphs.md`; Maven runs tests in the module's
  /// directory.
  static void write(Tally tally) throws IOException {
    Path file = Path.of("..", "docs", "evidence", "random-graphs.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text(tally));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void head() {
    line("# Random graphs\n");
    line(
        "Written by `mvn -Pthorough verify` (testkit, `RandomGraphsTest`) after each slice of its"
            + " run.");
    line("Commit %s, Java %s.\n".formatted(COMMIT, Runtime.version()));
    line(
        "Graphs 0 to %,d, of %,d nodes on the average; %,d failures."
            .formatted(
                tally.of("graphs") - 1,
                tally.of("nodes") / Math.max(1, tally.of("graphs")),
                tally.below("failure/").size()));
  }

  private void oracles() {
    line("\n## What was compared\n");
    line("Well-scaled graphs, and wild ones: values of all magnitudes, or arrays of many tiles.");
    line("An element is unchecked where no bound is known: overflow, a kink, or a decision that");
    line("rounding may have made. It is strange if in addition only one of the two is finite, or");
    line(
        "only one NaN. The cost is that of one graph, for graphs on which the oracle was asked.\n");
    line(
        "| oracle | graphs | elements compared | unchecked | strange | wild graphs | compared |"
            + " unchecked | strange | µs |");
    line("|---|---|---|---|---|---|---|---|---|---|");
    for (Oracle oracle : Oracle.values()) {
      String tame = "oracle/tame/" + oracle + "/";
      String wild = "oracle/wild/" + oracle + "/";
      long asked = tally.of(tame + "graphs") + tally.of(wild + "graphs");
      line(
          "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d |"
              .formatted(
                  oracle,
                  tally.of(tame + "graphs"),
                  tally.of(tame + "compared"),
                  tally.of(tame + "unchecked"),
                  tally.of(tame + "strange"),
                  tally.of(wild + "graphs"),
                  tally.of(wild + "compared"),
                  tally.of(wild + "unchecked"),
                  tally.of(wild + "strange"),
                  tally.of("nanos/" + oracle) / 1000 / Math.max(1, asked)));
    }
    line(
        "\nMaking a graph takes %,d µs."
            .formatted(tally.of("nanos/generation") / 1000 / Math.max(1, tally.of("graphs"))));
    long telling = tally.of("gradient/telling");
    line(
        "Of %,d gradient elements of well-scaled graphs %.1f %% are finite and not zero."
            .formatted(
                telling + tally.of("gradient/zero or not finite"),
                100.0 * telling / Math.max(1, telling + tally.of("gradient/zero or not finite"))));
  }

  private void values() {
    line("\n## Values\n");
    line("Huge is above 2⁵¹² (FLOAT32: 2⁶⁴).\n");
    line("| class | inputs | outputs | gradients |\n|---|---|---|---|");
    Tally classes = new Tally();
    for (String where : new String[] {"inputs/", "outputs/", "gradients/"}) {
      tally.below(where).keySet().forEach(name -> classes.add(name, 1));
    }
    for (String name : classes.below("").keySet()) {
      line(
          "| %s | %,d | %,d | %,d |"
              .formatted(
                  name,
                  tally.of("inputs/" + name),
                  tally.of("outputs/" + name),
                  tally.of("gradients/" + name)));
    }
  }

  private void graphs() {
    line("\n## Graphs\n");
    line(
        "%,d nodes without elements, %,d of one element, %,d further uses of shared nodes."
            .formatted(
                tally.of("nodes without elements"),
                tally.of("nodes of one element"),
                tally.of("shared nodes")));
    histogram("kind", tally.below("manner/"));
    histogram("nodes", tally.below("nodes/"));
    histogram("depth", tally.below("depth/"));
    histogram("op", tally.below("op/"));
  }

  private void histogram(String what, Map<String, Long> counts) {
    line("\n| %s | count |\n|---|---|".formatted(what));
    counts.forEach((name, count) -> line("| %s | %,d |".formatted(name, count)));
  }

  private void failures() {
    if (!tally.below("failure/").isEmpty()) {
      line("\n## Failures\n");
      tally.below("failure/").keySet().forEach(failure -> line("- %s".formatted(failure)));
    }
  }

  private static String commit() {
    try {
      Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
      String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return hash.isBlank() ? "unknown" : hash.strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
