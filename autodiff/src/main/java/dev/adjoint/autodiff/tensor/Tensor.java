package dev.adjoint.autodiff.tensor;

import dev.adjoint.autodiff.tensor.internal.TensorAccess;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An immutable array of numbers or truth values with any number of axes, in row-major order.
///
/// Factories copy the arrays they are given, and accessors copy what they hand out. Any axis may
/// have length 0. Element types never change silently: reading a wider type than the tensor holds
/// is allowed where no value can be lost, everything else asks for a [#cast].
///
/// ```java
/// Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
/// x.type();          // float64[2, 2]
/// x.doubleAt(1, 0);  // 3.0
/// ```
public final class Tensor {
  static {
    TensorAccess.install(
        new TensorAccess.Bridge() {
          @Override
          public Object array(Tensor tensor) {
            return tensor.data;
          }

          @Override
          public Tensor wrap(Shape shape, Object primitiveArray) {
            return new Tensor(shape, primitiveArray);
          }
        });
  }

  private final TensorType type;

  /// A float[], double[], boolean[] or long[], as the element type says; its length is the size.
  private final Object data;

  private Tensor(Shape shape, Object data) {
    DType dtype =
        switch (data) {
          case double[] _ -> DType.FLOAT64;
          case float[] _ -> DType.FLOAT32;
          case long[] _ -> DType.INT64;
          case boolean[] _ -> DType.BOOL;
          default ->
              throw new DTypeException(
                  "[tensor] storage must be a float[], double[], boolean[] or long[], got "
                      + data.getClass().getTypeName());
        };
    if (shape.size() != Array.getLength(data)) {
      throw new ShapeException(
          "[tensor] shape "
              + shape
              + " has "
              + shape.size()
              + " elements, got "
              + Array.getLength(data)
              + " values");
    }
    this.type = new TensorType(dtype, shape);
    this.data = data;
  }

  /// A FLOAT64 tensor without axes.
  public static Tensor scalar(double value) {
    return new Tensor(Shape.scalar(), new double[] {value});
  }

  /// A FLOAT32 tensor without axes.
  public static Tensor scalar(float value) {
    return new Tensor(Shape.scalar(), new float[] {value});
  }

  /// An INT64 tensor without axes.
  public static Tensor scalar(long value) {
    return new Tensor(Shape.scalar(), new long[] {value});
  }

  /// A BOOL tensor without axes.
  public static Tensor scalar(boolean value) {
    return new Tensor(Shape.scalar(), new boolean[] {value});
  }

  /// A FLOAT64 tensor with one axis.
  public static Tensor of(double... values) {
    return of(Shape.of(values.length), values);
  }

  /// A FLOAT32 tensor with one axis.
  public static Tensor of(float... values) {
    return of(Shape.of(values.length), values);
  }

  /// An INT64 tensor with one axis.
  public static Tensor of(long... values) {
    return of(Shape.of(values.length), values);
  }

  /// A BOOL tensor with one axis.
  public static Tensor of(boolean... values) {
    return of(Shape.of(values.length), values);
  }

  /// A FLOAT64 tensor with two axes, of rows of one length.
  public static Tensor of(double[][] rows) {
    return ofNested(rows);
  }

  /// A FLOAT32 tensor with two axes, of rows of one length.
  public static Tensor of(float[][] rows) {
    return ofNested(rows);
  }

  /// An INT64 tensor with two axes, of rows of one length.
  public static Tensor of(long[][] rows) {
    return ofNested(rows);
  }

  /// A BOOL tensor with two axes, of rows of one length.
  public static Tensor of(boolean[][] rows) {
    return ofNested(rows);
  }

  /// A FLOAT64 tensor of these values in row-major order.
  public static Tensor of(Shape shape, double... values) {
    return new Tensor(shape, values.clone());
  }

  /// A FLOAT32 tensor of these values in row-major order.
  public static Tensor of(Shape shape, float... values) {
    return new Tensor(shape, values.clone());
  }

  /// An INT64 tensor of these values in row-major order.
  public static Tensor of(Shape shape, long... values) {
    return new Tensor(shape, values.clone());
  }

  /// A BOOL tensor of these values in row-major order.
  public static Tensor of(Shape shape, boolean... values) {
    return new Tensor(shape, values.clone());
  }

  /// A tensor of nested arrays, such as a `double[][][]`, whose innermost elements are float,
  /// double, boolean or long. All arrays of one level must have one length. Below an empty array
  /// every length is 0. A boxed value gives a tensor without axes, the inverse of [#toNested].
  public static Tensor ofNested(Object nestedPrimitiveArray) {
    return NestedArrays.toTensor(nestedPrimitiveArray);
  }

  /// A tensor that holds one value throughout. The value must be one of the element type: a whole
  /// number for INT64, 0 or 1 for BOOL; FLOAT32 rounds it.
  public static Tensor full(TensorType type, double value) {
    return Generation.full(type, value);
  }

  /// A tensor of zeros; of false for BOOL.
  public static Tensor zeros(TensorType type) {
    return full(type, 0);
  }

  /// A tensor of ones; of true for BOOL.
  public static Tensor ones(TensorType type) {
    return full(type, 1);
  }

  /// The integers from 0 to `end`, exclusive, as INT64.
  public static Tensor range(long end) {
    return range(0, end, 1);
  }

  /// The integers `start`, `start + step`, … before `end`, as INT64. The step may be negative, not
  /// 0.
  public static Tensor range(long start, long end, long step) {
    return Generation.range(start, end, step);
  }

  /// FLOAT64 numbers in equal steps, `count` of them, from `from` to `to`, both included. Both must
  /// be finite. One number alone is `from`.
  public static Tensor linspace(double from, double to, int count) {
    return Generation.linspace(from, to, count);
  }

  /// Pseudo-random FLOAT64 numbers, uniform in [0, 1) in steps of 2^-53. Equal seed and sizes give
  /// equal numbers, on every machine.
  public static Tensor uniform(Shape shape, long seed) {
    return Generation.uniform(shape, seed);
  }

  /// Pseudo-random FLOAT64 numbers, normal with mean 0 and variance 1. Equal seed and sizes give
  /// equal numbers, on every machine.
  ///
  /// Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
  public static Tensor normal(Shape shape, long seed) {
    return Generation.normal(shape, seed);
  }

  /// The element type.
  public DType dtype() {
    return type.dtype();
  }

  /// The lengths of the axes.
  public Shape shape() {
    return type.shape();
  }

  /// The element type and the shape.
  public TensorType type() {
    return type;
  }

  /// The number of axes.
  public int rank() {
    return type.rank();
  }

  /// The number of elements.
  public int size() {
    return (int) type.shape().size();
  }

  /// One element of a floating tensor, or of an INT64 one if a double holds it exactly.
  public double doubleAt(int... index) {
    return doubleAtOffset("doubleAt", offset(index));
  }

  /// One element of an INT64 tensor.
  public long longAt(int... index) {
    requireDType("longAt", DType.INT64);
    return longs()[offset(index)];
  }

  /// One element of a BOOL tensor.
  public boolean booleanAt(int... index) {
    requireDType("booleanAt", DType.BOOL);
    return booleans()[offset(index)];
  }

  /// The only element, as [#doubleAt] reads it.
  public double item() {
    if (size() != 1) {
      throw new ShapeException("[item] expected one element, got shape " + shape());
    }
    return doubleAtOffset("item", 0);
  }

  /// The elements of a floating tensor in row-major order, as a new array.
  public double[] toDoubleArray() {
    if (dtype() == DType.FLOAT32) {
      return Conversion.widened(floats());
    }
    requireDType("toDoubleArray", DType.FLOAT64);
    return doubles().clone();
  }

  /// The elements of a FLOAT32 tensor in row-major order, as a new array.
  public float[] toFloatArray() {
    requireDType("toFloatArray", DType.FLOAT32);
    return floats().clone();
  }

  /// The elements of an INT64 tensor in row-major order, as a new array.
  public long[] toLongArray() {
    requireDType("toLongArray", DType.INT64);
    return longs().clone();
  }

  /// The elements of a BOOL tensor in row-major order, as a new array.
  public boolean[] toBooleanArray() {
    requireDType("toBooleanArray", DType.BOOL);
    return booleans().clone();
  }

  /// The rows of a floating tensor with two axes, as new arrays.
  public double[][] toMatrix() {
    if (rank() != 2) {
      throw new ShapeException("[toMatrix] expected 2 axes, got shape " + shape());
    }
    if (dtype() != DType.FLOAT32) {
      requireDType("toMatrix", DType.FLOAT64);
    }
    double[] flat = toDoubleArray();
    int columns = shape().size(1);
    double[][] rows = new double[shape().size(0)][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(flat, row * columns, (row + 1) * columns);
    }
    return rows;
  }

  /// The elements as new nested arrays, such as a `double[][][]`; without axes, as a boxed value.
  public Object toNested() {
    return NestedArrays.toArrays(this);
  }

  /// This tensor with its elements converted. To FLOAT32, and from INT64, values are rounded to the
  /// nearest; to INT64, they are truncated toward zero and must then fit; to BOOL, all but zero is
  /// true; from BOOL, true is 1.
  public Tensor cast(DType target) {
    return target == dtype() ? this : Conversion.cast(this, target);
  }

  /// The same elements in row-major order under another shape of the same size.
  public Tensor reshape(Shape target) {
    if (target.size() != shape().size()) {
      throw new ShapeException(
          "[reshape] sizes must be equal: "
              + shape()
              + " has "
              + shape().size()
              + " elements, "
              + target
              + " has "
              + target.size());
    }
    return new Tensor(target, data);
  }

  /// Whether any element is infinite or NaN.
  public boolean hasNonFinite() {
    return anyFloating(x -> !Double.isFinite(x));
  }

  /// Whether any element is NaN; never for INT64 and BOOL.
  public boolean hasNaN() {
    return anyFloating(Double::isNaN);
  }

  private boolean anyFloating(DoublePredicate test) {
    return switch (dtype()) {
      case FLOAT64 -> Arrays.stream(doubles()).anyMatch(test);
      case FLOAT32 -> IntStream.range(0, size()).anyMatch(i -> test.test(floats()[i]));
      case INT64, BOOL -> false;
    };
  }

  /// Whether the other is a tensor of the same element type, sizes and values. As for
  /// [Double#equals], NaN equals NaN, and 0.0 does not equal -0.0. Axis names do not count.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Tensor other
        && dtype() == other.dtype()
        && shape().sameSizes(other.shape())
        && switch (dtype()) {
          case FLOAT64 -> Arrays.equals(doubles(), other.doubles());
          case FLOAT32 -> Arrays.equals(floats(), other.floats());
          case INT64 -> Arrays.equals(longs(), other.longs());
          case BOOL -> Arrays.equals(booleans(), other.booleans());
        };
  }

  @Override
  public int hashCode() {
    int values =
        switch (dtype()) {
          case FLOAT64 -> Arrays.hashCode(doubles());
          case FLOAT32 -> Arrays.hashCode(floats());
          case INT64 -> Arrays.hashCode(longs());
          case BOOL -> Arrays.hashCode(booleans());
        };
    return 31 * Arrays.hashCode(shape().sizes()) + values;
  }

  /// The type and the elements, aligned in columns. Of a large tensor only the first and last few
  /// elements along each axis are shown.
  @Override
  public String toString() {
    return TensorText.of(this);
  }

  /// The storage of a FLOAT64 tensor, not copied.
  double[] doubles() {
    return (double[]) data;
  }

  /// The storage of a FLOAT32 tensor, not copied.
  float[] floats() {
    return (float[]) data;
  }

  /// The storage of an INT64 tensor, not copied.
  long[] longs() {
    return (long[]) data;
  }

  /// The storage of a BOOL tensor, not copied.
  boolean[] booleans() {
    return (boolean[]) data;
  }

  /// The storage, not copied.
  Object data() {
    return data;
  }

  /// A tensor over this storage, not copied.
  static Tensor wrap(Shape shape, Object primitiveArray) {
    return new Tensor(shape, primitiveArray);
  }

  /// The size of a shape as an array length.
  static int arraySize(Shape shape) {
    if (shape.size() > Integer.MAX_VALUE - 8) { // what the JVM can allocate
      throw new ShapeException(
          "[tensor] shape "
              + shape
              + " has "
              + shape.size()
              + " elements, more than a tensor can hold");
    }
    return (int) shape.size();
  }

  private double doubleAtOffset(String operation, int offset) {
    return switch (dtype()) {
      case FLOAT64 -> doubles()[offset];
      case FLOAT32 -> floats()[offset];
      case INT64 -> {
        long value = longs()[offset];
        double rounded = value;
        if (!Conversion.fitsLong(rounded) || (long) rounded != value) {
          throw new DTypeException(
              "[" + operation + "] no double equals " + value + ": cast first, or read it as long");
        }
        yield rounded;
      }
      case BOOL -> throw needsCast(operation, DType.FLOAT64);
    };
  }

  private int offset(int... index) {
    if (index.length != rank()) {
      throw new ShapeException(
          "[tensor] index "
              + Arrays.toString(index)
              + " must have "
              + rank()
              + " numbers, one for each axis of shape "
              + shape());
    }
    int offset = 0;
    for (int axis = 0; axis < index.length; axis++) {
      int length = shape().size(axis);
      if (index[axis] < 0 || index[axis] >= length) {
        throw new ShapeException(
            "[tensor] index "
                + Arrays.toString(index)
                + " is out of bounds for shape "
                + shape()
                + " on axis "
                + axis);
      }
      offset = offset * length + index[axis];
    }
    return offset;
  }

  int[] index(int offset) {
    int[] index = new int[rank()];
    int rest = offset;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape().size(axis);
      rest /= shape().size(axis);
    }
    return index;
  }

  private void requireDType(String operation, DType expected) {
    if (dtype() != expected) {
      throw needsCast(operation, expected);
    }
  }

  private DTypeException needsCast(String operation, DType expected) {
    return new DTypeException(
        "[" + operation + "] expected " + expected + ", got " + type + ": cast first");
  }
}
