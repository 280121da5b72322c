package dev.adjoint.autodiff.exec.compile.step;

/// The middle axis of a dense `[outer, n, inner]` sorted, stable, by a bottom-up merge of integer
/// keys that have the order of the elements; gives the elements or where they stood.
public record OrderStep(
    int outer, int n, int inner, boolean descending, boolean indices, Place from, Place to)
    implements Step {
  /// Keys and positions, each twice: merges go back and forth.
  static final int KEYS = 4;

  @Override
  public void run(Workspace w) {
    for (int o = 0; o < outer; o++) {
      for (int j = 0; j < inner; j++) {
        int row = o * n * inner + j;
        long[] sorted = sort(w, row);
        for (int i = 0; i < n; i++) {
          int place = to.offset() + row + i * inner;
          if (indices) {
            w.longs(to)[place] = sorted[i];
          } else {
            int source = from.offset() + row + (int) sorted[i] * inner;
            System.arraycopy(w.array(from), source, w.array(to), place, 1);
          }
        }
      }
    }
  }

  /// The positions along the axis in the order of their elements.
  private long[] sort(Workspace w, int row) {
    long[] keys = w.keys(0, n);
    long[] positions = w.keys(1, n);
    long[] nextKeys = w.keys(2, n);
    long[] nextPositions = w.keys(3, n);
    Object source = w.array(from);
    for (int i = 0; i < n; i++) {
      keys[i] = key(source, from.offset() + row + i * inner);
      positions[i] = i;
    }
    for (int width = 1; width < n; width *= 2) {
      for (int start = 0; start < n; start += 2 * width) {
        int middle = Math.min(start + width, n);
        int end = Math.min(start + 2 * width, n);
        int a = start;
        int b = middle;
        for (int i = start; i < end; i++) {
          int taken = a < middle && (b == end || keys[a] <= keys[b]) ? a++ : b++;
          nextKeys[i] = keys[taken];
          nextPositions[i] = positions[taken];
        }
      }
      long[] spare = keys;
      keys = nextKeys;
      nextKeys = spare;
      spare = positions;
      positions = nextPositions;
      nextPositions = spare;
    }
    return positions;
  }

  /// An integer with the order of the elements, the largest for NaN.
  private long key(Object source, int place) {
    return switch (source) {
      case float[] x -> key(x[place]);
      case double[] x -> key(x[place]);
      case long[] x -> directed(x[place]);
      default -> throw new IllegalStateException("no numbers: " + source.getClass());
    };
  }

  private long key(double x) {
    if (Double.isNaN(x)) {
      return Long.MAX_VALUE;
    }
    long bits = Double.doubleToRawLongBits(x + 0.0); // −0 becomes 0
    return directed(bits ^ ((bits >> 63) & Long.MAX_VALUE));
  }

  private long directed(long ascending) {
    return descending ? ~ascending : ascending;
  }

  @Override
  public String describe() {
    return "%s of %d of [%d, %d, %d]"
        .formatted(indices ? "sorting positions" : "sort", n, outer, n, inner);
  }
}
