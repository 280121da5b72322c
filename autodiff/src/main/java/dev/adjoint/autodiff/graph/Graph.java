package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/// Walks over the graph below some outputs. All are iterative, so depth is bounded by memory and
/// not by the stack, and all visit in an order that depends on the graph only.
public final class Graph {
  private Graph() {}

  /// The result of a transform, and what every old node became.
  public record Copy(List<Expr> outputs, Map<Expr, Expr> map) {}

  /// Every node below the outputs, once, operands before their users.
  public static List<Expr> topological(Collection<? extends Expr> outputs) {
    return topological(outputs, Set.of());
  }

  /// Every node below the outputs down to a cut, whose nodes are listed but not walked below.
  public static List<Expr> topological(
      Collection<? extends Expr> outputs, Collection<? extends Expr> cut) {
    List<Expr> order = new ArrayList<>();
    Set<Expr> entered = new HashSet<>();
    for (Expr node : cut) {
      if (entered.add(node)) {
        order.add(node);
      }
    }
    Deque<Frame> path = new ArrayDeque<>();
    for (Expr output : outputs) {
      if (entered.add(output)) {
        path.push(new Frame(output));
      }
      while (!path.isEmpty()) {
        Frame frame = path.peek();
        if (frame.next == frame.node.operands().size()) {
          order.add(frame.node);
          path.pop();
        } else {
          Expr operand = frame.node.operands().get(frame.next++);
          if (entered.add(operand)) {
            path.push(new Frame(operand));
          }
        }
      }
    }
    return order;
  }

  private static final class Frame {
    final Expr node;
    int next;

    Frame(Expr node) {
      this.node = node;
    }
  }

  /// The inputs below the outputs, in the order of a walk.
  public static List<Input> inputs(Collection<? extends Expr> outputs) {
    return topological(outputs).stream()
        .filter(Input.class::isInstance)
        .map(Input.class::cast)
        .toList();
  }

  /// Rebuilds the graph from the leaves up: `rebuild` sees each old node and its new operands and
  /// returns the new node, which may be the old one.
  public static Copy rebuild(
      Collection<? extends Expr> outputs, BiFunction<Expr, List<Expr>, Expr> rebuild) {
    Map<Expr, Expr> map = new HashMap<>();
    for (Expr node : topological(outputs)) {
      List<Expr> operands = node.operands().stream().map(map::get).toList();
      map.put(node, rebuild.apply(node, operands));
    }
    return new Copy(outputs.stream().<Expr>map(map::get).toList(), map);
  }

  /// The graph at other sizes of its named axes, with all type rules checked again. Inputs whose
  /// type changes become new inputs of the same name, to be found in the map.
  public static Copy at(Collection<? extends Expr> outputs, Map<String, Integer> sizes) {
    return rebuild(
        outputs,
        (node, operands) ->
            switch (node) {
              case Input input -> {
                TensorType type = new TensorType(input.dtype(), input.shape().at(sizes));
                yield type.equals(input.type()) ? input : Input.of(input.label(), type);
              }
              case Constant constant -> constant;
              case Apply apply -> {
                Op op = apply.op().at(sizes);
                yield op.equals(apply.op())
                    ? withOperands(apply, operands)
                    : copy(apply, op, operands);
              }
            });
  }

  /// The node itself if its operands are unchanged, else a copy on the new ones.
  public static Expr withOperands(Expr node, List<Expr> operands) {
    return switch (node) {
      case Input input -> input;
      case Constant constant -> constant;
      case Apply apply ->
          same(apply.operands(), operands) ? apply : copy(apply, apply.op(), operands);
    };
  }

  private static Expr copy(Apply apply, Op op, List<Expr> operands) {
    Expr copy = Origin.within(new Origin.Copied(apply), () -> Apply.of(op, operands));
    return apply.name().map(copy::named).orElse(copy);
  }

  private static boolean same(List<Expr> a, List<Expr> b) {
    for (int i = 0; i < a.size(); i++) {
      if (a.get(i) != b.get(i)) {
        return false;
      }
    }
    return true;
  }
}
