package dev.adjoint.autodiff.tensor;

/// How far two results lie apart, in units in the last place: the number of steps from one
/// representable value to the next between them. Adjacent numbers are 1 apart, +0 and -0 are 0
/// apart, and infinity is one step beyond the largest finite number.
///
/// A NaN is 0 from another NaN and `Long.MAX_VALUE` from every number. Distances that do not fit in
/// a long are `Long.MAX_VALUE` too.
public final class Ulp {
  private Ulp() {}

  /// The distance between two doubles.
  public static long distance(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.isNaN(a) == Double.isNaN(b) ? 0 : Long.MAX_VALUE;
    }
    return difference(ordered(a), ordered(b));
  }

  /// The distance between two floats.
  public static long distance(float a, float b) {
    if (Float.isNaN(a) || Float.isNaN(b)) {
      return Float.isNaN(a) == Float.isNaN(b) ? 0 : Long.MAX_VALUE;
    }
    return difference(ordered(a), ordered(b));
  }

  /// The largest distance between corresponding elements, 0 if there are none. Integers differ by
  /// their difference, truth values by 1.
  public static long maxDistance(Tensor a, Tensor b) {
    if (a.dtype() != b.dtype()) {
      throw new DTypeException(
          "[ulp] element types must be equal, got " + a.type() + " and " + b.type());
    }
    if (!a.shape().sameSizes(b.shape())) {
      throw new ShapeException("[ulp] sizes must be equal, got " + a.type() + " and " + b.type());
    }
    long max = 0;
    for (int i = 0; i < a.size(); i++) {
      long distance =
          switch (a.dtype()) {
            case FLOAT64 -> distance(a.doubles()[i], b.doubles()[i]);
            case FLOAT32 -> distance(a.floats()[i], b.floats()[i]);
            case INT64 -> difference(a.longs()[i], b.longs()[i]);
            case BOOL -> a.booleans()[i] == b.booleans()[i] ? 0 : 1;
          };
      max = Math.max(max, distance);
    }
    return max;
  }

  /// Maps doubles to longs such that order is kept and neighbours are 1 apart.
  private static long ordered(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return bits >= 0 ? bits : Long.MIN_VALUE - bits;
  }

  private static long ordered(float x) {
    int bits = Float.floatToRawIntBits(x);
    return bits >= 0 ? bits : Integer.MIN_VALUE - bits;
  }

  private static long difference(long a, long b) {
    long difference = Math.max(a, b) - Math.min(a, b);
    return difference < 0 ? Long.MAX_VALUE : difference;
  }
}
