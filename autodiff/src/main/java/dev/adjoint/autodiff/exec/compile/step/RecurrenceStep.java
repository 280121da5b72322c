package dev.adjoint.autodiff.exec.compile.step;

/// The linear recurrence `h[i] = a[i]·h[i−1] + b[i]` along the middle axis of dense `[outer, n,
/// inner]`, each step one fused multiply-add.
public record RecurrenceStep(
    int outer, int n, int inner, boolean reverse, Place a, Place b, Place to) implements Step {
  @Override
  public void run(Workspace w) {
    int size = outer * n * inner;
    if (size == 0) {
      return; // the offset of an empty view may lie beyond its storage
    }
    System.arraycopy(w.array(b), b.offset(), w.array(to), to.offset(), size);
    for (int o = 0; o < outer; o++) {
      int first = (o * n + (reverse ? n - 1 : 0)) * inner;
      switch (w.array(to)) {
        case float[] h -> run(w.floats(a), h, first);
        case double[] h -> run(w.doubles(a), h, first);
        case long[] h -> run(w.longs(a), h, first);
        default -> throw new IllegalStateException("no numbers: " + w.array(to).getClass());
      }
    }
  }

  private void run(float[] x, float[] h, int first) {
    int step = reverse ? -inner : inner;
    for (int i = 1; i < n; i++) {
      int row = first + i * step;
      for (int j = 0; j < inner; j++) {
        int place = to.offset() + row + j;
        h[place] = Math.fma(x[a.offset() + row + j], h[place - step], h[place]);
      }
    }
  }

  private void run(double[] x, double[] h, int first) {
    int step = reverse ? -inner : inner;
    for (int i = 1; i < n; i++) {
      int row = first + i * step;
      for (int j = 0; j < inner; j++) {
        int place = to.offset() + row + j;
        h[place] = Math.fma(x[a.offset() + row + j], h[place - step], h[place]);
      }
    }
  }

  private void run(long[] x, long[] h, int first) {
    int step = reverse ? -inner : inner;
    for (int i = 1; i < n; i++) {
      int row = first + i * step;
      for (int j = 0; j < inner; j++) {
        int place = to.offset() + row + j;
        h[place] = x[a.offset() + row + j] * h[place - step] + h[place];
      }
    }
  }

  @Override
  public String describe() {
    return "linear recurrence over %d of [%d, %d, %d]".formatted(n, outer, n, inner);
  }
}
