package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Simpler tensors than a given one: fewer axes, shorter axes, rounder values.
final class Simpler {
  private Simpler() {}

  /// Simpler tensors of the same dtype, the simplest first.
  static Stream<Tensor> than(Tensor tensor) {
    return Stream.concat(smaller(tensor), rounder(tensor));
  }

  /// Without an axis, or with one of length 1 or one less.
  private static Stream<Tensor> smaller(Tensor tensor) {
    Shape shape = tensor.shape();
    return IntStream.range(0, shape.rank())
        .boxed()
        .flatMap(
            axis -> {
              List<Shape> shapes = new ArrayList<>();
              shapes.add(shape.without(Set.of(axis)));
              if (shape.size(axis) > 1) {
                shapes.add(resized(shape, axis, 1));
                shapes.add(resized(shape, axis, shape.size(axis) - 1));
              }
              return shapes.stream();
            })
        .map(smaller -> beginning(tensor, smaller));
  }

  private static Shape resized(Shape shape, int axis, int size) {
    int[] sizes = shape.sizes().clone();
    sizes[axis] = size;
    return Shape.of(sizes);
  }

  /// The first elements in another shape; zeros if there are too few.
  private static Tensor beginning(Tensor tensor, Shape shape) {
    double[] from = numbers(tensor);
    double[] to = new double[(int) shape.size()];
    System.arraycopy(from, 0, to, 0, Math.min(from.length, to.length));
    return like(tensor, shape, to);
  }

  /// Of the same shape: all 1, all 0, then one element after the other.
  static Stream<Tensor> rounder(Tensor tensor) {
    double[] values = numbers(tensor);
    Stream<double[]> whole =
        values.length < 2 ? Stream.of() : Stream.of(filled(values, 1), filled(values, 0));
    Stream<double[]> single =
        IntStream.range(0, values.length)
            .boxed()
            .flatMap(i -> rounder(values[i]).map(v -> with(values, i, v)));
    return Stream.concat(whole, single)
        .filter(v -> weight(v) < weight(values))
        .map(v -> like(tensor, tensor.shape(), v));
  }

  private static Stream<Double> rounder(double x) {
    Stream<Double> simple = Stream.of(1.0, 0.0, 2.0, -1.0);
    if (!Double.isFinite(x)) {
      return simple;
    }
    BigDecimal exact = new BigDecimal(x);
    return Stream.concat(
        simple,
        IntStream.of(1, 2, 3, 6)
            .mapToObj(digits -> exact.round(new MathContext(digits)).doubleValue()));
  }

  /// How long the numbers are to write and read.
  private static int weight(double[] values) {
    int weight = 0;
    for (double x : values) {
      weight += x == 1 ? 0 : x == 0 ? 1 : Double.toString(x).length();
    }
    return weight;
  }

  private static double[] filled(double[] values, double x) {
    double[] filled = new double[values.length];
    Arrays.fill(filled, x);
    return filled;
  }

  private static double[] with(double[] values, int i, double x) {
    double[] copy = values.clone();
    copy[i] = x;
    return copy;
  }

  private static double[] numbers(Tensor tensor) {
    return tensor.cast(DType.FLOAT64).toDoubleArray();
  }

  private static Tensor like(Tensor tensor, Shape shape, double[] values) {
    return tensor.dtype() == DType.INT64
        ? Tensor.of(shape, Arrays.stream(values).mapToLong(x -> (long) x).toArray())
        : Tensor.of(shape, values).cast(tensor.dtype());
  }
}
