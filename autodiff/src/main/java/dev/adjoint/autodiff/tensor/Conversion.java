package dev.adjoint.autodiff.tensor;

import java.util.Arrays;

/// The conversion of elements from one dtype to another.
final class Conversion {
  private Conversion() {}

  static Tensor cast(Tensor x, DType target) {
    int size = x.size();
    Object result =
        switch (target) {
          case FLOAT64 ->
              switch (x.dtype()) {
                case FLOAT32 -> widened(x.floats());
                case INT64 -> Arrays.stream(x.longs()).asDoubleStream().toArray();
                case BOOL, FLOAT64 -> {
                  double[] array = new double[size];
                  for (int i = 0; i < size; i++) {
                    array[i] = x.booleans()[i] ? 1 : 0;
                  }
                  yield array;
                }
              };
          case FLOAT32 -> {
            float[] array = new float[size];
            for (int i = 0; i < size; i++) {
              array[i] =
                  switch (x.dtype()) {
                    case FLOAT64 -> (float) x.doubles()[i];
                    case FLOAT32 -> x.floats()[i];
                    // Not by way of a double, which would round twice.
                    case INT64 -> (float) x.longs()[i];
                    case BOOL -> x.booleans()[i] ? 1 : 0;
                  };
            }
            yield array;
          }
          case INT64 -> {
            long[] array = new long[size];
            for (int i = 0; i < size; i++) {
              array[i] =
                  switch (x.dtype()) {
                    case FLOAT64 -> truncated(x, x.doubles()[i], i);
                    case FLOAT32 -> truncated(x, x.floats()[i], i);
                    case INT64 -> x.longs()[i];
                    case BOOL -> x.booleans()[i] ? 1 : 0;
                  };
            }
            yield array;
          }
          case BOOL -> {
            boolean[] array = new boolean[size];
            for (int i = 0; i < size; i++) {
              array[i] =
                  switch (x.dtype()) {
                    case FLOAT64 -> x.doubles()[i] != 0;
                    case FLOAT32 -> x.floats()[i] != 0;
                    case INT64 -> x.longs()[i] != 0;
                    case BOOL -> x.booleans()[i];
                  };
            }
            yield array;
          }
        };
    return Tensor.wrap(x.shape(), result);
  }

  static double[] widened(float[] floats) {
    double[] values = new double[floats.length];
    Arrays.setAll(values, i -> floats[i]);
    return values;
  }

  private static long truncated(Tensor x, double value, int offset) {
    if (!fitsLong(value)) {
      throw new DTypeException(
          "[cast] element "
              + Arrays.toString(x.index(offset))
              + " of "
              + x.type()
              + " is "
              + value
              + ", which has no int64 value");
    }
    return (long) value;
  }

  /// Whether truncation toward zero gives a long; no for NaN.
  static boolean fitsLong(double value) {
    return value >= -0x1p63 && value < 0x1p63;
  }
}
