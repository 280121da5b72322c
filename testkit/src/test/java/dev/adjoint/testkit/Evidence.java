package dev.adjoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The summary of a thorough run, in `docs/evidence/testkit-properties.md`.
final class Evidence {
  private Evidence() {}

  static void write(Map<String, Tally.Entry> properties, Map<String, Integer> ops) {
    StringBuilder text = new StringBuilder("# Properties of random graphs\n\n");
    text.append("Written by `mvn -Pthorough verify` (testkit). Commit ")
        .append(commit())
        .append(", seed ")
        .append(Seed.VALUE)
        .append(", Java ")
        .append(Runtime.version())
        .append(".\n\n| property | graphs | elements compared | unchecked |\n|---|---|---|---|\n");
    properties.forEach(
        (name, entry) ->
            text.append(
                "| %s | %d | %d | %d |%n"
                    .formatted(name, entry.cases(), entry.compared(), entry.unchecked())));
    text.append(
        "\nUnchecked elements have no bound: overflow, a kink, a domain edge, or a decision");
    text.append(
        " that rounding\nmay have made.\n\nOps in these graphs:\n\n| op | nodes |\n|---|---|\n");
    ops.forEach((op, count) -> text.append("| %s | %d |%n".formatted(op, count)));
    try {
      // Maven runs tests in the module's directory.
      Path file = Path.of("..", "docs", "evidence", "testkit-properties.md");
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
