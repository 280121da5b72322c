package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The pass that makes one node of equal ops on the same operands, and of equal small constants.
/// The sizes of axes become constants here.
final class Merging {
  /// The nodes below some outputs, operands before their users.
  record Merged(List<Node> nodes, List<Node> outputs) {}

  private static final int SMALL = 64;

  private final Map<Object, Node> known = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  private Merging() {}

  static Merged merge(List<Expr> outputs) {
    Merging merging = new Merging();
    Map<Expr, Node> map = new HashMap<>();
    for (Expr expr : Graph.topological(outputs)) {
      map.put(expr, merging.node(expr, map));
    }
    return new Merged(merging.nodes, outputs.stream().map(map::get).toList());
  }

  private Node node(Expr expr, Map<Expr, Node> map) {
    return switch (expr) {
      case Input input -> add(new Node(input, List.of()));
      case Constant constant -> constant(constant);
      case Apply apply -> {
        if (apply.lowering() instanceof Lowering.Generate.Count count) {
          yield constant(Constant.scalar(count.dim().size(), apply.dtype()));
        }
        List<Node> operands = apply.operands().stream().map(map::get).toList();
        Application key = new Application(apply.op(), operands);
        Node node = known.get(key);
        if (node == null) {
          node = add(new Node(apply, operands));
          known.put(key, node);
        }
        yield node;
      }
    };
  }

  private Node constant(Constant constant) {
    if (constant.value().size() > SMALL) {
      return add(new Node(constant, List.of()));
    }
    Node node = known.get(Bits.of(constant.value()));
    if (node == null) {
      node = add(new Node(constant, List.of()));
      known.put(Bits.of(constant.value()), node);
    }
    return node;
  }

  private Node add(Node node) {
    nodes.add(node);
    return node;
  }

  /// An op on operands, which are equal only if they are the same.
  private record Application(Op op, List<Node> operands) {}

  /// A tensor's type and elements bit for bit: 0 and −0 differ, a NaN equals itself.
  private record Bits(Object type, List<?> elements) {
    static Bits of(Tensor tensor) {
      List<?> elements =
          switch (TensorAccess.array(tensor)) {
            case float[] x -> {
              List<Integer> bits = new ArrayList<>();
              for (float value : x) {
                bits.add(Float.floatToRawIntBits(value));
              }
              yield bits;
            }
            case double[] x -> Arrays.stream(x).mapToObj(Double::doubleToRawLongBits).toList();
            case long[] x -> Arrays.stream(x).boxed().toList();
            case boolean[] x -> {
              List<Boolean> bits = new ArrayList<>();
              for (boolean value : x) {
                bits.add(value);
              }
              yield bits;
            }
            default -> throw new IllegalStateException("no tensor storage");
          };
      return new Bits(tensor.type(), elements);
    }
  }
}
