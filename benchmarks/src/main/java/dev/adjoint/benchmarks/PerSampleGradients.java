package dev.adjoint.benchmarks;

import dev.adjoint.autodiff.batch.Batch;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The gradients of the cross entropy of each of 64 samples, in all parameters of a perceptron of
/// three layers in FLOAT32: as the batch of the gradient of one sample, and by running the program
/// of one sample 64 times. The setup checks that both give the same.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PerSampleGradients {
  private static final int SAMPLES = 64;
  private static final int CLASSES = 10;

  /// The width of the hidden layers; the input is as wide.
  @Param({"16", "64", "256"})
  public int width;

  private Program single;
  private Program all;
  private List<Map<Input, Tensor>> one;
  private Map<Input, Tensor> whole;

  /// Builds both programs and compares their results.
  @Setup(Level.Trial)
  public void prepare() {
    Input x = Input.of("x", DType.FLOAT32, width);
    Input label = Input.of("label", DType.INT64);
    Input xs = Input.of("xs", DType.FLOAT32, SAMPLES, width);
    Input labels = Input.of("labels", DType.INT64, SAMPLES);
    Map<Input, Tensor> parameters = new HashMap<>();
    List<Input> wrt = new ArrayList<>();
    Expr h = x;
    int[] widths = {width, width, width, CLASSES};
    for (int layer = 1; layer < widths.length; layer++) {
      Input w = Input.of("W" + layer, DType.FLOAT32, widths[layer], widths[layer - 1]);
      Input b = Input.of("b" + layer, DType.FLOAT32, widths[layer]);
      double scale = 1 / Math.sqrt(widths[layer - 1]);
      parameters.put(w, draw(layer, scale, w.shape()));
      parameters.put(b, draw(10 + layer, scale, b.shape()));
      wrt.addAll(List.of(w, b));
      h = w.matmul(layer == 1 ? h : h.relu()).plus(b);
    }
    Expr loss = LogSumExp.logSumExp(h, 0).minus(Gather.gather(h, label));
    List<Expr> gradients = Grad.grad(loss, wrt).all();
    single = Program.compile(gradients);
    all = Program.compile(Batch.of(gradients, Map.of(x, xs, label, labels)).outputs());

    Tensor data = draw(20, 1, xs.shape());
    long[] classes = new long[SAMPLES];
    Arrays.setAll(classes, i -> i * 7L % CLASSES);
    whole = with(parameters, all, Map.of(xs, data, labels, Tensor.of(classes)));
    float[] rows = data.toFloatArray();
    one = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      Tensor row = Tensor.of(Arrays.copyOfRange(rows, i * width, (i + 1) * width));
      one.add(with(parameters, single, Map.of(x, row, label, Tensor.scalar(classes[i]))));
    }
    compare(batch(), loop());
  }

  private static Map<Input, Tensor> with(
      Map<Input, Tensor> parameters, Program program, Map<Input, Tensor> data) {
    Map<Input, Tensor> bindings = new HashMap<>(parameters);
    bindings.putAll(data);
    bindings.keySet().retainAll(program.inputs());
    return bindings;
  }

  private static Tensor draw(int seed, double scale, Shape shape) {
    float[] values = Tensor.normal(shape, seed).cast(DType.FLOAT32).toFloatArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) scale;
    }
    return Tensor.of(shape, values);
  }

  private static void compare(List<Tensor> batch, List<List<Tensor>> loop) {
    for (int p = 0; p < batch.size(); p++) {
      float[] together = batch.get(p).toFloatArray();
      int size = together.length / SAMPLES;
      for (int i = 0; i < SAMPLES; i++) {
        float[] alone = loop.get(i).get(p).toFloatArray();
        for (int k = 0; k < size; k++) {
          if (Math.abs(together[i * size + k] - alone[k]) > 1e-4f) {
            throw new IllegalStateException(
                "sample " + i + ": " + together[i * size + k] + " and " + alone[k]);
          }
        }
      }
    }
  }

  /// One run for all samples.
  @Benchmark
  public List<Tensor> batch() {
    return all.run(whole);
  }

  /// One run for each sample.
  @Benchmark
  public List<List<Tensor>> loop() {
    List<List<Tensor>> results = new ArrayList<>();
    for (Map<Input, Tensor> sample : one) {
      results.add(single.run(sample));
    }
    return results;
  }
}
