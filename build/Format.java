import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks (`--check`) or applies (`--apply`) google-java-format to every Java file of this
/// checkout: those under `build` and under the `src` of each module. Run by Maven from the root,
/// see `pom.xml`.
public final class Format {
  private Format() {}

  public static void main(String[] args) throws IOException {
    boolean apply =
        switch (args.length == 1 ? args[0] : "") {
          case "--apply" -> true;
          case "--check" -> false;
          default -> throw new IllegalArgumentException("expected --check or --apply");
        };
    Formatter formatter = new Formatter();
    List<Path> unformatted = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (Path file : sources()) {
      String before = Files.readString(file);
      try {
        String after = formatter.formatSourceAndFixImports(before);
        if (!after.equals(before)) {
          unformatted.add(file);
          if (apply) {
            Files.writeString(file, after);
          }
        }
      } catch (FormatterException e) {
        broken.add(file + ": " + e.getMessage());
      }
    }
    for (Path file : unformatted) {
      System.out.println((apply ? "formatted: " : "not formatted: ") + file);
    }
    broken.forEach(message -> System.out.println("cannot be parsed: " + message));
    if (!apply && !unformatted.isEmpty()) {
      System.out.println("To format all of them: mvn -N -q -Pformat");
    }
    if (!broken.isEmpty() || (!apply && !unformatted.isEmpty())) {
      System.exit(1);
    }
  }

  private static List<Path> sources() throws IOException {
    List<Path> roots = new ArrayList<>(List.of(Path.of("build")));
    try (Stream<Path> modules = Files.list(Path.of(""))) {
      modules.map(module -> module.resolve("src")).filter(Files::isDirectory).forEach(roots::add);
    }
    List<Path> files = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> walk = Files.walk(root)) {
        walk.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
      }
    }
    return files;
  }
}
