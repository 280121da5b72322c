package dev.adjoint.autodiff.exec;

import static dev.adjoint.autodiff.op.Compare.less;
import static dev.adjoint.autodiff.op.Where.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Barrier;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Iota;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProgramTest {
  private static void assertSameAsInterpreter(
      double bound, Map<? extends Expr, Tensor> bindings, Expr... outputs) {
    List<Tensor> expected = Interpreter.of(outputs).run(bindings);
    Program program = Program.compile(outputs);
    for (int round = 0; round < 2; round++) {
      List<Tensor> actual = program.run(bindings);
      for (int i = 0; i < outputs.length; i++) {
        if (bound == 0) {
          assertEquals(expected.get(i), actual.get(i), "output " + i);
        } else {
          assertClose(bound, expected.get(i), actual.get(i), "output " + i);
        }
        assertEquals(outputs[i].type(), actual.get(i).type());
      }
    }
  }

  private static void assertClose(double bound, Tensor expected, Tensor actual, String what) {
    assertEquals(expected.type(), actual.type(), what);
    double[] x = expected.cast(DType.FLOAT64).toDoubleArray();
    double[] y = actual.cast(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < x.length; i++) {
      double tolerance = bound * Math.max(1, Math.abs(x[i]));
      assertTrue(
          Math.abs(x[i] - y[i]) <= tolerance || Double.compare(x[i], y[i]) == 0,
          what + "[" + i + "]: " + x[i] + " and " + y[i]);
    }
  }

  private static Tensor values(DType dtype, long seed, int... sizes) {
    return Tensor.normal(Shape.of(sizes), seed).cast(dtype);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void elementwiseGraphsGiveTheInterpretersBits(DType dtype) {
    for (int size : new int[] {0, 1, 3, 511, 512, 513, 1300}) {
      Input x = Input.of("x", dtype, size);
      Input s = Input.of("s", dtype);
      Expr y = x.sigmoid().times(x.tanh()).plus(s.exp());
      Expr z = where(less(x, s), y, x.square().minus(1.5)).plus(x.abs().sqrt());
      assertSameAsInterpreter(
          0,
          Map.of(x, values(dtype, 1, size), s, values(dtype, 2)),
          y,
          z,
          less(y, z),
          x.cast(DType.INT64).cast(dtype),
          s.exp().log().plus(s.sigmoid()));
    }
  }

  /// Equal values on both sides of a barrier are computed twice, the second time after what it
  /// waits for, though both are of one length.
  @Test
  void aBarrierIsNeitherMergedNorRunEarly() {
    Input x = Input.of("x", DType.FLOAT64, 3, 4);
    Input w = Input.of("w", DType.FLOAT64, 4, 4);
    Expr late = Barrier.barrier(x, x.matmul(w).sum());
    Expr both = Concat.concat(0, x.exp(), late.exp().matmul(w), late.transpose().reshape(3, 4));
    Program program = Program.compile(both);
    List<String> steps =
        program
            .explain()
            .lines()
            .limit(4)
            .map(step -> step.replaceFirst("^ *[0-9]+ +([a-z]+).*", "$1"))
            .toList();
    assertEquals(List.of("region", "contraction", "sum", "region"), steps);
    Map<Expr, Tensor> at =
        Map.of(
            x, Tensor.range(0, 12, 1).cast(DType.FLOAT64).reshape(Shape.of(3, 4)),
            w, Tensor.range(0, 16, 1).cast(DType.FLOAT64).reshape(Shape.of(4, 4)));
    Tensor expected =
        Program.compile(Concat.concat(0, x.exp(), x.exp().matmul(w), x.transpose().reshape(3, 4)))
            .run(at)
            .getFirst();
    assertEquals(expected, program.run(at).getFirst());
  }

  @Test
  void broadcastOperandsAreReadThroughStrides() {
    Input x = Input.of("x", DType.FLOAT64, 7, 1, 5);
    Input row = Input.of("row", DType.FLOAT64, 5);
    Input column = Input.of("column", DType.FLOAT64, 3, 1);
    Expr y = x.plus(row).times(column).minus(row.exp());
    Program program = Program.compile(y);
    assertTrue(!program.explain().contains("copy"), program.explain());
    assertSameAsInterpreter(
        0,
        Map.of(
            x,
            values(DType.FLOAT64, 1, 7, 1, 5),
            row,
            values(DType.FLOAT64, 2, 5),
            column,
            values(DType.FLOAT64, 3, 3, 1)),
        y,
        y.permute(2, 0, 1).plus(y.permute(2, 0, 1).sum(0)));
  }

  @Test
  void viewsScatterAndIndices() {
    Input x = Input.of("x", DType.FLOAT32, 4, 6);
    Input i = Input.of("i", DType.INT64, 5);
    Expr flipped = Flip.flip(x, 1);
    Expr gathered = Gather.gather(x, i);
    Expr scattered = new ScatterAdd(0, Dim.of(4)).of(gathered, i);
    assertSameAsInterpreter(
        1e-5,
        Map.of(x, values(DType.FLOAT32, 5, 4, 6), i, Tensor.of(3L, 0, 3, 1, 3)),
        flipped,
        x.transpose().reshape(8, 3),
        x.transpose().reshape(8, 3).reshape(24).exp(),
        gathered,
        scattered,
        Pad.pad(x, 1, 2, 1),
        Iota.iota(Shape.of(2, 3, 2), 1),
        CumulativeSum.cumulativeSum(x, 0),
        ArgExtremum.argMax(x, 0),
        ArgExtremum.argMin(x, 1),
        flipped.plus(1).reshape(2, 12));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void reductionsOverAnyAxes(DType dtype) {
    Input x = Input.of("x", dtype, 5, 3, 1100);
    double bound = dtype == DType.FLOAT32 ? 2e-3 : 1e-11;
    assertSameAsInterpreter(
        bound,
        Map.of(x, values(dtype, 7, 5, 3, 1100)),
        x.sum(),
        x.sum(0),
        x.sum(1),
        x.sum(2),
        x.sum(0, 2),
        x.max(1, 2),
        x.max(0),
        x.mean(),
        LogSoftmax.logSoftmax(x, 2));
  }

  @Test
  void sumsOfNothingAreZero() {
    Input x = Input.of("x", DType.FLOAT64, 3, 0);
    assertSameAsInterpreter(
        0,
        Map.of(x, values(DType.FLOAT64, 1, 3, 0)),
        x.sum(),
        x.sum(1),
        x.sum(0),
        x.matmul(x.transpose()),
        x.transpose().matmul(x));
  }

  @Test
  void maximumOfNaNIsNaN() {
    Input x = Input.of("x", DType.FLOAT64, 3);
    assertSameAsInterpreter(
        0, Map.of(x, Tensor.of(1, Double.NaN, 2)), x.max(), ArgExtremum.argMax(x, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void productsWithTransposesAndBatches(DType dtype) {
    double bound = dtype == DType.FLOAT32 ? 1e-4 : 1e-12;
    Input a = Input.of("a", dtype, 33, 17);
    Input b = Input.of("b", dtype, 17, 40);
    Input c = Input.of("c", dtype, 3, 2, 17, 9);
    assertSameAsInterpreter(
        bound,
        Map.of(
            a,
            values(dtype, 1, 33, 17),
            b,
            values(dtype, 2, 17, 40),
            c,
            values(dtype, 3, 3, 2, 17, 9)),
        a.matmul(b),
        b.transpose().matmul(a.transpose()),
        a.transpose().matmul(a),
        a.matmul(c),
        c.permute(0, 1, 3, 2).matmul(b),
        c.permute(2, 0, 1, 3).matmul(c.permute(2, 0, 3, 1)),
        a.matmul(b).relu().sum(0));
  }

  @Test
  void wholeNumbersMultiply() {
    Input a = Input.of("a", DType.INT64, 2, 3);
    assertSameAsInterpreter(
        0,
        Map.of(a, Tensor.of(new long[][] {{1, 2, 3}, {4, 5, Long.MAX_VALUE}})),
        a.matmul(a.transpose()),
        a.plus(a).times(a));
  }

  @Test
  void outputsMayBeInputsConstantsAndTheSameNodeTwice() {
    Input x = Input.of("x", DType.FLOAT64, 2);
    Input s = Input.of("s", DType.FLOAT64);
    Expr y = x.plus(s);
    Expr c = Constant.of(Tensor.of(1.0, 2.0, 3.0));
    assertSameAsInterpreter(
        0,
        Map.of(x, Tensor.of(1.0, 2.0), s, Tensor.scalar(3.0)),
        x,
        s,
        y,
        c,
        y,
        x.reshape(2, 1),
        y.reshape(1, 2),
        Constant.scalar(4, DType.FLOAT32));
  }

  @Test
  void outputsAreNotOverwrittenByLaterRuns() {
    Input x = Input.of("x", DType.FLOAT64, 600);
    Program program = Program.compile(x.exp(), x.exp().sum());
    List<Tensor> first = program.run(Map.of(x, Tensor.zeros(x.type())));
    List<Tensor> second = program.run(Map.of(x, Tensor.ones(x.type())));
    assertNotSame(first.get(0), second.get(0));
    assertEquals(Tensor.ones(x.type()), first.get(0));
    assertEquals(600, first.get(1).item());
  }

  @Test
  void smallerBatchesRunAtTheirSize() {
    Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(Dim.of("m", 4), Dim.of(3))));
    Input w = Input.of("w", DType.FLOAT64, 3, 2);
    Program program = Program.compile(x.matmul(w).mean(), x.sum(0));
    for (int m : new int[] {4, 3, 1, 3, 7}) {
      Map<Input, Tensor> bindings =
          Map.of(x, values(DType.FLOAT64, m, m, 3), w, values(DType.FLOAT64, 9, 3, 2));
      List<Tensor> expected = Interpreter.of(program.outputs()).run(bindings);
      assertClose(1e-14, expected.get(0), program.run(bindings).get(0), "m = " + m);
      assertClose(1e-14, expected.get(1), program.run(bindings).get(1), "m = " + m);
    }
  }

  @Test
  void anIndexOutsideItsAxisIsNamed() {
    Input x = Input.of("x", DType.FLOAT32, 3, 2);
    Input i = Input.of("i", DType.INT64, 2);
    Program program = Program.compile(Gather.gather(x, i).named("picked"));
    ShapeException error =
        assertThrows(
            ShapeException.class,
            () -> program.run(Map.of(x, values(DType.FLOAT32, 1, 3, 2), i, Tensor.of(0L, 3))));
    assertTrue(error.getMessage().startsWith("[gather] index 3 at position 1 "), error::getMessage);
    assertTrue(error.getMessage().contains("picked"), error::getMessage);
  }

  @Test
  void randomElementwiseGraphsGiveTheInterpretersBits() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      DType dtype = random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64;
      List<Expr> nodes = new ArrayList<>();
      Input a = Input.of("a", dtype, 4, 1, 3);
      Input b = Input.of("b", dtype, 2, 3);
      Input c = Input.of("c", dtype);
      nodes.addAll(List.of(a, b, c));
      for (int i = 0; i < 40; i++) {
        Expr p = nodes.get(random.nextInt(nodes.size()));
        Expr q = nodes.get(random.nextInt(nodes.size()));
        nodes.add(
            switch (random.nextInt(8)) {
              case 0 -> p.plus(q);
              case 1 -> p.times(q).tanh();
              case 2 -> p.sigmoid();
              case 3 -> where(less(p, q), p, q.negate());
              case 4 -> p.relu().minus(q);
              case 5 -> p.rank() == 3 ? p.permute(0, 2, 1).permute(0, 2, 1) : p.abs();
              case 6 -> p.rank() == 3 ? Flip.flip(p, 2).plus(q) : p.square();
              default -> p.reshape(p.shape()).dividedBy(3);
            });
      }
      int count = nodes.size();
      assertSameAsInterpreter(
          0,
          Map.of(
              a,
              values(dtype, seed, 4, 1, 3),
              b,
              values(dtype, -seed, 2, 3),
              c,
              values(dtype, seed + 99)),
          a.plus(b).plus(c),
          nodes.get(count - 1).plus(a).plus(b).plus(c),
          nodes.get(count - 2).plus(a).plus(b).plus(c),
          nodes.get(count / 2).plus(a).plus(b).plus(c));
    }
  }

  @Test
  void equalApplicationsAreComputedOnce() {
    Input x = Input.of("x", DType.FLOAT64);
    String once = Program.compile(x.exp()).explain();
    Expr y = x.exp();
    Expr z = x.exp();
    assertEquals(once, Program.compile(y, z).explain());
  }

  @Test
  void threadsMayShareAProgram() throws Exception {
    Input x = Input.of("x", DType.FLOAT64, 40, 40);
    Program program = Program.compile(x.matmul(x).tanh().sum(1).exp());
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Tensor value = values(DType.FLOAT64, i % 4, 40, 40);
        Tensor expected = program.run(Map.of(x, value)).getFirst();
        tasks.add(() -> expected.equals(program.run(Map.of(x, value)).getFirst()));
      }
      for (Future<Boolean> same : pool.invokeAll(tasks)) {
        assertTrue(same.get());
      }
    }
  }

  @Test
  void theProgramSaysWhatItComputes() {
    Input x = Input.of("x", DType.FLOAT32, 8, 4);
    Program program = Program.compile(x.matmul(x.transpose()).relu());
    assertTrue(
        program.explain().contains("contraction [8 × 4 × 8], right transposed, 512 FLOPs"),
        program.explain());
    assertSame(x, program.inputs().getFirst());
  }

  @Test
  void aChainOfAMillionNodesRuns() {
    Input x = Input.of("x", DType.FLOAT64);
    Expr y = x;
    for (int i = 0; i < 1_000_000; i++) {
      y = i % 2 == 0 ? y.negate() : y.plus(x);
    }
    assertEquals(1, Program.compile(y).run(Map.of(x, Tensor.scalar(1.0))).getFirst().item());
  }
}
