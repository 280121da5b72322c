package dev.adjoint.autodiff.tensor;

import java.lang.reflect.Array;

/// The text of a tensor, in NumPy's layout: rows are lines, columns are aligned to the right, and
/// what exceeds the limits below is shortened to `...`.
final class TensorText {
  /// The number of elements beyond which only the edges are shown.
  private static final int MAX_ELEMENTS = 1000;

  /// The number of elements shown at each end of a shortened axis.
  private static final int EDGE = 3;

  /// The number of axes beyond which no elements are shown.
  private static final int MAX_RANK = 32;

  private static final int MAX_COLUMNS = 100;

  private static final String GAP = "...";

  private final Object data;
  private final int[] sizes;
  private final long[] strides;

  /// How many elements are shown at each end of an axis longer than twice that.
  private final int edge;

  /// The width to which elements are padded.
  private int width;

  private final StringBuilder text = new StringBuilder();

  private TensorText(Tensor tensor, int edge) {
    this.data = tensor.data();
    this.sizes = tensor.shape().sizes();
    this.strides = tensor.shape().strides();
    this.edge = edge;
  }

  static String of(Tensor tensor) {
    String type = tensor.type().toString();
    if (tensor.size() == 0) {
      return type + " []";
    }
    int edge = tensor.size() <= MAX_ELEMENTS ? Integer.MAX_VALUE / 2 : EDGE;
    while (edge > 0 && shown(tensor.shape(), edge) > MAX_ELEMENTS) {
      edge = edge > EDGE ? EDGE : edge - 1;
    }
    if (edge == 0 || tensor.rank() > MAX_RANK) {
      return type + " ...";
    }
    String elements = new TensorText(tensor, edge).elements();
    boolean oneLine =
        elements.indexOf('\n') < 0 && type.length() + 1 + elements.length() <= MAX_COLUMNS;
    return type + (oneLine ? " " : "\n") + elements;
  }

  private static long shown(Shape shape, int edge) {
    long shown = 1;
    for (int axis = 0; axis < shape.rank() && shown <= MAX_ELEMENTS; axis++) {
      shown *= Math.min(shape.size(axis), 2L * edge);
    }
    return shown;
  }

  private String elements() {
    if (sizes.length >= 2) {
      measure(0, 0);
    }
    write(0, 0, 0);
    return text.toString();
  }

  /// Finds the greatest width of the elements shown below an axis.
  private void measure(int axis, long offset) {
    if (axis == sizes.length) {
      width = Math.max(width, element(offset).length());
      return;
    }
    for (int i = 0; i < sizes[axis]; i = next(axis, i)) {
      measure(axis + 1, offset + i * strides[axis]);
    }
  }

  /// Writes the elements below an axis; `column` is where the text's current line stands.
  private int write(int axis, long offset, int column) {
    if (axis == sizes.length) {
      String element = element(offset);
      text.repeat(' ', Math.max(0, width - element.length())).append(element);
      return column + Math.max(width, element.length());
    }
    boolean row = axis == sizes.length - 1;
    text.append('[');
    int at = column + 1;
    for (int i = 0; i < sizes[axis]; i = next(axis, i)) {
      if (i > 0) {
        if (i == sizes[axis] - edge && sizes[axis] > 2L * edge) {
          at = separate(axis, row, at, GAP.length()) + GAP.length();
          text.append(GAP);
        }
        at = separate(axis, row, at, row ? widthAt(offset + i * strides[axis]) : 0);
      }
      at = write(axis + 1, offset + i * strides[axis], at);
    }
    text.append(']');
    return at + 1;
  }

  /// Writes what stands between two items of an axis, and returns the column.
  private int separate(int axis, boolean row, int column, int needed) {
    text.append(',');
    // Room for the item, a comma or the closing brackets.
    if (row && column + 2 + needed + sizes.length <= MAX_COLUMNS) {
      text.append(' ');
      return column + 2;
    }
    text.append(row || axis == sizes.length - 2 ? "\n" : "\n\n").repeat(' ', axis + 1);
    return axis + 1;
  }

  private int widthAt(long offset) {
    return Math.max(width, element(offset).length());
  }

  /// The item shown after this one.
  private int next(int axis, int i) {
    boolean shortened = sizes[axis] > 2L * edge;
    return shortened && i == edge - 1 ? sizes[axis] - edge : i + 1;
  }

  private String element(long offset) {
    return Array.get(data, (int) offset).toString();
  }
}
