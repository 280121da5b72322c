package dev.adjoint.autodiff.batch;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Dim;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The walk that gives every node which depends on a mapped one the samples as a leading axis. All
/// other nodes are shared by the samples and stay themselves.
final class Lift {
  private final Dim axis;
  private final Map<Expr, Expr> lifted;

  /// @param axis the axis of the samples
  /// @param mapped some nodes and their samples
  Lift(Dim axis, Map<? extends Expr, ? extends Expr> mapped) {
    this.axis = axis;
    this.lifted = new HashMap<>(mapped);
  }

  /// Lifts what is below the outputs, down to what is lifted already.
  void walk(Collection<? extends Expr> outputs) {
    for (Expr node : Graph.topological(outputs, List.copyOf(lifted.keySet()))) {
      if (node instanceof Apply apply && !lifted.containsKey(apply) && isMapped(apply)) {
        lifted.put(apply, Origin.within(new Origin.Copied(apply), () -> named(apply)));
      }
    }
  }

  /// Whether the value of a node depends on the sample, or its derivative does, which is one of its
  /// own.
  private boolean isMapped(Apply node) {
    return node.operands().stream().anyMatch(lifted::containsKey)
        || (node.op().redefinesDerivative() && !Batched.captured(node, this).isEmpty());
  }

  /// What a node became: with the samples along a leading axis, or itself if it is shared.
  Operand of(Expr node) {
    Expr samples = lifted.get(node);
    return samples == null ? new Operand(node, false) : new Operand(samples, true);
  }

  /// One value of a node for each sample.
  Expr repeated(Expr node) {
    return of(node).repeated(axis);
  }

  /// The lifted nodes that expressions use, other than through given ones.
  List<Expr> used(Collection<? extends Expr> outputs, Collection<? extends Expr> given) {
    Set<Expr> seen = new HashSet<>(given);
    Deque<Expr> pending = new ArrayDeque<>(outputs);
    List<Expr> used = new ArrayList<>();
    while (!pending.isEmpty()) {
      Expr node = pending.pop();
      if (seen.add(node)) {
        if (lifted.containsKey(node)) {
          used.add(node);
        } else {
          node.operands().forEach(pending::push);
        }
      }
    }
    return used;
  }

  private Expr named(Apply node) {
    Expr samples = samples(node);
    return samples instanceof Apply && samples.name().isEmpty()
        ? node.name().map(samples::named).orElse(samples)
        : samples;
  }

  private Expr samples(Apply node) {
    List<Operand> operands = node.operands().stream().map(this::of).toList();
    Lowering lowering = node.lowering();
    if (isElementwise(node, lowering)) {
      Optional<Expr> same = same(node, operands);
      if (same.isPresent()) {
        return same.get();
      }
    }
    Optional<Op> shifted = node.op().shifted();
    if (shifted.isPresent() && operands.stream().allMatch(Operand::isMapped)) {
      return Apply.of(shifted.get(), operands.stream().map(Operand::value).toList());
    }
    return Structure.isPlain(node.op())
        ? new Structure(axis, node.type(), operands).of(lowering)
        : Batched.of(node, axis, operands, this);
  }

  /// Whether each result element is made of the operands' elements at the same place, and its
  /// cotangent goes there alone; so not if the op's derivative is one of its own.
  private static boolean isElementwise(Apply node, Lowering lowering) {
    return !node.op().redefinesDerivative()
        && switch (lowering) {
          case Lowering.Elementwise _, Lowering.Convert _ -> true;
          case Lowering.View.Reshape() ->
              !(node.op() instanceof Reshape)
                  && node.shape().equals(node.operands().getFirst().shape());
          case Lowering.View _,
              Lowering.Generate _,
              Lowering.Reduction _,
              Lowering.Scan _,
              Lowering.Recurrence _,
              Lowering.Order _,
              Lowering.Contraction _,
              Lowering.Triangular _,
              Lowering.Gather _,
              Lowering.Scatter _,
              Lowering.Barrier _,
              Lowering.Composite _,
              Lowering.Opaque _ ->
              false;
        };
  }

  /// The same op on one value of each operand for each sample, if its type rule takes them.
  private Optional<Expr> same(Apply node, List<Operand> operands) {
    List<Expr> repeated = operands.stream().map(x -> x.repeated(axis)).toList();
    try {
      return Optional.<Expr>of(Apply.of(node.op(), repeated))
          .filter(y -> y.type().equals(Operand.lifted(node.type(), axis)));
    } catch (AdjointException refusal) { // a rule may insist on a rank
      return Optional.empty();
    }
  }
}
