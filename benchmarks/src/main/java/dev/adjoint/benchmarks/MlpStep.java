package dev.adjoint.benchmarks;

import dev.adjoint.autodiff.exec.Session;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One training step of a perceptron 784-128-10 in FLOAT32: ReLU, mean softmax cross entropy, batch
/// of 64, plain gradient descent, the loss value read. The data are fixed pseudo-random numbers,
/// for which the loss is 2.598062 at the start and 0.178990 after 20 steps; the setup checks both.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MlpStep {
  private static final int BATCH = 64;
  private static final int[] WIDTHS = {784, 128, 10};
  private static final double RATE = 0.1;
  private static final int SEED = 2000;

  private Session session;
  private Map<Input, Tensor> batch;

  /// Builds the program and checks the losses of the first steps.
  @Setup(Level.Trial)
  public void prepare() {
    Input x = Input.of("x", DType.FLOAT32, BATCH, WIDTHS[0]);
    Input y = Input.of("y", DType.FLOAT32, BATCH, WIDTHS[2]);
    Map<Input, Tensor> initial = new LinkedHashMap<>();
    Expr h = x;
    for (int layer = 0; layer < 2; layer++) {
      int in = WIDTHS[layer];
      int out = WIDTHS[layer + 1];
      Input w = Input.of("W" + layer, DType.FLOAT32, in, out);
      Input b = Input.of("b" + layer, DType.FLOAT32, out);
      initial.put(w, draw(10 + 2 * layer, Math.sqrt(6.0 / (in + out)), in, out));
      initial.put(b, draw(11 + 2 * layer, 0.01, out));
      Expr z = h.matmul(w).plus(b);
      h = layer == 0 ? z.relu() : z;
    }
    Expr loss = LogSoftmax.logSoftmax(h, 1).times(y).sum(1).mean().negate();
    List<Input> parameters = new ArrayList<>(initial.keySet());
    Gradients gradients = Grad.grad(loss, parameters);
    Map<Input, Expr> updates = new LinkedHashMap<>();
    for (Input parameter : parameters) {
      updates.put(parameter, parameter.minus(gradients.of(parameter).times(RATE)));
    }
    session = Session.of(updates, List.of(loss), initial);
    batch = Map.of(x, draw(1, 1, BATCH, WIDTHS[0]), y, labels());
    expect(2.598062, step());
    for (int i = 1; i < 20; i++) {
      step();
    }
    expect(0.178990, step());
  }

  /// One step.
  @Benchmark
  public double step() {
    return session.step(batch).getFirst().item();
  }

  private static void expect(double loss, double actual) {
    if (Math.abs(loss - actual) > 2e-5) {
      throw new IllegalStateException("expected a loss of " + loss + ", got " + actual);
    }
  }

  private static Tensor labels() {
    double[] u = uniform(2, BATCH);
    float[] oneHot = new float[BATCH * WIDTHS[2]];
    for (int i = 0; i < BATCH; i++) {
      oneHot[i * WIDTHS[2] + (int) (10 * u[i])] = 1;
    }
    return Tensor.of(Shape.of(BATCH, WIDTHS[2]), oneHot);
  }

  private static Tensor draw(int tensor, double scale, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] u = uniform(tensor, (int) shape.size());
    float[] values = new float[u.length];
    for (int i = 0; i < u.length; i++) {
      values[i] = (float) ((2 * u[i] - 1) * scale);
    }
    return Tensor.of(shape, values);
  }

  /// The top 24 bits of a linear congruential generator, as numbers in [0, 1).
  private static double[] uniform(int tensor, int count) {
    long state = (long) SEED + tensor;
    double[] u = new double[count];
    for (int i = 0; i < count; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      u[i] = (state >>> 40) * 0x1p-24;
    }
    return u;
  }
}
