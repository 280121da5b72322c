package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/// The derivative of a node by one operand, from dual numbers, a column for each element: all of
/// them in one pass where the op works element by element.
final class Jacobian {
  private final Application a;
  private final int operand;
  private final Bounded[] diagonal;
  private final Bounded[][] columns;

  Jacobian(Application a, int operand) {
    this.a = a;
    this.operand = operand;
    boolean isDiagonal = a.isDiagonal(operand);
    double[] ones = new double[isDiagonal ? a.size(operand) : 0];
    Arrays.fill(ones, 1);
    this.diagonal = isDiagonal ? along(ones) : new Bounded[0];
    this.columns = new Bounded[isDiagonal ? 0 : a.size(operand)][];
  }

  /// `J·v`.
  Bounded[] along(double[] v) {
    Numbers numbers = new Numbers();
    Direction direction = new Direction(Map.of(a.operand(operand), v));
    if (a.isOpaque()) {
      return differences(direction);
    }
    Bounded[] tangents = DualNumbers.first(a.y(), a.at(), direction, numbers);
    return numbers.isUndecided() ? Sums.unknown(tangents) : tangents;
  }

  /// An opaque op has no dual numbers.
  private Bounded[] differences(Direction v) {
    return IntStream.range(0, a.resultSize())
        .mapToObj(k -> Differences.ofElement(a.y(), k, a.at(), v).best())
        .toArray(Bounded[]::new);
  }

  /// Element `j` of `Jᵀ·u`.
  Bounded transposed(int j, double[] u) {
    if (diagonal.length > 0) {
      return Sums.times(u[j], diagonal[j]);
    }
    if (columns[j] == null) {
      double[] unit = new double[columns.length];
      unit[j] = 1;
      columns[j] = along(unit);
    }
    return Sums.dot(u, columns[j]);
  }

  /// `Jᵀ·u`.
  Bounded[] transposed(double[] u) {
    Bounded[] all = new Bounded[a.size(operand)];
    Arrays.setAll(all, j -> transposed(j, u));
    return all;
  }
}
