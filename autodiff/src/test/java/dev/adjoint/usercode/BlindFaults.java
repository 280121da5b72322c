package dev.adjoint.usercode;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Mistakes in hand-derived gradients, each in the rule of one user's op inside an ordinary graph,
/// written without looking at what is to find them. Every op is a record whose component `wrong`
/// chooses between the mistaken rule and the right one; nothing else differs between a fault and
/// its twin.
final class BlindFaults {
  /// The faults that no first derivative shows.
  static final Set<String> ONLY_SECOND_ORDER =
      Set.of("square root held constant", "square with its cotangent held constant");

  /// Faults at a point that has no derivative. They break the convention that ties of a maximum
  /// share equally.
  static final Set<String> AT_A_KINK = Set.of("tie of independent elements to the first");

  private BlindFaults() {}

  /// A graph in which the rule of the op `culprit` is wrong for one of its operands.
  ///
  /// @param at values of all inputs of the output
  /// @param operand which cotangent of the culprit is wrong
  /// @param story what the mistake is, and how it comes about
  record Fault(
      String name,
      Expr output,
      Map<Input, Tensor> at,
      Class<? extends Op> culprit,
      int operand,
      String story) {
    Fault {
      at = Map.copyOf(at);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// All faults.
  static List<Fault> all() {
    return families(true);
  }

  /// The same graphs in the same order with the right rules.
  static List<Fault> twins() {
    return families(false);
  }

  private static List<Fault> families(boolean wrong) {
    return Stream.of(
            BlindAverages.of(wrong),
            BlindProbabilities.of(wrong),
            BlindSequences.of(wrong),
            BlindGrids.of(wrong),
            BlindProducts.of(wrong),
            BlindBranches.of(wrong))
        .flatMap(List::stream)
        .toList();
  }

  /// A FLOAT64 input.
  static Input real(String name, int... sizes) {
    return Input.of(name, DType.FLOAT64, sizes);
  }

  /// Normal numbers for an input.
  static Tensor normal(Input x, long seed) {
    return Tensor.normal(x.shape(), seed);
  }

  /// Uniform numbers between two bounds for an input.
  static Tensor uniform(Input x, long seed, double low, double high) {
    double[] values = Tensor.uniform(x.shape(), seed).toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = low + (high - low) * values[i];
    }
    return Tensor.of(x.shape(), values);
  }
}
