package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A direction to step in: for some nodes one number an element; the others stand still.
record Direction(Map<Expr, double[]> parts) {
  /// The direction of one element of one node.
  static Direction unit(Expr x, int element) {
    double[] part = new double[(int) x.shape().size()];
    part[element] = 1;
    return new Direction(Map.of(x, part));
  }

  /// Numbers between ½ and 2 in magnitude, of both signs, no two alike: a direction that no
  /// symmetry leaves neutral, such as that of all ones for a softmax.
  static double[] random(RandomGenerator random, int size) {
    double[] numbers = new double[size];
    Arrays.setAll(
        numbers, _ -> (random.nextBoolean() ? 1 : -1) * (0.5 + 1.5 * random.nextDouble()));
    return numbers;
  }

  /// A random direction of some nodes together.
  static Direction random(RandomGenerator random, List<? extends Expr> nodes) {
    Map<Expr, double[]> parts = new LinkedHashMap<>();
    for (Expr x : nodes) {
      parts.put(x, random(random, (int) x.shape().size()));
    }
    return new Direction(parts);
  }

  /// The units of one node, each by itself.
  static List<Direction> units(Expr x) {
    List<Direction> units = new ArrayList<>();
    for (int i = 0; i < x.shape().size(); i++) {
      units.add(unit(x, i));
    }
    return units;
  }

  /// The other way.
  Direction opposite() {
    return scaled(-1);
  }

  Direction scaled(double factor) {
    Map<Expr, double[]> scaled = new LinkedHashMap<>();
    parts.forEach((x, v) -> scaled.put(x, Arrays.stream(v).map(d -> factor * d).toArray()));
    return new Direction(scaled);
  }

  /// The same direction with one more node moving.
  Direction and(Expr x, double[] part) {
    Map<Expr, double[]> both = new LinkedHashMap<>(parts);
    both.put(x, part);
    return new Direction(both);
  }

  /// The numbers of a node; null if it stands still.
  double @Nullable [] of(Expr x) {
    return parts.get(x);
  }
}
