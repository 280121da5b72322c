package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Where [AccuracyTest] looks: at the ends of things with their neighbours, and at random numbers,
/// most of them of random bits.
final class AccuracyPoints {
  private static final int RANDOM = Boolean.getBoolean("adjoint.thorough") ? 2000 : 100;

  /// Where formulas change, overflow, underflow or lose their digits.
  private static final double[] MAGNITUDES = {
    0,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Float.MIN_VALUE,
    Float.MIN_NORMAL,
    1e-300,
    1e-200,
    1e-154,
    1e-40,
    1e-20,
    1e-8,
    0.25,
    0.3,
    0.5,
    0.75,
    0.9999,
    1,
    1.0001,
    1.28,
    1.5,
    2,
    2.5,
    3,
    17,
    37,
    40,
    88.5,
    100,
    104,
    300,
    708.5,
    709.5,
    710,
    712,
    744.5,
    745,
    800,
    1e5,
    1e10,
    1e19,
    1e30,
    1e38,
    Float.MAX_VALUE,
    1e100,
    1e154,
    1e200,
    1e300,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY
  };

  private AccuracyPoints() {}

  /// Operands in a dtype.
  static List<double[]> of(AccuracyCase c, DType dtype) {
    List<Double> edges = new ArrayList<>(List.of(Double.NaN));
    for (double m : MAGNITUDES) {
      addWithNeighbours(edges, m, dtype);
      addWithNeighbours(edges, -m, dtype);
    }
    for (double edge : c.edges()) {
      addWithNeighbours(edges, edge, dtype);
    }
    Random random = new Random(11);
    List<Double> numbers = new ArrayList<>(edges);
    for (int i = 0; i < RANDOM; i++) {
      numbers.add(bits(random, dtype));
      numbers.add(bits(random, dtype));
      numbers.add(random.nextGaussian());
      numbers.add(random.nextDouble() * 1600 - 800);
      numbers.add(random.nextDouble());
      numbers.add(1 + random.nextGaussian() * 1e-3);
    }
    List<double[]> points =
        new ArrayList<>(
            c.operands() == 1
                ? numbers.stream().map(x -> new double[] {x}).toList()
                : pairs(edges, numbers, dtype, random));
    c.limits().keySet().forEach(at -> points.add(at.stream().mapToDouble(x -> x).toArray()));
    return points.stream()
        .map(x -> Arrays.stream(x).map(v -> dtype == DType.FLOAT32 ? (float) v : v))
        .map(x -> x.boxed().toList())
        .distinct()
        .map(x -> x.stream().mapToDouble(v -> v).toArray())
        .toList();
  }

  /// Ties, neighbours, opposites, edges with edges, edges with numbers, and numbers of like and of
  /// unlike size.
  private static List<double[]> pairs(
      List<Double> edges, List<Double> numbers, DType dtype, Random random) {
    List<double[]> pairs = new ArrayList<>();
    for (double x : edges) {
      pairs.add(new double[] {x, x});
      pairs.add(new double[] {x, -x});
      pairs.add(new double[] {x, next(x, dtype)});
      pairs.add(new double[] {x, edges.get(random.nextInt(edges.size()))});
      pairs.add(new double[] {edges.get(random.nextInt(edges.size())), x});
    }
    for (double x : numbers) {
      pairs.add(new double[] {x, numbers.get(random.nextInt(numbers.size()))});
      pairs.add(new double[] {edges.get(random.nextInt(edges.size())), x});
      pairs.add(new double[] {x * random.nextGaussian(), x});
    }
    return pairs;
  }

  private static void addWithNeighbours(List<Double> numbers, double x, DType dtype) {
    numbers.add(x);
    numbers.add(next(x, dtype));
    numbers.add(-next(-x, dtype));
  }

  /// The next larger number of the dtype.
  private static double next(double x, DType dtype) {
    return dtype == DType.FLOAT32 ? Math.nextUp((float) x) : Math.nextUp(x);
  }

  private static double bits(Random random, DType dtype) {
    return dtype == DType.FLOAT32
        ? Float.intBitsToFloat(random.nextInt())
        : Double.longBitsToDouble(random.nextLong());
  }
}
