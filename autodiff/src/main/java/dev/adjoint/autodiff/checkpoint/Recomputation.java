package dev.adjoint.autodiff.checkpoint;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.AsWritten;
import dev.adjoint.autodiff.op.Barrier;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rewriting of a backward pass so that it reads copies of forward nodes.
///
/// The backward pass is parted into [Stages], one for each segment of the forward pass, the last
/// segment's first. Each reads about one segment, and a weight's gradient is computed beside the
/// cotangent that it needs, not at the end.
///
/// A stage has copies of its own, made from kept nodes and inputs, which it reads through barriers
/// behind all earlier stages. Hence no copy is computed before its cotangent is there, nor before
/// the copies of the stage before are dead. Stage 0 needs no copy of the last segment, which has
/// just been computed.
final class Recomputation {
  private static final String RULE = "checkpoint";

  private final Passes passes;
  private final Segments segments;
  private final Map<Expr, Expr> made = new HashMap<>();

  private int stage;
  private Expr gate;
  private final Map<Expr, Expr> copies = new HashMap<>();
  private final Map<Expr, Expr> late = new HashMap<>();

  private Recomputation(Passes passes, Segments segments) {
    this.passes = passes;
    this.segments = segments;
    this.gate = gate(ends(passes.forward()));
  }

  static Graph.Copy of(Passes passes, Segments segments) {
    boolean isNeeded =
        passes.backward().stream()
            .flatMap(node -> node.operands().stream())
            .mapToInt(passes::place)
            .anyMatch(i -> i >= 0 && !segments.isKept(i) && segments.behind(i) > 0);
    if (!isNeeded) {
      Map<Expr, Expr> same = new HashMap<>();
      passes.stable().keySet().forEach(node -> same.put(node, node));
      return new Graph.Copy(passes.given(), same);
    }
    return new Recomputation(passes, segments).copy();
  }

  private Graph.Copy copy() {
    for (List<Apply> nodes : new Stages(passes, segments).nodes()) {
      nodes.forEach(this::make);
      stage++;
      copies.clear();
      late.clear();
      List<Expr> waits = new ArrayList<>(ends(nodes));
      waits.add(gate);
      gate = gate(waits);
    }
    Map<Expr, Expr> map = new HashMap<>();
    passes.stable().forEach((node, form) -> map.put(node, made(form)));
    List<Expr> outputs = new ArrayList<>();
    for (Expr output : passes.given()) {
      Expr literal = literal(map.getOrDefault(output, output), output);
      map.put(output, literal);
      outputs.add(literal);
    }
    return new Graph.Copy(List.copyOf(outputs), map);
  }

  private void make(Apply node) {
    List<Expr> operands = new ArrayList<>(node.operands().size());
    for (Expr operand : node.operands()) {
      operands.add(passes.isBackward(operand) ? made(operand) : read(operand));
    }
    made.put(node, Graph.withOperands(node, operands));
  }

  private Expr made(Expr node) {
    return made.getOrDefault(node, node);
  }

  /// What this stage reads for a forward node.
  private Expr read(Expr node) {
    if (isAtHand(node)) {
      return stage == 0 ? node : late(node);
    }
    Deque<Expr> path = new ArrayDeque<>(List.of(node));
    while (!path.isEmpty()) {
      Expr next = path.peek();
      int length = path.size();
      for (Expr operand : next.operands()) {
        if (!isAtHand(operand) && !copies.containsKey(operand)) {
          path.push(operand);
        }
      }
      if (path.size() == length) {
        copies.putIfAbsent(path.pop(), again(next));
      }
    }
    return copies.getOrDefault(node, node);
  }

  /// Whether a forward value is held until this stage.
  private boolean isAtHand(Expr node) {
    int place = passes.place(node);
    return place < 0 || segments.isKept(place) || (stage == 0 && segments.behind(place) == 0);
  }

  /// A copy on what the operands are in this stage. A random draw from a constant key has no other
  /// operand to be late by.
  private Expr again(Expr node) {
    List<Expr> operands = new ArrayList<>();
    for (Expr operand : node.operands()) {
      operands.add(isAtHand(operand) ? late(operand) : copies.getOrDefault(operand, operand));
    }
    if (operands.equals(node.operands())) {
      operands.set(0, barrier(operands.getFirst()));
    }
    return Graph.withOperands(node, operands);
  }

  private Expr late(Expr node) {
    return passes.isFixed(node) ? node : late.computeIfAbsent(node, this::barrier);
  }

  private Expr barrier(Expr node) {
    return Origin.within(
        new Origin.Rewritten(RULE, List.of(node)), () -> Barrier.barrier(node, gate));
  }

  /// A single element that is there once these nodes are computed.
  private static Expr gate(List<Expr> waits) {
    return Origin.within(
        new Origin.Rewritten(RULE, waits),
        () -> Barrier.barrier(Constant.of(Tensor.scalar(true)), waits));
  }

  /// What none of these nodes reads, in its new form.
  private List<Expr> ends(List<Apply> nodes) {
    Set<Expr> ends = new LinkedHashSet<>();
    for (Apply node : nodes) {
      node.operands().forEach(ends::remove);
      ends.add(node);
    }
    return ends.stream().map(this::made).toList();
  }

  /// An output to which no rule is applied again, in whole or in part.
  private static Expr literal(Expr output, Expr given) {
    if (!(output instanceof Apply apply) || apply.op() instanceof AsWritten) {
      return output;
    }
    Expr marked = Origin.within(new Origin.Copied(output), () -> AsWritten.asWritten(output));
    return given.name().map(marked::named).orElse(marked);
  }
}
