package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/// Targets of classification for property tests, FLOAT64: the last axis has one element per class,
/// and every row is a point of the simplex, not negative and with the sum 1.
///
/// Such a row cannot move freely: a derivative with respect to it means something only along
/// [#tangents].
public final class Labels {
  /// Probabilities are multiples of 1/1000.
  private static final int PARTS = 1000;

  private Labels() {}

  /// One-hot rows: 1 at one class, 0 elsewhere.
  public static Arbitrary<Tensor> oneHot(Shape shape) {
    int classes = classes(shape);
    return Arbitraries.integers()
        .between(0, classes - 1)
        .withDistribution(RandomDistribution.uniform())
        .list()
        .ofSize(rows(shape))
        .map(hot -> oneHot(shape, hot));
  }

  /// Rows that are 1 at these classes, counted round.
  static Tensor oneHot(Shape shape, List<Integer> hot) {
    int classes = classes(shape);
    double[] values = new double[(int) shape.size()];
    for (int row = 0; row < rows(shape); row++) {
      values[row * classes + Math.floorMod(hot.get(row), classes)] = 1;
    }
    return Tensor.of(shape, values);
  }

  /// Rows of probabilities within (0, 1), of at most three decimals. They shrink towards equal
  /// ones.
  public static Arbitrary<Tensor> probabilities(Shape shape) {
    int classes = classes(shape);
    if (classes > PARTS) {
      throw new IllegalArgumentException(
          "at most " + PARTS + " classes have a probability above 0 of three decimals: " + shape);
    }
    return Arbitraries.integers()
        .between(1, 100)
        .list()
        .ofSize((int) shape.size())
        .map(weights -> probabilities(shape, weights));
  }

  /// Rows in proportion to weights, which are above 0.
  static Tensor probabilities(Shape shape, List<Integer> weights) {
    int classes = classes(shape);
    double[] values = new double[(int) shape.size()];
    for (int from = 0; from < values.length; from += classes) {
      spread(weights.subList(from, from + classes), values, from);
    }
    return Tensor.of(shape, values);
  }

  /// Probabilities in proportion to weights, each rounded down but at least one part; the largest
  /// takes what is missing or too much.
  private static void spread(List<Integer> weights, double[] values, int from) {
    int total = weights.stream().mapToInt(Integer::intValue).sum();
    int rest = PARTS;
    for (int i = 0; i < weights.size(); i++) {
      int parts = Math.max(1, weights.get(i) * (PARTS - weights.size()) / total);
      values[from + i] = parts / (double) PARTS;
      rest -= parts;
    }
    int largest = from + weights.indexOf(Collections.max(weights));
    values[largest] = Math.rint(values[largest] * PARTS + rest) / PARTS;
  }

  /// Directions that keep the sum of every row: for each row and each class but the last, +1 there
  /// and −1 at the last. Every other such direction is a sum of these.
  public static List<Tensor> tangents(Shape shape) {
    int classes = classes(shape);
    List<Tensor> basis = new ArrayList<>();
    for (int row = 0; row < rows(shape); row++) {
      for (int i = 0; i < classes - 1; i++) {
        double[] direction = new double[(int) shape.size()];
        direction[row * classes + i] = 1;
        direction[row * classes + classes - 1] = -1;
        basis.add(Tensor.of(shape, direction));
      }
    }
    return basis;
  }

  private static int classes(Shape shape) {
    if (shape.rank() == 0 || shape.size(shape.rank() - 1) == 0) {
      throw new IllegalArgumentException(
          "labels need a last axis with one element per class, got shape " + shape);
    }
    return shape.size(shape.rank() - 1);
  }

  private static int rows(Shape shape) {
    return (int) (shape.size() / classes(shape));
  }
}
