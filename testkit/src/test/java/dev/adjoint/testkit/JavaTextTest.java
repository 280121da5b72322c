package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.op.Sin;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java test that a failure prints compiles, fails where the fault is, and passes without it.
class JavaTextTest {
  @TempDir Path directory;

  private void run(String className, String source) throws Throwable {
    Path file = directory.resolve(className + ".java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String path = System.getProperty("java.class.path");
    int result =
        compiler.run(
            null, null, null, "-nowarn", "-d", directory.toString(), "-cp", path, file.toString());
    assertEquals(0, result, source);
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> test = loader.loadClass(className);
      Method method = test.getDeclaredMethod("holds");
      var constructor = test.getDeclaredConstructor();
      constructor.setAccessible(true);
      method.setAccessible(true);
      method.invoke(constructor.newInstance());
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /// A fault in the graph: an op whose rule has a mistake.
  @Test
  void aWrongRuleIsPrintedAsATestThatFails() throws IOException {
    Autopsy.Failure failure = firstFailure("the rule of one op has a mistake: SIGN");
    Subject faulty = subject("the rule of one op has a mistake: SIGN");
    GraphCase smallest = withFaultyOp(failure.smallest(faulty));
    String source = JavaText.test(smallest, failure.oracle, "WrongRuleTest", "Subject.LIBRARY");
    assertTrue(source.contains("new Faulty(new Sin(), Faulty.Mistake.SIGN)"), source);
    assertThrows(Disagreement.class, () -> run("WrongRuleTest", source));
    String right =
        source
            .replace("new Faulty(new Sin(), Faulty.Mistake.SIGN)", "new Sin()")
            .replace("WrongRuleTest", "RightRuleTest");
    assertDoesNotThrow(() -> run("RightRuleTest", right));
    assertTrue(nodes(smallest) <= 3, smallest::toString);
  }

  private static GraphCase withFaultyOp(GraphCase graph) {
    return graph.computing(
        Plant.changed(
            graph.outputs(),
            node ->
                node.op() instanceof Sin
                    ? Optional.of(
                        new Faulty(node.op(), Faulty.Mistake.SIGN).of(node.operands().getFirst()))
                    : Optional.empty()));
  }

  /// A fault behind the graph: the printed test is right, and says so of the library.
  @Test
  void aWrongExecutorIsPrintedAsATestThatFailsWithItOnly() throws IOException {
    String fault = "a sum misses the last element";
    Autopsy.Failure failure = firstFailure(fault);
    GraphCase smallest = failure.smallest(subject(fault));
    String planted = "PlantedFaults.all().get(\"" + fault + "\")";
    String wrong =
        JavaText.test(smallest, failure.oracle, "WrongSumTest", planted)
            .replaceFirst("import", "import dev.adjoint.testkit.PlantedFaults;\nimport");
    assertThrows(Disagreement.class, () -> run("WrongSumTest", wrong));
    String right = JavaText.test(smallest, failure.oracle, "RightSumTest", "Subject.LIBRARY");
    assertDoesNotThrow(() -> run("RightSumTest", right));
    assertTrue(nodes(smallest) <= 3, smallest::toString);
  }

  /// Whatever the ops are: every graph of the run can be printed and compiled.
  @Test
  void everyGraphCanBePrinted() throws IOException {
    for (Specimen specimen : Specimen.from(0).limit(40).toList()) {
      GraphCase graph = specimen.graph();
      String name = "Printed%dTest".formatted(specimen.number());
      String source = JavaText.test(graph, Oracle.INTERPRETER, name, "Subject.LIBRARY");
      assertDoesNotThrow(() -> run(name, source));
    }
  }

  private static int nodes(GraphCase graph) {
    List<Expr> nodes = Graph.topological(graph.outputs());
    return (int) nodes.stream().filter(Apply.class::isInstance).count();
  }

  private static Subject subject(String fault) {
    Map<String, Subject> all = PlantedFaults.all();
    return Objects.requireNonNull(all.get(fault), fault);
  }

  private static Autopsy.Failure firstFailure(String fault) {
    for (Specimen specimen : Specimen.from(0).limit(500).toList()) {
      try {
        Autopsy.of(specimen, subject(fault), new Tally());
      } catch (Autopsy.Failure failure) {
        return failure;
      }
    }
    throw new AssertionError("not found: " + fault);
  }
}
