package dev.adjoint.benchmarks;

import dev.adjoint.autodiff.checkpoint.Checkpoint;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
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

/// Loss and gradients of deep FLOAT32 graphs, with all forward values held and with checkpoints;
/// the setup prints the bytes of workspace.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CheckpointedStep {
  private static final int BATCH = 256;
  private static final int WIDTH = 128;

  /// 64 layers of 128 units on 256 samples, or 1,000 tanh of such an array.
  @Param({"network", "chain"})
  public String graph;

  /// None, a quarter of the bytes that the network would hold, or the least memory.
  @Param({"none", "quarter", "least"})
  public String checkpoints;

  private Program program;
  private final Map<Expr, Tensor> bindings = new HashMap<>();

  /// Builds the program.
  @Setup(Level.Trial)
  public void prepare() {
    Input x = input("x", BATCH, WIDTH);
    List<Input> wrt = new ArrayList<>(List.of(x));
    boolean network = graph.equals("network");
    int layers = network ? 64 : 1000;
    Expr h = x;
    for (int i = 0; i < layers; i++) {
      if (network) {
        Input w = input("w" + i, WIDTH, WIDTH);
        wrt.add(w);
        h = h.matmul(w);
      }
      h = h.tanh();
    }
    Expr loss = h.square().mean();
    List<Expr> outputs = new ArrayList<>(Grad.grad(loss, wrt).all());
    outputs.add(loss);
    long held = 4L * BATCH * WIDTH * layers * (network ? 2 : 1);
    program =
        Program.compile(
            switch (checkpoints) {
              case "quarter" -> Checkpoint.within(outputs, held / 4).outputs();
              case "least" -> Checkpoint.least(outputs).outputs();
              default -> outputs;
            });
    System.out.printf("%,d bytes of workspace%n", program.workspaceBytes());
  }

  private Input input(String name, int... sizes) {
    Input input = Input.of(name, DType.FLOAT32, sizes);
    Tensor values = Tensor.normal(input.shape(), name.hashCode());
    double scale = 1 / Math.sqrt(WIDTH);
    double[] scaled = values.toDoubleArray();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= scale;
    }
    bindings.put(input, Tensor.of(input.shape(), scaled).cast(DType.FLOAT32));
    return input;
  }

  /// One run.
  @Benchmark
  public double step() {
    return program.run(bindings).getLast().item();
  }
}
