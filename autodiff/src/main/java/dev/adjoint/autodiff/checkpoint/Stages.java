package dev.adjoint.autodiff.checkpoint;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The stage of every node of a backward pass: the greatest among those of its cotangents and the
/// numbers of segments behind its forward operands. What reads neither belongs to the stage that
/// first needs it.
final class Stages {
  private final Passes passes;
  private final Segments segments;
  private final Map<Expr, Integer> stages = new HashMap<>();

  Stages(Passes passes, Segments segments) {
    this.passes = passes;
    this.segments = segments;
    for (Apply node : passes.backward()) {
      int stage = node.operands().stream().mapToInt(this::available).max().orElse(FREE);
      if (stage != FREE) {
        stages.put(node, stage);
      }
    }
    sink();
  }

  private static final int FREE = -1;

  private int available(Expr operand) {
    int place = passes.place(operand);
    return place >= 0 && !segments.isKept(place)
        ? segments.behind(place)
        : stages.getOrDefault(operand, FREE);
  }

  private void sink() {
    Map<Expr, Integer> needed = new HashMap<>();
    for (Apply node : passes.backward().reversed()) {
      int stage = stages.computeIfAbsent(node, free -> needed.getOrDefault(free, 0));
      node.operands().forEach(operand -> needed.merge(operand, stage, Math::min));
    }
  }

  /// The nodes by stage, operands before their users.
  List<List<Apply>> nodes() {
    List<List<Apply>> nodes = new ArrayList<>();
    for (Apply node : passes.backward()) {
      int stage = stages.getOrDefault(node, 0);
      while (nodes.size() <= stage) {
        nodes.add(new ArrayList<>());
      }
      nodes.get(stage).add(node);
    }
    return nodes;
  }
}
