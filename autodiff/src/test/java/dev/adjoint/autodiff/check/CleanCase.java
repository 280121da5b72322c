package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.ClipGradient;
import dev.adjoint.autodiff.op.ClipGradientNorm;
import dev.adjoint.autodiff.op.CustomVjp;
import dev.adjoint.autodiff.op.OpSpec;
import dev.adjoint.autodiff.op.OpSpecs;
import dev.adjoint.autodiff.op.ScaleGradient;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A right graph at random values: an op as its spec applies it, alone or between others.
///
/// @param spec which op on which operands
/// @param output what is checked
/// @param bindings the values
record CleanCase(OpSpec spec, Expr output, Map<Input, Tensor> bindings) {
  private static final int LARGEST = 40;

  /// The specs of ops that have a gradient.
  static List<OpSpec> specs() {
    return OpSpecs.all().stream().filter(CleanCase::isDifferentiable).toList();
  }

  private static boolean isDifferentiable(OpSpec spec) {
    Map<Input, Tensor> bindings = spec.bindings(DType.FLOAT64);
    Expr y = spec.build().apply(List.copyOf(bindings.keySet()));
    return y.dtype().isFloating()
        && bindings.keySet().stream().anyMatch(x -> x.dtype().isFloating() && x.shape().size() > 0)
        && bindings.values().stream().allMatch(t -> t.size() <= LARGEST)
        && y.shape().size() <= 2 * LARGEST;
  }

  /// The n-th case of a list of specs: each in its turn, those that redefine their derivative, of
  /// which there is little to check, one time in four.
  static CleanCase of(List<OpSpec> specs, long n) {
    Random random = new Random(n);
    OpSpec spec = specs.get((int) (n % specs.size()));
    while (redefines(spec) && random.nextInt(4) > 0) {
      spec = specs.get(random.nextInt(specs.size()));
    }
    return of(spec, random);
  }

  private static boolean redefines(OpSpec spec) {
    return List.of(ScaleGradient.class, ClipGradient.class, ClipGradientNorm.class, CustomVjp.class)
        .contains(spec.op());
  }

  private static CleanCase of(OpSpec spec, Random random) {
    DType dtype = random.nextInt(4) == 0 ? DType.FLOAT32 : DType.FLOAT64;
    int spread = random.nextInt(4);
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    spec.bindings(dtype).forEach((x, value) -> bindings.put(x, varied(value, spread, random)));
    List<Expr> operands = new ArrayList<>(bindings.keySet());
    if (random.nextInt(3) == 0) {
      Input scale = Input.of("scale", dtype);
      Expr first = operands.stream().filter(x -> x.dtype() == dtype).findFirst().orElseThrow();
      operands.replaceAll(x -> x == first ? x.times(scale) : x);
      bindings.put(scale, Tensor.scalar(1 + 0.01 * random.nextGaussian()).cast(dtype));
    }
    Expr y = spec.build().apply(operands);
    Expr output =
        switch (random.nextInt(8)) {
          case 0 -> y.tanh();
          case 1 -> Sin.sin(y).times(y);
          case 2 -> y.square().sum();
          case 3 -> Softplus.softplus(y).plus(y);
          default -> y;
        };
    return new CleanCase(spec, output, bindings);
  }

  /// The values of the spec, moved by up to a quarter of themselves, some replaced by edges.
  private static Tensor varied(Tensor value, int spread, Random random) {
    if (!value.dtype().isFloating()) {
      return value;
    }
    double[] numbers = value.cast(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < numbers.length; i++) {
      double by = spread == 0 ? 0 : (random.nextDouble() - 0.5) / (1 << spread);
      numbers[i] = Double.isNaN(numbers[i]) ? 0.5 : numbers[i] * (1 + by);
      if (random.nextInt(200) == 0) {
        numbers[i] = random.nextBoolean() ? 0 : Math.rint(numbers[i]);
      }
    }
    return Tensor.of(value.shape(), numbers).cast(value.dtype());
  }
}
