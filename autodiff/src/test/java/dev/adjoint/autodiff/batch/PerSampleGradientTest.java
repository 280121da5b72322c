package dev.adjoint.autodiff.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Axes;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The gradient of each sample's loss of a dense network, as the batch of the gradient of one.
final class PerSampleGradientTest {
  private static final int[] SIZES = {6, 7, 5, 3};

  private final List<Input> parameters = new ArrayList<>();
  private final Map<Input, Tensor> at = new HashMap<>();
  private final Input x = Input.of("x", DType.FLOAT64, SIZES[0]);
  private final Input label = Input.of("label", DType.INT64);
  private final Expr loss;

  /// Cross entropy of one sample `x` and its label: a network of vectors, no batch in sight.
  PerSampleGradientTest() {
    Expr h = x;
    for (int i = 1; i < SIZES.length; i++) {
      Input w = Input.of("w" + i, DType.FLOAT64, SIZES[i], SIZES[i - 1]);
      Input b = Input.of("b" + i, DType.FLOAT64, SIZES[i]);
      parameters.addAll(List.of(w, b));
      at.put(w, Tensor.normal(w.shape(), i));
      at.put(b, Tensor.normal(b.shape(), 10 + i));
      h = w.matmul(i == 1 ? h : h.tanh()).plus(b);
    }
    loss = LogSumExp.logSumExp(h, 0).minus(Gather.gather(h, label));
  }

  /// Samples of an axis, and their values.
  private record Samples(Input xs, Input labels, Tensor xsAt, Tensor labelsAt) {
    static Samples of(int m) {
      Dim axis = Dim.of("m", m);
      Input xs = Input.of("xs", new TensorType(DType.FLOAT64, Shape.of(axis, Dim.of(SIZES[0]))));
      Input labels = Input.of("labels", new TensorType(DType.INT64, Shape.of(axis)));
      long[] classes = IntStream.range(0, m).mapToLong(i -> (i * 7 + 1) % SIZES[3]).toArray();
      return new Samples(xs, labels, Tensor.normal(Shape.of(m, SIZES[0]), 5), Tensor.of(classes));
    }
  }

  private List<Expr> perSample(Samples s) {
    List<Expr> gradients = Grad.grad(loss, parameters).all();
    return Batch.of(gradients, Map.of(x, s.xs(), label, s.labels())).outputs();
  }

  private Map<Input, Tensor> with(Samples s) {
    Map<Input, Tensor> all = new HashMap<>(at);
    all.put(s.xs(), s.xsAt());
    all.put(s.labels(), s.labelsAt());
    return all;
  }

  private Map<Input, Tensor> one(Samples s, int i) {
    Map<Input, Tensor> all = new HashMap<>(at);
    double[] row = s.xsAt().toDoubleArray();
    all.put(x, Tensor.of(Arrays.copyOfRange(row, i * SIZES[0], (i + 1) * SIZES[0])));
    all.put(label, Tensor.scalar(s.labelsAt().longAt(i)));
    return all;
  }

  private static List<Tensor> run(Executable executable, Map<Input, Tensor> bindings) {
    Map<Input, Tensor> needed = new HashMap<>(bindings);
    needed.keySet().retainAll(executable.inputs());
    return executable.run(needed);
  }

  @ParameterizedTest
  @EnumSource
  void areThoseOfALoopOverTheSamples(Executor executor) {
    int m = 9;
    Samples s = Samples.of(m);
    List<Expr> single = Grad.grad(loss, parameters).all();
    Executable loop = executor.of(single);
    List<Tensor> all = run(executor.of(perSample(s)), with(s));
    for (int i = 0; i < m; i++) {
      List<Tensor> expected = run(loop, one(s, i));
      BoundedReading reading = new BoundedReading(one(s, i));
      for (int p = 0; p < parameters.size(); p++) {
        Bounded[] bounds = reading.values(single.get(p));
        double[] got = all.get(p).toDoubleArray();
        double[] want = expected.get(p).toDoubleArray();
        assertEquals(m * want.length, got.length);
        for (int k = 0; k < want.length; k++) {
          double actual = got[i * want.length + k];
          assertTrue(
              executor == Executor.INTERPRETER
                  ? want[k] == actual
                  : Agreement.agree(want[k], actual, bounds[k].error()),
              parameters.get(p) + " of sample " + i + ": " + want[k] + " and " + actual);
        }
      }
    }
  }

  private static long contractions(Program program) {
    return program.explain().lines().filter(line -> line.contains("contraction ")).count() - 1;
  }

  private static long steps(Program program) {
    return number(program, "(\\d[\\d,]*) steps");
  }

  private static long flops(Program program) {
    return number(program, "(\\d[\\d,]*) FLOPs in contractions");
  }

  private static long number(Program program, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(program.explain());
    assertTrue(found.find(), program.explain());
    return Long.parseLong(found.group(1).replace(",", ""));
  }

  /// As many steps whatever the number of samples, as many contractions as for one sample, and the
  /// operations of so many single gradients: no loop, and nothing computed twice.
  @Test
  void costOneContractionForEachOfASingleGradient() {
    Program single = Program.compile(Grad.grad(loss, parameters).all());
    Program few = Program.compile(perSample(Samples.of(8)));
    Program many = Program.compile(perSample(Samples.of(800)));
    assertEquals(contractions(single), contractions(few));
    assertEquals(contractions(single), contractions(many));
    assertEquals(steps(few), steps(many));
    assertEquals(800 * flops(single), flops(many));
  }

  /// Differentially private training clips each sample's gradient, over all parameters together, to
  /// a length, and adds up what is left (Abadi et al., "Deep learning with differential privacy",
  /// 2016).
  @ParameterizedTest
  @EnumSource
  void clippedByTheirNormsTheyTrainInPrivate(Executor executor) {
    int m = 6;
    Samples s = Samples.of(m);
    Executable single = executor.of(Grad.grad(loss, parameters).all());
    List<List<Tensor>> loop = IntStream.range(0, m).mapToObj(i -> run(single, one(s, i))).toList();
    double[] norms = loop.stream().mapToDouble(PerSampleGradientTest::norm).toArray();
    double most = Arrays.stream(norms).sorted().skip(2).findFirst().orElseThrow() * 1.01;

    List<Expr> each = perSample(s);
    Expr squares = Constant.scalar(0, DType.FLOAT64);
    for (Expr g : each) {
      squares = squares.plus(g.square().sum(IntStream.range(1, g.rank()).toArray()));
    }
    Expr limit = Constant.scalar(most, DType.FLOAT64);
    Expr factor = limit.dividedBy(Maximum.maximum(squares.sqrt(), limit));
    List<Expr> clipped = new ArrayList<>();
    for (Expr g : each) {
      Set<Integer> own = Set.copyOf(IntStream.range(1, g.rank()).boxed().toList());
      clipped.add(g.times(Axes.restore(factor, g.shape(), own)).sum(0));
    }
    List<Tensor> got = run(executor.of(clipped), with(s));

    for (int p = 0; p < parameters.size(); p++) {
      double[] actual = got.get(p).toDoubleArray();
      for (int k = 0; k < actual.length; k++) {
        double sum = 0;
        for (int i = 0; i < m; i++) {
          sum += loop.get(i).get(p).toDoubleArray()[k] * Math.min(1, most / norms[i]);
        }
        assertEquals(sum, actual[k], 1e-14 * most * m);
      }
    }
  }

  private static double norm(List<Tensor> gradient) {
    return Math.sqrt(
        gradient.stream()
            .flatMapToDouble(g -> Arrays.stream(g.toDoubleArray()))
            .map(v -> v * v)
            .sum());
  }

  /// What is added up over the samples is the gradient of the summed loss.
  @ParameterizedTest
  @EnumSource
  void addUpToTheGradientOfTheBatch(Executor executor) {
    Samples s = Samples.of(9);
    Expr total = Batch.batch(loss, Map.of(x, s.xs(), label, s.labels())).sum();
    List<Expr> sums = perSample(s).stream().map(g -> g.sum(0)).toList();
    List<Tensor> expected = run(executor.of(sums), with(s));
    List<Expr> direct = Grad.grad(total, parameters).all();
    List<Tensor> got = run(executor.of(direct), with(s));
    BoundedReading reading = new BoundedReading(with(s));
    for (int p = 0; p < sums.size(); p++) {
      Bounded[] bounds = reading.values(sums.get(p));
      for (int k = 0; k < bounds.length; k++) {
        double a = expected.get(p).toDoubleArray()[k];
        double b = got.get(p).toDoubleArray()[k];
        assertTrue(Agreement.agree(a, b, bounds[k].error()), a + " and " + b);
      }
    }
    assertEquals(
        contractions(Program.compile(direct)),
        contractions(Program.compile(Grad.grad(loss, parameters).all())));
  }
}
