package dev.adjoint.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The README says what the code does: its Java is that of [ReadmeSnippets], and the output beside
/// it is what running it prints.
final class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path SOURCE =
      Path.of("src", "test", "java", "dev", "adjoint", "examples", "ReadmeSnippets.java");

  @Test
  void everyPieceOfJavaIsCompiled() throws IOException {
    Map<String, String> snippets = find(SOURCE, "(?s)// snippet: (\\w+)\n(.*?)// end\n");
    Map<String, String> blocks = find(README, "(?s)<!-- (\\w+) -->\n```java\n(.*?)```\n");
    assertEquals(blocks.size(), count(README, "```java"), "every block has a name");
    assertTrue(blocks.size() >= 6, "a first program and five pieces");
    blocks.forEach((name, code) -> assertEquals(tokens(snippets.get(name)), tokens(code), name));
  }

  @Test
  void everyOutputIsWhatThePiecePrints() throws Exception {
    Map<String, String> outputs =
        find(README, "(?s)<!-- (\\w+) -->\n```java\n[^`]*?```\n+```text\n(.*?)```\n");
    assertTrue(outputs.size() >= 4);
    for (Map.Entry<String, String> output : outputs.entrySet()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (PrintStream out = new PrintStream(bytes, true, UTF_8)) {
        ReadmeSnippets.class
            .getDeclaredMethod(output.getKey(), PrintStream.class)
            .invoke(null, out);
      }
      String printed = stable(bytes.toString(UTF_8));
      assertEquals(
          stable(output.getValue()).strip(),
          printed.replace("\r\n", "\n").strip(),
          output.getKey());
    }
  }

  @Test
  void theOpOfTheReadmeHasItsDerivative() {
    Expr x = Input.of("x", DType.FLOAT64);
    Expr y = new ReadmeSnippets.Cube().of(x);
    Expr slope = Grad.grad(y, x).of(x);
    assertEquals(12.0, Interpreter.of(slope).run(Map.of(x, Tensor.scalar(2.0))).getFirst().item());
  }

  @Test
  void thePageIsShort() throws IOException {
    long lines = Files.readAllLines(README).size();
    assertTrue(lines >= 120 && lines <= 150, lines + " lines");
  }

  private static Map<String, String> find(Path file, String pattern) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2));
    }
    return found;
  }

  private static int count(Path file, String text) throws IOException {
    return Files.readString(file).split(Pattern.quote(text), -1).length - 1;
  }

  /// Without line numbers and node numbers.
  private static String stable(String output) {
    return output.replaceAll("\\.java:\\d+", ".java:NN").replaceAll("#\\d+", "#N");
  }

  /// The README may break lines elsewhere, and prints with `System.out`.
  private static String tokens(String code) {
    return code.replace("System.out.", "out.").replaceAll("\\s+", "");
  }
}
