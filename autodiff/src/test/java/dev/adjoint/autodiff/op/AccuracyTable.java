package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What [AccuracyTest] found, one line for each op and dtype.
final class AccuracyTable {
  private static final int ORDERS = 3;

  /// The worst errors by order, and how many results were what.
  private static final class Row {
    final long[] worst = new long[ORDERS];
    int orders;
    int results;
    int falseZeros;
    int falseInfinities;
    int allowed;
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();

  void add(String op, DType dtype, int order, AccuracyTest.Outcome outcome) {
    Row row = rows.computeIfAbsent(op + " | " + dtype, name -> new Row());
    row.orders = Math.max(row.orders, order);
    row.worst[order] = Math.max(row.worst[order], outcome.ulp());
    row.results++;
    row.falseZeros += outcome.falseZero() ? 1 : 0;
    row.falseInfinities += outcome.falseInfinity() ? 1 : 0;
    row.allowed += outcome.allowed() ? 1 : 0;
  }

  String text() {
    StringBuilder text =
        new StringBuilder(
            """
            | op | dtype | value, ULP | derivatives, ULP | false zeros | false ∞ or NaN | results | by the largest term |
            |---|---|---|---|---|---|---|---|
            """);
    rows.forEach(
        (name, row) ->
            text.append(
                "| %s | %d | %s | %d | %d | %d | %d |%n"
                    .formatted(
                        name,
                        row.worst[0],
                        Arrays.stream(row.worst, 1, row.orders + 1)
                            .mapToObj(Long::toString)
                            .collect(Collectors.joining(", ")),
                        row.falseZeros,
                        row.falseInfinities,
                        row.results,
                        row.allowed)));
    return text.toString();
  }

  /// Writes the page `docs/evidence/accuracy.md`.
  void write() {
    StringBuilder text = new StringBuilder("# Accuracy of elementwise ops\n\n");
    text.append("Written by `mvn -Pthorough verify` (autodiff, `AccuracyTest`). Commit ")
        .append(commit())
        .append(", Java ")
        .append(Runtime.version())
        .append(
            """
            .

            The worst errors of values and first derivatives, in units in the last place of a
            truth of 50 digits, at numbers of random bits and at the ends of things with their
            neighbours, by both executors. A false zero is a result of 0 where the truth is a
            normal number, a false ∞ or NaN one that is not finite where the truth is.
            Results counted in the last column lie near a zero inside the domain or come of a
            subnormal number; they are within the bounds of the list below.

            """)
        .append(text())
        .append("\n| op | order | measured by the largest term, since |\n|---|---|---|\n");
    for (Allowance a : Allowance.ALL) {
      text.append("| %s | %d | %s |%n".formatted(a.op(), a.order(), a.reason()));
    }
    try {
      // Maven runs tests in the module's directory.
      Path file = Path.of("..", "docs", "evidence", "accuracy.md");
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
