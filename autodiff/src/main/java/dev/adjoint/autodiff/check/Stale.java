package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Signs that a rule uses a tensor from another time instead of its operands.
final class Stale {
  private Stale() {}

  /// Whether a rule contains a tensor of different numbers, or a number that nobody writes down.
  static boolean holdsData(Application a, int operand) {
    Optional<Expr> bar = a.bars().get(operand);
    if (bar.isEmpty()) {
      return false;
    }
    List<Expr> cut = new ArrayList<>(a.y().operands());
    cut.add(a.y());
    cut.add(a.yBar());
    return Graph.topological(List.of(bar.get()), cut).stream()
        .anyMatch(
            node ->
                node instanceof Constant constant
                    && constant.dtype().isFloating()
                    && !cut.contains(node)
                    && isData(constant.value()));
  }

  private static boolean isData(Tensor value) {
    double[] numbers = value.cast(DType.FLOAT64).toDoubleArray();
    return Arrays.stream(numbers).distinct().count() > 1
        || (numbers.length > 0 && !isPlain(numbers[0]));
  }

  /// Whether a number has few digits, or is next to 1, as a factor in a formula is.
  static boolean isPlain(double number) {
    return Math.abs(Math.abs(number) - 1) < 1e-3
        || Math.abs(Math.rint(number * 0x1p10) - number * 0x1p10) < 1e-9
        || Double.toString(number).length() < 8;
  }

  /// Whether what a rule gives changes when the operands do.
  static boolean follows(Application a, Application near, int operand, double[] u) {
    Bounded[] here = a.bar(operand, u);
    Bounded[] there = near.bar(operand, u);
    for (int j = 0; j < here.length; j++) {
      if (here[j].value() != there[j].value()) {
        return true;
      }
    }
    return false;
  }
}
