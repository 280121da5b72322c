package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.tensor.DType;

/// One element of a dtype, by its bits: the raw bits of a number, 0 or 1 for BOOL.
record Literal(DType dtype, long bits) {
  static Literal of(DType dtype, double value) {
    return switch (dtype) {
      case FLOAT32 -> new Literal(dtype, Float.floatToRawIntBits((float) value));
      case FLOAT64 -> new Literal(dtype, Double.doubleToRawLongBits(value));
      case INT64, BOOL -> throw new IllegalStateException(dtype + " is not floating");
    };
  }

  /// Writes the element to an array of its dtype.
  void write(Object array, int place) {
    switch (dtype) {
      case FLOAT32 -> ((float[]) array)[place] = Float.intBitsToFloat((int) bits);
      case FLOAT64 -> ((double[]) array)[place] = Double.longBitsToDouble(bits);
      case INT64 -> ((long[]) array)[place] = bits;
      case BOOL -> ((boolean[]) array)[place] = bits != 0;
    }
  }
}
