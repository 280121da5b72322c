package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.op.Cholesky;
import dev.adjoint.autodiff.op.CumulativeProduct;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.ErfInv;
import dev.adjoint.autodiff.op.Gelu;
import dev.adjoint.autodiff.op.LGamma;
import dev.adjoint.autodiff.op.LinearRecurrence;
import dev.adjoint.autodiff.op.LogDeterminantSpd;
import dev.adjoint.autodiff.op.LogNormalCdf;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.OneHot;
import dev.adjoint.autodiff.op.Permute;
import dev.adjoint.autodiff.op.Pow;
import dev.adjoint.autodiff.op.Prod;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Sort;
import dev.adjoint.autodiff.op.TriangularSolve;
import dev.adjoint.autodiff.op.Variance;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Graphs whose bits must always be the same, and a program that prints checksums of them: of a
/// first run, and of one after many.
///
/// @param reorders whether the compiler adds in another order than the interpreter
record ReproducedProgram(
    String name, List<Expr> outputs, Map<Input, Tensor> bindings, boolean reorders) {
  private static final int MANY = 2000;
  private static final long ENOUGH_NANOS =
      Boolean.getBoolean("adjoint.thorough") ? 5_000_000_000L : 100_000_000L;

  /// No arguments.
  public static void main(String[] arguments) {
    for (ReproducedProgram p : all()) {
      Program program = Program.compile(p.outputs);
      System.out.print(p.line(program));
      long end = System.nanoTime() + ENOUGH_NANOS;
      for (int i = 0; i < MANY && System.nanoTime() < end; i++) {
        program.run(p.bindings);
      }
      System.out.print(p.line(program));
    }
  }

  static List<ReproducedProgram> all() {
    List<ReproducedProgram> programs = new ArrayList<>();
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      programs.add(trainingStep(dtype));
      programs.add(reductions(dtype));
      programs.add(functions(dtype));
      programs.add(order(dtype));
      programs.add(recurrences(dtype));
      programs.add(triangular(dtype));
      programs.add(likelihood(dtype));
    }
    return programs;
  }

  /// The name and a checksum of all results of one run.
  String line(Executable executable) {
    long sum = 0;
    for (Tensor result : executable.run(bindings)) {
      for (double value : result.cast(DType.FLOAT64).toDoubleArray()) {
        sum = 31 * sum + Double.doubleToLongBits(value);
      }
    }
    return "%s %016x\n".formatted(name, sum);
  }

  @Override
  public String toString() {
    return name;
  }

  /// Normal numbers, of another seed for each input of a graph.
  private static Input normal(Map<Input, Tensor> bindings, DType dtype, int... sizes) {
    int seed = bindings.size();
    Tensor values = Tensor.normal(Shape.of(sizes), seed).cast(dtype);
    Input input = Input.of("x" + seed, dtype, sizes);
    bindings.put(input, values);
    return input;
  }

  /// A step of a perceptron by the gradient of its cross entropy.
  private static ReproducedProgram trainingStep(DType dtype) {
    int samples = 37;
    int classes = 7;
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Input x = normal(bindings, dtype, samples, 13);
    List<Input> parameters =
        List.of(
            normal(bindings, dtype, 29, 13),
            normal(bindings, dtype, 29),
            normal(bindings, dtype, classes, 29),
            normal(bindings, dtype, classes));
    Input labels = Input.of("labels", DType.INT64, samples);
    long[] values = new long[samples];
    for (int i = 0; i < samples; i++) {
      values[i] = i * 5L % classes;
    }
    bindings.put(labels, Tensor.of(values));
    Expr hidden = x.matmul(Permute.transpose(parameters.get(0))).plus(parameters.get(1)).tanh();
    Expr logits = hidden.matmul(Permute.transpose(parameters.get(2))).plus(parameters.get(3));
    Expr loss =
        OneHot.oneHot(labels, classes, dtype)
            .times(LogSoftmax.logSoftmax(logits, 1))
            .sum()
            .negate()
            .dividedBy(samples);
    Gradients gradients = Grad.grad(loss, parameters);
    List<Expr> outputs = new ArrayList<>(List.of(loss));
    for (Input parameter : parameters) {
      outputs.add(parameter.minus(gradients.of(parameter).times(0.1)));
    }
    return new ReproducedProgram("training step " + dtype, outputs, bindings, true);
  }

  /// Sums along the first and the last axis and over all, of lengths around those of tiles.
  private static ReproducedProgram reductions(DType dtype) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    List<Expr> outputs = new ArrayList<>();
    for (int n : new int[] {1, 7, 513, 4099}) {
      Input x = normal(bindings, dtype, n, 3);
      Input y = normal(bindings, dtype, 3, n);
      outputs.add(x.sum());
      outputs.add(x.sum(0));
      outputs.add(y.sum(1));
      outputs.add(y.times(y).mean());
      outputs.add(Variance.variance(x, 0));
      outputs.add(Prod.prod(y.times(0.01).plus(1), 1));
      outputs.add(LogSumExp.logSumExp(y, 1));
      outputs.add(Softmax.softmax(x, 0));
      outputs.add(CumulativeSum.cumulativeSum(y, 1));
    }
    return new ReproducedProgram("reductions " + dtype, outputs, bindings, true);
  }

  /// Functions and their derivatives, one element at a time.
  private static ReproducedProgram functions(DType dtype) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Input x = normal(bindings, dtype, 1031);
    Input y = normal(bindings, dtype, 1031);
    Expr positive = y.square().plus(0.1);
    List<Expr> outputs = new ArrayList<>();
    for (Expr f :
        List.of(
            Gelu.gelu(x),
            ErfInv.erfinv(x.tanh()),
            LGamma.lgamma(positive),
            LogNormalCdf.logNormalCdf(x.times(4)),
            Pow.pow(positive, x),
            Sin.sin(x).plus(y.exp()).sigmoid())) {
      outputs.add(f);
      Grad.grad(f.times(x).times(y).sum(), x, y).all().forEach(outputs::add);
    }
    return new ReproducedProgram("functions " + dtype, outputs, bindings, false);
  }

  /// Sorting, and the gradient's way back.
  private static ReproducedProgram order(DType dtype) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Input x = normal(bindings, dtype, 5, 301);
    Input w = normal(bindings, dtype, 5, 301);
    Expr sorted = Sort.sort(x, 1);
    List<Expr> outputs =
        List.of(sorted, Sort.topK(x, 9, 1), Grad.grad(sorted.times(w).sum(), x).of(x));
    return new ReproducedProgram("order " + dtype, outputs, bindings, false);
  }

  /// Linear recurrences and running products, and their gradients.
  private static ReproducedProgram recurrences(DType dtype) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Input a = normal(bindings, dtype, 3, 257);
    Input b = normal(bindings, dtype, 3, 257);
    Expr states = LinearRecurrence.linearRecurrence(a.tanh(), b, 1);
    Expr products = CumulativeProduct.cumulativeProduct(b.times(0.1).plus(1), 1);
    List<Expr> outputs = new ArrayList<>(List.of(states, products));
    outputs.addAll(Grad.grad(states.times(products).sum(), a, b).all());
    return new ReproducedProgram("recurrences " + dtype, outputs, bindings, false);
  }

  /// A factor and a solution, for a matrix that is given.
  private static ReproducedProgram triangular(DType dtype) {
    int n = 23;
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Input c = normal(bindings, dtype, 2, n, 5);
    double[] matrix = new double[2 * n * n];
    for (int i = 0; i < matrix.length; i++) {
      int row = i / n % n;
      int column = i % n;
      matrix[i] = row == column ? n : 1.0 / (1 + Math.abs(row - column) + i / (n * n));
    }
    Input a = Input.of("a", dtype, 2, n, n);
    bindings.put(a, Tensor.of(Shape.of(2, n, n), matrix).cast(dtype));
    Expr factor = Cholesky.cholesky(a);
    List<Expr> outputs =
        List.of(factor, TriangularSolve.triangularSolve(TriangularForm.LOWER, factor, c));
    return new ReproducedProgram("triangular " + dtype, outputs, bindings, false);
  }

  /// A log-determinant of a matrix product and its gradient.
  private static ReproducedProgram likelihood(DType dtype) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    Input root = normal(bindings, dtype, 17, 31);
    Expr y = LogDeterminantSpd.logDeterminantSpd(root.matmul(Permute.transpose(root)));
    List<Expr> outputs = List.of(y, Grad.grad(y, root).of(root));
    return new ReproducedProgram("likelihood " + dtype, outputs, bindings, true);
  }
}
