package dev.adjoint.autodiff.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.JavaProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Same inputs, same bits: of whole programs ([ReproducedProgram]), with matrix products in plain
/// Java.
final class ReproducibilityTest {
  private static final int RUNS = 2000;

  /// By default the first few, of which each differs most from this virtual machine.
  private static final List<String> MODES =
      JavaProcess.MODES.subList(
          0, Boolean.getBoolean("adjoint.thorough") ? JavaProcess.MODES.size() : 3);

  static List<ReproducedProgram> programs() {
    return ReproducedProgram.all();
  }

  /// Runs of one program at the same time.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void severalThreads(int threads) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (ReproducedProgram p : programs()) {
        Program program = Program.compile(p.outputs());
        String expected = p.line(Program.compile(p.outputs()));
        Callable<String> task = () -> p.line(program);
        List<Future<String>> lines = new ArrayList<>();
        for (int i = 0; i < 8 * threads; i++) {
          lines.add(pool.submit(task));
        }
        for (Future<String> line : lines) {
          assertEquals(expected, line.get(), "with " + threads + " threads");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void coldAndWarm(ReproducedProgram p) {
    Program program = Program.compile(p.outputs());
    String cold = p.line(program);
    for (int i = 0; i < RUNS; i++) {
      program.run(p.bindings());
    }
    assertEquals(cold, p.line(program));
    assertEquals(cold, p.line(Program.compile(p.outputs())), "compiled again");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void interpretedWhereNoSumIsReordered(ReproducedProgram p) {
    String interpreted = p.line(Interpreter.of(p.outputs()));
    assertTrue(interpreted.startsWith(p.name()));
    if (!p.reorders()) {
      assertEquals(interpreted, p.line(Program.compile(p.outputs())));
    }
  }

  @Test
  void everyModeOfTheVirtualMachine() {
    String expected =
        programs().stream()
            .map(p -> p.line(Program.compile(p.outputs())).repeat(2))
            .collect(Collectors.joining());
    JavaProcess.assertPrints(expected, ReproducedProgram.class, MODES);
  }
}
