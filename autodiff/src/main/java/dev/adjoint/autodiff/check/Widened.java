package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Cast;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A graph in FLOAT64: every FLOAT32 input and constant becomes a FLOAT64 one of the same numbers,
/// and casts to FLOAT32 fall away. An op that itself says FLOAT32, such as a draw of random
/// numbers, keeps doing so, and its result is widened.
///
/// @param map what every node became; the node itself where nothing was FLOAT32
record Widened(Map<Expr, Expr> map) {
  static Widened of(Collection<? extends Expr> outputs) {
    Map<Expr, Expr> map = new HashMap<>();
    for (Expr node : Graph.topological(outputs)) {
      map.put(
          node,
          switch (node) {
            case Input input ->
                input.dtype() == DType.FLOAT32
                    ? Input.of(input.label(), new TensorType(DType.FLOAT64, input.shape()))
                    : input;
            case Constant constant -> constant(constant);
            case Apply apply -> named(apply, apply(apply, map));
          });
    }
    return new Widened(map);
  }

  private static Expr constant(Constant constant) {
    if (constant.dtype() != DType.FLOAT32) {
      return constant;
    }
    Constant wide = Constant.of(constant.value().cast(DType.FLOAT64));
    return constant.name().map(wide::named).orElse(wide);
  }

  private static Expr apply(Apply apply, Map<Expr, Expr> map) {
    List<Expr> operands = new ArrayList<>();
    for (Expr x : apply.operands()) {
      operands.add(Objects.requireNonNull(map.get(x)));
    }
    if (operands.equals(apply.operands()) && apply.dtype() != DType.FLOAT32) {
      return apply;
    }
    return Origin.within(new Origin.Copied(apply), () -> wide(apply, operands));
  }

  private static Expr wide(Apply apply, List<Expr> operands) {
    if (apply.op() instanceof Cast && apply.dtype() == DType.FLOAT32) {
      return Cast.cast(operands.getFirst(), DType.FLOAT64);
    }
    Expr copy;
    try {
      copy = Apply.of(apply.op(), operands);
    } catch (AdjointException mixed) {
      List<Expr> narrow = new ArrayList<>();
      for (int i = 0; i < operands.size(); i++) {
        narrow.add(Cast.cast(operands.get(i), apply.operands().get(i).dtype()));
      }
      copy = Apply.of(apply.op(), narrow);
    }
    return copy.dtype() == DType.FLOAT32 ? Cast.cast(copy, DType.FLOAT64) : copy;
  }

  private static Expr named(Apply before, Expr after) {
    return after != before && after instanceof Apply && after.name().isEmpty()
        ? before.name().map(after::named).orElse(after)
        : after;
  }

  /// What a node became.
  Expr of(Expr node) {
    return Objects.requireNonNull(map.get(node));
  }

  /// Whether anything was FLOAT32.
  boolean isChanged() {
    return map.entrySet().stream().anyMatch(e -> e.getKey() != e.getValue());
  }
}
