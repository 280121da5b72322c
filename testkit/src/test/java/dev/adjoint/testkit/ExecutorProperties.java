package dev.adjoint.testkit;

import static dev.adjoint.testkit.AdjointAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/// The compiled program against the reference interpreter, on random graphs.
class ExecutorProperties {
  @Provide
  Arbitrary<GraphCase> graphs() {
    return Arbitraries.of(DType.FLOAT64, DType.FLOAT32)
        .flatMap(
            dtype ->
                Arbitraries.of(Palette.PLAIN, Palette.TIED, Palette.HOSTILE)
                    .flatMap(palette -> Graphs.partial(dtype, palette)));
  }

  @Provide
  Arbitrary<GraphCase> withoutSums() {
    return Arbitraries.of(DType.FLOAT64, DType.FLOAT32)
        .flatMap(
            dtype ->
                Arbitraries.of(Palette.PLAIN, Palette.TIED, Palette.HOSTILE)
                    .flatMap(palette -> Graphs.withoutSums(dtype, palette)));
  }

  @Property(seed = Seed.VALUE)
  void programEqualsInterpreter(@ForAll("graphs") GraphCase graph) {
    Tally.count("program = interpreter", graph, assertThat(graph).programEqualsInterpreter());
  }

  @Property(seed = Seed.VALUE)
  void gradientProgramEqualsInterpreter(@ForAll("graphs") GraphCase graph) {
    Tally.count(
        "program = interpreter, gradient",
        graph,
        assertThat(graph).gradientProgramEqualsInterpreter());
  }

  @Property(seed = Seed.VALUE)
  void programEqualsInterpreterToTheBitWithoutSums(@ForAll("withoutSums") GraphCase graph) {
    List<Tensor> expected = Interpreter.of(graph.outputs()).run(graph.bindings());
    List<Tensor> actual = Program.compile(graph.outputs()).run(graph.bindings());
    assertEquals(expected, actual);
    int elements = expected.stream().mapToInt(Tensor::size).sum();
    Tally.count("program = interpreter, to the bit", graph, new Outcome(elements, 0));
  }

  @Property(seed = Seed.VALUE)
  void aProgramGivesEqualBitsTwice(@ForAll("graphs") GraphCase graph) {
    Program program = Program.compile(graph.outputs());
    List<Tensor> first = program.run(graph.bindings());
    assertEquals(first, program.run(graph.bindings()));
    assertEquals(first, Program.compile(graph.outputs()).run(graph.bindings()));
    int elements = first.stream().mapToInt(Tensor::size).sum();
    Tally.count("equal bits twice", graph, new Outcome(elements, 0));
  }

  @AfterContainer
  static void mostIsCompared() {
    assertTrue(Tally.of("program = interpreter").share() > 0.95);
    assertTrue(Tally.of("program = interpreter, gradient").share() > 0.95);
  }
}
