package dev.adjoint.autodiff.batch;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Expressions of one sample, computed for a batch of samples at once.
///
/// Some nodes, inputs or interior ones, are *mapped*: in their place stand the samples, of one
/// more, leading axis. What depends on them has that axis as well. All else, parameters say, is
/// shared, and computed once. The value of an output for sample `s` is that of the expression with
/// the mapped nodes at their sample `s`; an output that depends on none of them is repeated.
///
/// What is batched is the stable form of the outputs ([Stabilise]) as functions of the mapped
/// nodes. An axis other than the first is brought there by a permutation.
public final class Batch {
  private final Stabilise stable;
  private final Lift lift;
  private final List<Expr> outputs;
  private final Dim axis;

  private Batch(List<Expr> outputs, Map<Expr, Expr> mapped) {
    this.axis = axis(mapped);
    Map<Expr, Expr> samples = new HashMap<>();
    mapped.forEach((x, xs) -> samples.put(x, named(x, xs, axis)));
    this.stable = Stabilise.of(outputs, mapped.keySet());
    this.lift = new Lift(axis, samples);
    lift.walk(stable.outputs());
    this.outputs = stable.outputs().stream().map(lift::repeated).toList();
  }

  /// An expression for each sample.
  ///
  /// @param output of any shape and dtype; the result has the axis of the samples in front of it
  /// @param mapped some nodes below the output, and for each its samples: of the same dtype, and of
  ///   its shape behind one more axis, on whose length, named or literal, all agree
  public static Expr batch(Expr output, Map<? extends Expr, ? extends Expr> mapped) {
    return of(List.of(output), mapped).outputs().getFirst();
  }

  /// Several expressions for each sample, which share what they have in common.
  public static Batch of(
      Collection<? extends Expr> outputs, Map<? extends Expr, ? extends Expr> mapped) {
    Set<Expr> unused = new LinkedHashSet<>(mapped.keySet());
    outputs.forEach(unused::remove);
    for (Expr node : Graph.topological(outputs, mapped.keySet())) {
      if (!mapped.containsKey(node)) {
        node.operands().forEach(unused::remove);
      }
    }
    if (!unused.isEmpty()) {
      throw new BatchException(
          "%s is mapped, but the outputs do not depend on it: leave it out"
              .formatted(unused.iterator().next()));
    }
    return new Batch(List.copyOf(outputs), Map.copyOf(mapped));
  }

  /// A function of one sample, for each.
  public static Expr map(UnaryOperator<Expr> function, Expr samples) {
    return map(one -> function.apply(one.getFirst()), List.of(samples));
  }

  /// A function of one sample of each of two batches, for each pair.
  public static Expr map(BinaryOperator<Expr> function, Expr left, Expr right) {
    return map(one -> function.apply(one.get(0), one.get(1)), List.of(left, right));
  }

  /// A function of one sample of each of several batches, for each.
  ///
  /// @param function is called once, with stand-ins for one sample; it may use other expressions,
  ///   which are shared by all samples
  public static Expr map(Function<List<Expr>, Expr> function, List<? extends Expr> batches) {
    Map<Expr, Expr> mapped = new HashMap<>();
    List<Expr> one = new ArrayList<>();
    for (Expr samples : batches) {
      if (samples.rank() == 0) {
        throw new BatchException("%s is a scalar, which has no axis of samples".formatted(samples));
      }
      String name = samples.name().orElse("sample " + one.size());
      Expr stand = Input.of(name, Operand.sample(samples.type()));
      one.add(stand);
      mapped.put(stand, samples);
    }
    return new Batch(List.of(function.apply(List.copyOf(one))), mapped).outputs().getFirst();
  }

  /// The outputs, one for each sample, in order.
  public List<Expr> outputs() {
    return outputs;
  }

  /// What a node of one sample became: of all samples if it depends on a mapped node, else itself.
  public Expr of(Expr node) {
    return lift.of(stable.of(node)).value();
  }

  /// The axis of the samples.
  public Dim axis() {
    return axis;
  }

  private static Dim axis(Map<Expr, Expr> mapped) {
    @Nullable Expr first = null;
    @Nullable Dim axis = null;
    for (Map.Entry<Expr, Expr> entry : mapped.entrySet()) {
      Expr xs = entry.getValue();
      check(entry.getKey(), xs);
      Dim length = xs.shape().dim(0);
      if (first != null && axis != null) {
        if (axis.unify(length).isEmpty()) {
          throw new BatchException(
              "all mapped nodes must have equally many samples, got %s and %s"
                  .formatted(first, xs));
        }
        length = axis.unify(length).get();
      }
      first = xs;
      axis = length;
    }
    if (axis == null) {
      throw new BatchException("nothing is mapped: give at least one node and its samples");
    }
    return axis;
  }

  private static void check(Expr x, Expr xs) {
    if (xs.dtype() != x.dtype()) {
      throw new BatchException(
          "%s is mapped to %s: nothing is promoted silently, use cast".formatted(x, xs));
    }
    Shape shape = xs.shape();
    if (xs.rank() != x.rank() + 1 || Operand.sample(xs.type()).shape().unify(x.shape()).isEmpty()) {
      throw new BatchException(
          "%s is mapped to %s: the samples need one more, leading axis before %s, got %s"
              .formatted(x, xs, x.shape(), shape));
    }
  }

  /// Samples with the names that the axes have elsewhere.
  private static Expr named(Expr x, Expr xs, Dim axis) {
    return Reshape.reshape(xs, x.shape().insert(0, axis));
  }
}
