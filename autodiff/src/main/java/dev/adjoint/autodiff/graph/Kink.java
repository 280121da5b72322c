package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

/// A place at which a function has no derivative, and what its op's rule gives there: one rule for
/// all spellings of the function. The table in the docs is made of these, and tests run them.
///
/// @param where the place, in words
/// @param derivative the derivative there, in words
/// @param at an example: the operands
/// @param slopes the derivatives of the sum of the result with respect to each operand there
public record Kink(String where, String derivative, List<Tensor> at, List<Tensor> slopes) {
  /// Copies the lists.
  public Kink {
    at = List.copyOf(at);
    slopes = List.copyOf(slopes);
  }

  /// A kink of a function of one number.
  public static Kink at(String where, String derivative, double x, double slope) {
    return new Kink(where, derivative, List.of(scalar(x)), List.of(scalar(slope)));
  }

  /// A kink of a function of two numbers.
  public static Kink at(
      String where, String derivative, double a, double b, double slopeA, double slopeB) {
    return new Kink(
        where, derivative, List.of(scalar(a), scalar(b)), List.of(scalar(slopeA), scalar(slopeB)));
  }

  /// A kink of a function that folds axes away, at two equal elements along each.
  public static Kink ofEqual(
      String where, String derivative, SortedSet<Integer> axes, double element, double slope) {
    int[] sizes = new int[axes.isEmpty() ? 0 : axes.last() + 1];
    Arrays.setAll(sizes, axis -> axes.contains(axis) ? 2 : 1);
    TensorType type = new TensorType(DType.FLOAT64, Shape.of(sizes));
    return new Kink(
        where,
        derivative,
        Collections.singletonList(Tensor.full(type, element)),
        Collections.singletonList(Tensor.full(type, slope)));
  }

  private static Tensor scalar(double value) {
    return Tensor.full(new TensorType(DType.FLOAT64, Shape.scalar()), value);
  }
}
