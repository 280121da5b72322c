package dev.adjoint.autodiff.checkpoint;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.op.Barrier;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A graph in stable form, parted into what is computed before differentiation and what follows
/// from it. It is stable already because a rule that matches across a barrier would no longer
/// match.
///
/// Equal nodes are one, as a program makes them: the loss and its gradients come each with a stable
/// form of the forward pass. Barriers of an earlier checkpoint are taken out first, so its copies
/// are merged too, and which values are held is decided anew.
final class Passes {
  private final List<Expr> given;
  private final Map<Expr, Expr> stable = new HashMap<>();
  private final List<Apply> forward = new ArrayList<>();
  private final List<Apply> backward = new ArrayList<>();
  private final Map<Expr, Integer> places = new HashMap<>();
  private final Set<Expr> following = new HashSet<>();
  private final Set<Expr> fixed = new HashSet<>();

  private Passes(List<Expr> given) {
    this.given = given;
    Stabilise stabilised = Stabilise.of(given);
    Graph.Copy merged = merged(stabilised.outputs());
    for (Expr node : Graph.topological(given)) {
      Expr now = stabilised.of(node);
      stable.put(node, merged.map().getOrDefault(now, now));
    }
    part(merged.outputs());
  }

  static Passes of(List<? extends Expr> outputs) {
    return new Passes(List.copyOf(outputs));
  }

  /// The graph without barriers, every value once. What is equal is merged only within an order of
  /// differentiation, so that no forward node becomes a backward one.
  private static Graph.Copy merged(List<Expr> outputs) {
    record Value(int order, Object operation, List<Expr> operands) {}
    Map<Value, Expr> known = new HashMap<>();
    return Graph.rebuild(
        outputs,
        (node, operands) ->
            switch (node) {
              case Input input -> input;
              case Constant constant when constant.rank() == 0 ->
                  known.computeIfAbsent(new Value(0, constant.value(), List.of()), _ -> constant);
              case Constant constant -> constant;
              case Apply apply when apply.op() instanceof Barrier -> operands.getFirst();
              case Apply apply ->
                  known.computeIfAbsent(
                      new Value(apply.origin().order(), apply.op(), operands),
                      _ -> Graph.withOperands(apply, operands));
            });
  }

  private void part(List<Expr> outputs) {
    List<Expr> order = Graph.topological(outputs);
    int highest =
        order.stream()
            .filter(Apply.class::isInstance)
            .mapToInt(node -> node.origin().order())
            .max()
            .orElse(0);
    if (highest == 0) {
      throw new AdjointException(
          "[checkpoint] none of the outputs is a derivative: give the loss and its gradients"
              + " together");
    }
    for (Expr node : order) {
      if (node instanceof Constant) {
        fixed.add(node);
      } else if (node instanceof Apply apply) {
        part(apply, highest);
      }
    }
  }

  private void part(Apply node, int highest) {
    if (node.origin().order() == highest
        || node.operands().stream().anyMatch(following::contains)) {
      following.add(node);
      backward.add(node);
    } else if (fixed.containsAll(node.operands())
        && !(node.lowering() instanceof Lowering.Generate.Uniform)) {
      fixed.add(node);
    } else {
      places.put(node, forward.size());
      forward.add(node);
    }
  }

  /// The outputs as they were given.
  List<Expr> given() {
    return given;
  }

  /// What every node below the outputs became in the stable form.
  Map<Expr, Expr> stable() {
    return stable;
  }

  /// What can be computed again: forward nodes, operands before their users.
  List<Apply> forward() {
    return forward;
  }

  /// The place of a node in the forward pass; −1 if it is not one that can be computed again.
  int place(Expr node) {
    return places.getOrDefault(node, -1);
  }

  /// The derivatives and what follows from them, operands before their users.
  List<Apply> backward() {
    return backward;
  }

  boolean isBackward(Expr node) {
    return following.contains(node);
  }

  /// Whether a forward value is the same whatever the inputs are, and not random.
  boolean isFixed(Expr node) {
    return fixed.contains(node);
  }
}
