package dev.adjoint.autodiff.tensor;

import dev.adjoint.autodiff.tensor.internal.Threefry;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/// Tensors whose elements follow from a rule: constant, evenly spaced, random.
final class Generation {
  /// The second counter word, which keeps uniform and normal draws apart.
  private static final long UNIFORM_STREAM = 0;

  private static final long NORMAL_STREAM = 1;

  private Generation() {}

  static Tensor full(TensorType type, double value) {
    int size = Tensor.arraySize(type.shape());
    Object data =
        switch (type.dtype()) {
          case FLOAT64 -> {
            double[] array = new double[size];
            Arrays.fill(array, value);
            yield array;
          }
          case FLOAT32 -> {
            float[] array = new float[size];
            Arrays.fill(array, (float) value);
            yield array;
          }
          case INT64 -> {
            if (value != Math.rint(value) || !Conversion.fitsLong(value)) {
              throw new DTypeException(
                  "[full] " + value + " is not an int64 value: cast to a floating dtype first");
            }
            long[] array = new long[size];
            Arrays.fill(array, (long) value);
            yield array;
          }
          case BOOL -> {
            if (value != 0 && value != 1) {
              throw new DTypeException("[full] bool is filled with 0 or 1, got " + value);
            }
            boolean[] array = new boolean[size];
            Arrays.fill(array, value == 1);
            yield array;
          }
        };
    return Tensor.wrap(type.shape(), data);
  }

  static Tensor range(long start, long end, long step) {
    if (step == 0) {
      throw new AdjointException("[range] the step must not be 0");
    }
    long count = 0;
    // The distance and -step may exceed a long, but not an unsigned one.
    if (step > 0 && start < end) {
      count = Long.divideUnsigned(end - 1 - start, step) + 1;
    } else if (step < 0 && start > end) {
      count = Long.divideUnsigned(start - 1 - end, -step) + 1;
    }
    if (Long.compareUnsigned(count, Integer.MAX_VALUE) > 0) {
      throw new ShapeException(
          "[range] "
              + start
              + " to "
              + end
              + " by "
              + step
              + " has "
              + Long.toUnsignedString(count)
              + " elements, more than an axis can have");
    }
    return longs(Shape.of((int) count), i -> start + i * step);
  }

  static Tensor linspace(double from, double to, int count) {
    if (!Double.isFinite(from) || !Double.isFinite(to)) {
      throw new AdjointException("[linspace] ends must be finite, got " + from + " and " + to);
    }
    if (count < 0) {
      throw new ShapeException("[linspace] count must not be negative, got " + count);
    }
    int last = count - 1;
    double span = to - from;
    return doubles(
        Shape.of(count),
        i -> {
          if (i == 0 || i == last) {
            return i == 0 ? from : to;
          }
          double fraction = (double) i / last;
          // Where the span overflows, at half the scale.
          return Double.isFinite(span)
              ? from + span * fraction
              : 2 * (from / 2 + (to / 2 - from / 2) * fraction);
        });
  }

  static Tensor uniform(Shape shape, long seed) {
    return doubles(shape, i -> Threefry.unit(Threefry.first(seed, 0, i, UNIFORM_STREAM)));
  }

  static Tensor normal(Shape shape, long seed) {
    return doubles(
        shape,
        i -> {
          // In (0, 1], so that the logarithm is finite.
          double u = 1 - Threefry.unit(Threefry.first(seed, 0, i, NORMAL_STREAM));
          double v = Threefry.unit(Threefry.second(seed, 0, i, NORMAL_STREAM));
          return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
        });
  }

  private static Tensor doubles(Shape shape, IntToDoubleFunction element) {
    double[] values = new double[Tensor.arraySize(shape)];
    Arrays.setAll(values, element);
    return Tensor.wrap(shape, values);
  }

  private static Tensor longs(Shape shape, IntToLongFunction element) {
    long[] values = new long[Tensor.arraySize(shape)];
    Arrays.setAll(values, element);
    return Tensor.wrap(shape, values);
  }
}
