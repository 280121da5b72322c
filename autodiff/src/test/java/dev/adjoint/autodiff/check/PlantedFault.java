package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.OpSpec;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A mistake in a rule inside a graph of several nodes: the op behind others and before others, and
/// what it is given shared with another path.
record PlantedFault(Faulty op, Expr output, Map<Input, Tensor> bindings) {

  /// One for every op, operand and mistake that has an effect.
  static List<PlantedFault> all() {
    Map<String, PlantedFault> faults = new LinkedHashMap<>();
    for (OpSpec spec : CleanCase.specs()) {
      if (spec.smooth()) {
        for (Mistake mistake : Mistake.values()) {
          for (int operand = 0; operand < 3; operand++) {
            String key = spec.op().getSimpleName() + operand + mistake;
            if (!faults.containsKey(key)) {
              in(spec, mistake, operand).ifPresent(fault -> faults.put(key, fault));
            }
          }
        }
      }
    }
    return List.copyOf(faults.values());
  }

  private static Optional<PlantedFault> in(OpSpec spec, Mistake mistake, int operand) {
    DType dtype = mistake == Mistake.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
    Map<Input, Tensor> bindings = new LinkedHashMap<>(spec.bindings(dtype));
    List<Expr> given = new ArrayList<>(bindings.keySet());
    Expr right = spec.build().apply(given);
    Optional<Apply> target = target(spec, right);
    if (target.isEmpty() || !fits(target.get(), mistake, operand)) {
      return Optional.empty();
    }
    List<Tensor> earlier = new ArrayList<>();
    for (Expr x : target.get().operands()) {
      earlier.add(moved(x.peek(bound(x, bindings))));
    }
    Faulty op = new Faulty(target.get().op(), mistake, operand, earlier);
    if (isHarmless(op, target.get(), bindings)) {
      return Optional.empty();
    }
    Input scale = Input.of("scale", dtype);
    Expr y =
        Graph.rebuild(
                List.of(right),
                (node, operands) ->
                    node == target.get()
                        ? op.of(operands.toArray(Expr[]::new))
                        : Graph.withOperands(node, operands))
            .outputs()
            .getFirst();
    Expr output = y.times(scale).plus(y.tanh());
    bindings.put(scale, Tensor.scalar(1.25).cast(dtype));
    return Optional.of(new PlantedFault(op, output, bindings));
  }

  private static Map<Expr, Tensor> bound(Expr x, Map<Input, Tensor> bindings) {
    Map<Expr, Tensor> needed = new HashMap<>();
    Graph.inputs(List.of(x)).forEach(i -> needed.put(i, bindings.get(i)));
    return needed;
  }

  private static Optional<Apply> target(OpSpec spec, Expr y) {
    return Graph.topological(List.of(y)).stream()
        .filter(n -> n instanceof Apply a && spec.op().isInstance(a.op()))
        .map(Apply.class::cast)
        .reduce((_, b) -> b);
  }

  private static Tensor moved(Tensor value) {
    if (!value.dtype().isFloating()) {
      return value;
    }
    double[] numbers = value.cast(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= 1 - 0.03 * ((i * 7 + 3) % 5);
    }
    return Tensor.of(value.shape(), numbers).cast(value.dtype());
  }

  private static boolean fits(Apply node, Mistake mistake, int operand) {
    Op op = node.op();
    if (operand >= node.operands().size()
        || !node.dtype().isFloating()
        || op.redefinesDerivative()) {
      return false;
    }
    Expr x = node.operands().get(operand);
    Input seed = Input.of("seed", node.type());
    List<Optional<Expr>> bars = op.vjp(node.operands(), node, seed);
    if (!x.dtype().isFloating() || bars.get(operand).isEmpty() || x.shape().size() == 0) {
      return false;
    }
    Shape shape = x.shape();
    return switch (mistake) {
      case TRANSPOSE -> Faulty.equalAxes(shape).length > 0;
      case MISSING_SUM ->
          node.rank() > 0
              && node.shape().size(Faulty.longest(node.shape())) > 1
              && !Apply.of(op, node.operands()).shape().sameSizes(shape);
      case SWAPPED ->
          node.operands().size() == 2
              && bars.get(1 - operand).isPresent()
              && node.operands().get(1 - operand).shape().sameSizes(shape);
      case ONE_INDEX -> shape.size() > 2;
      case SIGN, FACTOR_TWO, RELATIVE, STALE, SATURATED, SECOND_ORDER, FLOAT32 -> true;
    };
  }

  /// Whether the mistake has no effect at these values: behind the op's support, where the slope is
  /// zero, or, if it is one of saturation, where nothing saturates.
  private static boolean isHarmless(Faulty op, Apply node, Map<Input, Tensor> bindings) {
    double[] right = bar(op.right(), op.operand(), node, bindings);
    double[] wrong = bar(op, op.operand(), node, bindings);
    double steepest = Arrays.stream(right).map(Math::abs).max().orElse(0);
    return switch (op.mistake()) {
      case SECOND_ORDER, FLOAT32 -> steepest < 1e-9;
      case SATURATED -> !isWhereFlat(right, wrong, steepest);
      default -> apart(right, wrong, steepest) < 1e-7;
    };
  }

  private static double apart(double[] p, double[] q, double steepest) {
    double apart = 0;
    for (int i = 0; i < p.length; i++) {
      double size = Math.max(Math.abs(p[i]), Math.abs(q[i]));
      apart = size <= 1e-12 * steepest ? apart : Math.max(apart, Math.abs(p[i] - q[i]) / size);
    }
    return steepest < 1e-12 ? 0 : apart;
  }

  private static boolean isWhereFlat(double[] right, double[] wrong, double steepest) {
    double flattest = 0;
    for (int i = 0; i < right.length; i++) {
      flattest = right[i] == wrong[i] ? flattest : Math.max(flattest, Math.abs(right[i]));
    }
    return flattest > 0 && flattest < 1e-2 * steepest;
  }

  /// What a rule gives for a cotangent of some values, within the op's support.
  private static double[] bar(Op op, int operand, Apply node, Map<Input, Tensor> bindings) {
    double[] ramp = new double[(int) node.shape().size()];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = 0.5 + ((i * 7 + 2) % 11) / 8.0;
    }
    Expr seed = Constant.of(Tensor.of(node.shape(), ramp).cast(node.dtype()));
    Expr bar = op.vjp(node.operands(), node, seed).get(operand).orElseThrow();
    Expr within =
        op.support(node.operands(), node, operand).map(m -> Where.where(m, bar, 0)).orElse(bar);
    return within.peek(bound(within, bindings)).cast(DType.FLOAT64).toDoubleArray();
  }

  /// Whether a fault is this one.
  boolean locates(Fault fault) {
    return fault.subject().equals(op.name())
        && fault.operand().isPresent()
        && fault.operand().getAsInt() == op.operand();
  }

  @Override
  public String toString() {
    return "%s in operand %d of %s".formatted(op.mistake(), op.operand(), op.right());
  }
}
