package dev.adjoint.testkit;

import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Classify;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Negate;
import dev.adjoint.autodiff.op.Permute;
import dev.adjoint.autodiff.op.Reciprocal;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.Sort;
import dev.adjoint.autodiff.op.Subtract;
import dev.adjoint.autodiff.op.Sum;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Libraries with one fault each, of the kinds that compilers, executors, rewrites and backward
/// passes have.
public final class PlantedFaults {
  private PlantedFaults() {}

  /// Each by what is wrong with it.
  public static Map<String, Subject> all() {
    Map<String, Subject> all = new LinkedHashMap<>();
    compilers(all);
    moves(all);
    numbers(all);
    runs(all);
    PlantedGradientFaults.addTo(all);
    return all;
  }

  static Optional<Expr> when(boolean condition, Supplier<Expr> then) {
    return condition ? Optional.of(then.get()) : Optional.empty();
  }

  static Expr operand(Apply node, int i) {
    return node.operands().get(i);
  }

  private static void compilers(Map<String, Subject> all) {
    all.put("a buffer is reused too early", Plant.rewriter(PlantedFaults::reused));
    all.put("merging ignores the parameters of ops", Plant.rewriter(PlantedFaults::merged));
    all.put(
        "a quotient is a product with the reciprocal",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Divide,
                    () -> operand(node, 0).times(Reciprocal.reciprocal(operand(node, 1))))));
    all.put(
        "the number of outputs decides the order of sums",
        Plant.rewriter(
            outputs ->
                Plant.changed(
                    outputs,
                    node -> when(outputs.size() > 6 && isLongSum(node), () -> backwards(node)))));
    all.put("inputs are bound in the order of their names", Plant.executor(PlantedFaults::byName));
  }

  private static boolean isLongSum(Apply node) {
    return node.op() instanceof Sum && operand(node, 0).shape().size() > node.shape().size();
  }

  private static Expr backwards(Apply sum) {
    Sum op = (Sum) sum.op();
    return op.of(new Flip(op.axes()).of(operand(sum, 0)));
  }

  /// The second operand of a node is overwritten by the node computed last, if that has its type.
  private static List<Expr> reused(List<Expr> outputs) {
    AtomicReference<Expr> last = new AtomicReference<>();
    return Plant.changed(
        Subject.LIBRARY.stabilise(outputs),
        node -> {
          Expr before = last.getAndSet(node);
          boolean clash =
              before != null
                  && node.operands().size() == 2
                  && !node.operands().contains(before)
                  && node.shape().size() > 1
                  && operand(node, 1) instanceof Apply
                  && operand(node, 1).type().equals(before.type())
                  && node.dtype().isFloating();
          return when(clash, () -> node.op().of(operand(node, 0), before));
        });
  }

  private static List<Expr> merged(List<Expr> outputs) {
    Map<List<Object>, Expr> known = new HashMap<>();
    return Plant.changed(
        Subject.LIBRARY.stabilise(outputs),
        node ->
            Optional.of(
                known.computeIfAbsent(
                    List.of(node.op().getClass(), node.operands(), node.type()), _ -> node)));
  }

  private static Executable byName(Executable program) {
    return Plant.running(
        program,
        bindings -> {
          List<Input> inputs = program.inputs();
          List<Input> sorted = new ArrayList<>(inputs);
          sorted.sort((a, b) -> a.label().compareTo(b.label()));
          Map<Expr, Tensor> bound = new LinkedHashMap<>();
          for (int i = 0; i < inputs.size(); i++) {
            boolean fits = sorted.get(i).type().equals(inputs.get(i).type());
            bound.put(inputs.get(i), bindings.get(fits ? sorted.get(i) : inputs.get(i)));
          }
          return program.run(bound);
        });
  }

  private static void moves(Map<String, Subject> all) {
    all.put("a sum misses the last element", Plant.compiler(PlantedFaults::shortened));
    all.put(
        "the sum of nothing is 1",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Sum && operand(node, 0).shape().size() == 0,
                    () -> node.plus(1))));
    all.put(
        "a broadcast runs backwards along its last axis",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Broadcast && operand(node, 0).shape().size() > 1,
                    () -> Flip.flip(node, -1))));
    all.put(
        "where takes the other branch if it is a scalar",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Where && node.rank() == 0,
                    () -> node.op().of(operand(node, 0), operand(node, 2), operand(node, 1)))));
    all.put(
        "the transpose of a square matrix is left out",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Permute && node.type().equals(operand(node, 0).type()),
                    () -> operand(node, 0))));
    all.put(
        "a gather is one off",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Gather,
                    () ->
                        node.op()
                            .of(
                                operand(node, 0),
                                Maximum.maximum(
                                    operand(node, 1).minus(1), Constant.of(Tensor.scalar(0L)))))));
    all.put("a scatter averages what meets", Plant.compiler(PlantedFaults::averaged));
    all.put(
        "a sort is always ascending",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Sort(int _, boolean descending) && descending,
                    () -> new Sort(((Sort) node.op()).axis(), false).of(operand(node, 0)))));
    all.put(
        "running sums always start at the front",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof CumulativeSum sum && sum.reverse(),
                    () ->
                        new CumulativeSum(((CumulativeSum) node.op()).axis(), false)
                            .of(operand(node, 0)))));
  }

  private static Optional<Expr> shortened(Apply node) {
    if (!(node.op() instanceof Sum sum) || sum.axes().isEmpty()) {
      return Optional.empty();
    }
    Expr x = operand(node, 0);
    int length = x.shape().size(sum.axes().last());
    return when(length > 4, () -> sum.of(Slice.slice(x, sum.axes().last(), 0, length - 1)));
  }

  private static Optional<Expr> averaged(Apply node) {
    if (!(node.op() instanceof ScatterAdd) || !node.dtype().isFloating()) {
      return Optional.empty();
    }
    Expr ones = operand(node, 0).times(0).plus(1);
    Expr count = node.op().of(ones, operand(node, 1));
    return Optional.of(node.dividedBy(Maximum.maximum(count, count.times(0).plus(1))));
  }

  private static void numbers(Map<String, Subject> all) {
    all.put(
        "negating loses the sign of zero",
        Plant.compiler(
            node -> when(node.op() instanceof Negate, () -> operand(node, 0).times(-1.0).plus(0))));
    all.put(
        "NaN becomes 0",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Multiply && node.dtype().isFloating(),
                    () -> Where.where(Classify.isNaN(node), 0, node))));
    all.put(
        "a maximum skips NaN",
        Plant.compiler(
            node ->
                when(
                    node.op() instanceof Extremum,
                    () -> {
                      Expr x = operand(node, 0);
                      double neutral =
                          ((Extremum) node.op()).smallest()
                              ? Double.POSITIVE_INFINITY
                              : Double.NEGATIVE_INFINITY;
                      return node.op().of(Where.where(Classify.isNaN(x), neutral, x));
                    })));
    all.put(
        "float32 is computed in double",
        Plant.compiler(
            node ->
                when(
                    node.dtype() == DType.FLOAT32
                        && (node.op() instanceof Softplus || node.op() instanceof Sigmoid),
                    () -> node.op().of(operand(node, 0).cast(DType.FLOAT64)).cast(DType.FLOAT32))));
    all.put(
        "int64 is computed in double",
        Plant.compiler(
            node ->
                when(
                    node.dtype() == DType.INT64
                        && (node.op() instanceof Multiply || node.op() instanceof Subtract),
                    () ->
                        node.op()
                            .of(
                                node.operands().stream()
                                    .map(x -> x.cast(DType.FLOAT64))
                                    .toArray(Expr[]::new))
                            .cast(DType.INT64))));
    all.put(
        "subnormal numbers are flushed to zero",
        Plant.executor(
            program ->
                Plant.running(
                    program,
                    bindings ->
                        program.run(bindings).stream().map(PlantedFaults::flushed).toList())));
  }

  private static Tensor flushed(Tensor tensor) {
    if (tensor.dtype() != DType.FLOAT64) {
      return tensor;
    }
    double[] values = tensor.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]) < Double.MIN_NORMAL ? 0 * values[i] : values[i];
    }
    return Tensor.of(tensor.shape(), values);
  }

  private static void runs(Map<String, Subject> all) {
    all.put(
        "a later run returns the first results",
        Plant.executor(
            program -> {
              AtomicReference<List<Tensor>> first = new AtomicReference<>();
              return Plant.running(
                  program,
                  bindings -> {
                    first.compareAndSet(null, program.run(bindings));
                    return first.get();
                  });
            }));
    all.put(
        "memory is not cleared between runs",
        Plant.executor(
            program -> {
              AtomicReference<List<Tensor>> before = new AtomicReference<>();
              return Plant.running(
                  program,
                  bindings -> {
                    List<Tensor> now = program.run(bindings);
                    List<Tensor> old = before.getAndSet(now);
                    return old == null ? now : overlaid(now, old);
                  });
            }));
    all.put(
        "the thread decides the order of sums",
        new Subject() {
          @Override
          public Executable compile(List<Expr> outputs) {
            Program program = Program.compile(outputs);
            Program other =
                Program.compile(
                    Plant.changed(
                        Subject.LIBRARY.stabilise(outputs),
                        node -> when(isLongSum(node), () -> backwards(node))));
            return Plant.running(
                program,
                bindings ->
                    Thread.currentThread().getName().startsWith("oracle-")
                        ? other.run(bindings)
                        : program.run(bindings));
          }
        });
  }

  /// Where there is a zero now, what was there before.
  private static List<Tensor> overlaid(List<Tensor> now, List<Tensor> before) {
    List<Tensor> overlaid = new ArrayList<>();
    for (int k = 0; k < now.size(); k++) {
      double[] values = Direction.doubles(now.get(k));
      double[] old = Direction.doubles(before.get(k));
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] == 0 ? old[i] : values[i];
      }
      Tensor tensor = now.get(k);
      overlaid.add(
          tensor.dtype() == DType.INT64
              ? tensor
              : Tensor.of(tensor.shape(), values).cast(tensor.dtype()));
    }
    return overlaid;
  }
}
