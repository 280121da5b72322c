package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Lowering.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The pass that decides what is computed together and in which order.
///
/// Nodes are visited in topological order. An elementwise node joins the youngest group of its
/// length, unless it needs from memory what that group or a younger draft writes; so every draft
/// depends on older ones only. Views are never computed: whoever can read strides reads their root;
/// for the others they are copied, once. Barriers are views too, but for which drafts may read
/// them.
final class Scheduling {
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Integer, Draft.Region> youngest = new HashMap<>();
  private Draft.@Nullable Scalars scalars;

  private Scheduling() {}

  /// The drafts for some nodes; marks what must be stored.
  static List<Draft> schedule(Merging.Merged merged) {
    Scheduling scheduling = new Scheduling();
    for (Node node : merged.nodes()) {
      scheduling.visit(node);
    }
    for (Node output : merged.outputs()) {
      scheduling.keep(output);
    }
    return scheduling.drafts;
  }

  private void visit(Node node) {
    switch (node.lowering) {
      case null -> node.stored = true;
      case Lowering.Elementwise _, Lowering.Convert _ -> elementwise(node);
      case View view -> view(node, view);
      case Lowering.Barrier _ -> barrier(node);
      case Lowering.Contraction contraction -> contraction(node, contraction);
      case Lowering.Triangular _ -> alone(node);
      case Lowering.Generate _,
          Lowering.Reduction _,
          Lowering.Scan _,
          Lowering.Recurrence _,
          Lowering.Order _,
          Lowering.Gather _,
          Lowering.Scatter _,
          Lowering.Opaque _ -> {
        node.operands.forEach(this::makeDense);
        alone(node);
      }
      case Lowering.Composite _ ->
          throw new IllegalStateException(node + " should have been expanded");
    }
  }

  /// A draft of its own, which reads the operands where they lie.
  private void alone(Node node) {
    Draft draft = single(node);
    node.reads = node.operands.stream().map(operand -> operand.access).toList();
    node.reads.forEach(access -> reads(draft, access));
  }

  private void view(Node node, View view) {
    Node operand = node.operands.getFirst();
    Optional<Access> access = operand.access.through(view, node.sizes);
    if (access.isEmpty()) {
      makeDense(operand);
      access = operand.access.through(view, node.sizes);
    }
    node.access = access.orElseThrow();
    node.earliest = operand.earliest;
  }

  /// Stands where its first operand does; who reads it runs no earlier than the others.
  private static void barrier(Node node) {
    node.access = node.operands.getFirst().access;
    for (Node operand : node.operands) {
      Draft source = operand.access.root().draft;
      int computed = operand == node.operands.getFirst() || source == null ? 0 : source.number();
      node.earliest = Math.max(node.earliest, Math.max(computed, operand.earliest));
    }
  }

  private void contraction(Node node, Lowering.Contraction contraction) {
    Product product = Product.of(node, contraction, this::copy);
    node.product = product;
    Draft draft = single(node);
    reads(draft, product.left().access());
    reads(draft, product.right().access());
  }

  private void elementwise(Node node) {
    boolean scalar = node.size == 1;
    for (Node operand : node.operands) {
      if (scalar && operand.access.root().size != 1) {
        copy(operand);
      }
    }
    node.reads = node.operands.stream().map(operand -> operand.access).toList();
    Draft draft = scalar ? scalars(node) : region(node);
    draft.nodes().add(node);
    node.draft = draft;
    for (Access access : node.reads) {
      if (!inRegister(access, draft)) {
        reads(draft, access);
      }
    }
  }

  private Draft scalars(Node node) {
    Draft.Scalars open = scalars;
    if (open == null || open.nodes().size() >= Draft.Scalars.CAPACITY || !available(node, open)) {
      open = new Draft.Scalars(drafts.size());
      drafts.add(open);
      scalars = open;
    }
    return open;
  }

  private Draft region(Node node) {
    Draft.Region open = youngest.get(node.size);
    if (open == null || open.nodes().size() >= Draft.Region.CAPACITY || !available(node, open)) {
      open = new Draft.Region(drafts.size(), node.size);
      drafts.add(open);
      youngest.put(node.size, open);
    }
    return open;
  }

  /// Whether all that a node reads is there when a draft runs.
  private static boolean available(Node node, Draft draft) {
    if (node.operands.stream().anyMatch(operand -> operand.earliest > draft.number())) {
      return false;
    }
    for (Access access : node.reads) {
      Draft source = access.root().draft;
      if (source != null && source.number() >= draft.number() && !inRegister(access, draft)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a draft itself has just computed the very elements, in their order.
  static boolean inRegister(Access access, Draft draft) {
    Draft source = access.root().draft;
    return source != null && source.number() == draft.number() && access.complete();
  }

  private static void reads(Draft draft, Access access) {
    access.root().stored = true;
    access.root().lastUse = Math.max(access.root().lastUse, draft.number());
  }

  private Draft single(Node node) {
    Draft draft = new Draft.Single(drafts.size(), node);
    drafts.add(draft);
    node.draft = draft;
    node.stored = true;
    return draft;
  }

  private void makeDense(Node node) {
    if (!node.access.dense()) {
      copy(node);
    }
  }

  /// Gives a view memory of its own.
  private void copy(Node node) {
    Access source = node.access;
    Draft draft = single(node);
    reads(draft, source);
    node.copied = source;
    node.access = Access.whole(node);
  }

  private void keep(Node output) {
    if (!output.access.complete()) {
      copy(output);
    }
    output.access.root().stored = true;
    output.access.root().kept = true;
  }
}
