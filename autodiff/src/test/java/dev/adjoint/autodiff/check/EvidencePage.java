package dev.adjoint.autodiff.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What a thorough run has shown of the checker, in `docs/evidence/checker.md`.
final class EvidencePage {
  private static final Map<String, String> SECTIONS = new TreeMap<>();

  private EvidencePage() {}

  /// Prints a section and, in a thorough run, writes the page with it.
  static synchronized void section(String title, String text) {
    System.out.print(title + "\n" + text);
    SECTIONS.put(title, text);
    if (!Boolean.getBoolean("adjoint.thorough")) {
      return;
    }
    StringBuilder page = new StringBuilder("# The checker, checked\n\n");
    page.append("Written by `mvn -Pthorough verify` (autodiff), Java ")
        .append(Runtime.version())
        .append(".\n");
    SECTIONS.forEach((name, body) -> page.append("\n## %s\n\n%s".formatted(name, body)));
    try {
      // Maven runs tests in the module's directory.
      Path file = Path.of("..", "docs", "evidence", "checker.md");
      Files.createDirectories(file.getParent());
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
