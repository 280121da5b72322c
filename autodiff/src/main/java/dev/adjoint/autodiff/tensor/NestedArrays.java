package dev.adjoint.autodiff.tensor;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The conversion between tensors and Java's arrays of arrays.
final class NestedArrays {
  /// The JVM's limit on the dimensions of an array type.
  private static final int MAX_RANK = 255;

  private NestedArrays() {}

  static Tensor toTensor(Object nested) {
    return switch (nested) {
      case Double value -> Tensor.scalar(value.doubleValue());
      case Float value -> Tensor.scalar(value.floatValue());
      case Long value -> Tensor.scalar(value.longValue());
      case Boolean value -> Tensor.scalar(value.booleanValue());
      default -> arrayToTensor(nested);
    };
  }

  static Object toArrays(Tensor tensor) {
    if (tensor.rank() == 0) {
      return Array.get(tensor.data(), 0);
    }
    if (tensor.rank() > MAX_RANK) {
      throw new ShapeException(
          "[toNested] Java arrays nest at most " + MAX_RANK + " deep, got rank " + tensor.rank());
    }
    Object nested =
        Array.newInstance(tensor.data().getClass().componentType(), tensor.shape().sizes());
    gather(tensor.data(), nested, 0);
    return nested;
  }

  private static Tensor arrayToTensor(Object nested) {
    Class<?> element = nested.getClass();
    int rank = 0;
    for (Class<?> inner = element; inner != null; inner = inner.componentType()) {
      element = inner;
      rank++;
    }
    rank--;
    boolean supported =
        element == double.class
            || element == float.class
            || element == long.class
            || element == boolean.class;
    if (rank == 0 || !supported) {
      throw new DTypeException(
          "[ofNested] expected nested arrays of float, double, boolean or long, got "
              + nested.getClass().getTypeName());
    }
    int[] sizes = new int[rank];
    Object first = nested;
    for (int axis = 0; axis < rank && first != null; axis++) {
      sizes[axis] = Array.getLength(first);
      first = axis + 1 < rank && sizes[axis] > 0 ? Array.get(first, 0) : null;
    }
    check(nested, sizes, List.of());
    Shape shape = Shape.of(sizes);
    Object flat = Array.newInstance(element, Tensor.arraySize(shape));
    scatter(nested, flat, 0);
    return Tensor.wrap(shape, flat);
  }

  private static void check(@Nullable Object array, int[] sizes, List<Integer> index) {
    if (array == null) {
      throw new ShapeException("[ofNested] the array at index " + index + " is null");
    }
    int axis = index.size();
    int length = Array.getLength(array);
    if (length != sizes[axis]) {
      int[] first = new int[axis];
      throw new ShapeException(
          "[ofNested] arrays must not be ragged: index "
              + Arrays.toString(first)
              + " has length "
              + sizes[axis]
              + ", index "
              + index
              + " has length "
              + length);
    }
    if (axis + 1 < sizes.length) {
      for (int i = 0; i < length; i++) {
        List<Integer> inner = new ArrayList<>(index);
        inner.add(i);
        check(Array.get(array, i), sizes, inner);
      }
    }
  }

  /// Copies nested arrays into a flat one, from `start`, and returns the end.
  private static int scatter(Object nested, Object flat, int start) {
    if (nested instanceof Object[] inner) {
      int end = start;
      for (Object array : inner) {
        end = scatter(array, flat, end);
      }
      return end;
    }
    int length = Array.getLength(nested);
    System.arraycopy(nested, 0, flat, start, length);
    return start + length;
  }

  /// Fills nested arrays from a flat one, from `start`, and returns the end.
  private static int gather(Object flat, Object nested, int start) {
    if (nested instanceof Object[] inner) {
      int end = start;
      for (Object array : inner) {
        end = gather(flat, array, end);
      }
      return end;
    }
    int length = Array.getLength(nested);
    System.arraycopy(flat, start, nested, 0, length);
    return start + length;
  }
}
