package dev.adjoint.autodiff.checkpoint;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The stage of every node of a backward pass.
///
/// It is that of its last cotangent, or the next one if a forward operand is of the segment whose
/// turn that is: so a product does not ask for a segment that is about to be computed anyway. What
/// it reads of segments still farther off is computed for it alone, since waiting would make all
/// that follows wait. Nodes without cotangents go with what they read, and views of forward nodes
/// with what reads them.
final class Stages {
  /// Of what neither a cotangent nor a segment holds back.
  private static final int FREE = -1;

  private final Passes passes;
  private final Segments segments;
  private final Map<Expr, Integer> stages = new HashMap<>();

  /// How many segments are behind what a view shows.
  private final Map<Expr, Integer> views = new HashMap<>();

  /// For nodes that read kept values only, where a backward pass may begin: how many segments are
  /// behind these.
  private final Map<Expr, Integer> roots = new HashMap<>();

  Stages(Passes passes, Segments segments) {
    this.passes = passes;
    this.segments = segments;
    for (Apply node : passes.backward()) {
      Expr first = node.operands().isEmpty() ? node : node.operands().getFirst();
      if (node.lowering() instanceof Lowering.View
          && (views.containsKey(first) || !passes.isBackward(first))) {
        views.put(node, behind(first));
      } else {
        place(node);
      }
    }
    sink();
  }

  private void place(Apply node) {
    int cotangent = FREE;
    int root = FREE;
    int nearest = FREE;
    for (Expr operand : node.operands()) {
      cotangent = Math.max(cotangent, stages.getOrDefault(operand, FREE));
      root = Math.max(root, roots.getOrDefault(operand, FREE));
      int behind = behind(operand);
      if (behind != FREE) {
        nearest = nearest == FREE ? behind : Math.min(nearest, behind);
      }
    }
    if (cotangent != FREE) {
      stages.put(node, nearest == cotangent + 1 ? nearest : cotangent);
    } else if (nearest != FREE) {
      stages.put(node, root == FREE || nearest <= root + 1 ? nearest : root);
    } else {
      roots.put(node, Math.max(root, behindKept(node)));
    }
  }

  private int behindKept(Apply node) {
    return node.operands().stream()
        .mapToInt(passes::place)
        .filter(place -> place >= 0)
        .map(segments::behind)
        .max()
        .orElse(FREE);
  }

  /// How many segments are behind a forward operand, or a view of one, that is computed again.
  private int behind(Expr operand) {
    int place = passes.place(operand);
    return place >= 0 && !segments.isKept(place)
        ? segments.behind(place)
        : views.getOrDefault(operand, FREE);
  }

  /// Gives the others the stage that first needs them.
  private void sink() {
    Map<Expr, Integer> needed = new HashMap<>();
    for (Apply node : passes.backward().reversed()) {
      int alone = Math.max(0, views.getOrDefault(node, 0));
      int stage = stages.computeIfAbsent(node, free -> needed.getOrDefault(free, alone));
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
