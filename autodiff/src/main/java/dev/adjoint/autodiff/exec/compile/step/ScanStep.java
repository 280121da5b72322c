package dev.adjoint.autodiff.exec.compile.step;

/// Running sums along the middle axis of a dense `[outer, n, inner]`.
public record ScanStep(int outer, int n, int inner, boolean reverse, Place from, Place to)
    implements Step {
  @Override
  public void run(Workspace w) {
    Object source = w.array(from);
    Object target = w.array(to);
    int size = outer * n * inner;
    if (size == 0) {
      return; // the offset of an empty view may lie beyond its storage
    }
    System.arraycopy(source, from.offset(), target, to.offset(), size);
    for (int o = 0; o < outer; o++) {
      for (int i = 1; i < n; i++) {
        int row = reverse ? n - 1 - i : i;
        int place = to.offset() + (o * n + row) * inner;
        int before = reverse ? place + inner : place - inner;
        add(target, before, place);
      }
    }
  }

  private void add(Object array, int before, int place) {
    switch (array) {
      case float[] r -> {
        for (int j = 0; j < inner; j++) {
          r[place + j] = r[before + j] + r[place + j];
        }
      }
      case double[] r -> {
        for (int j = 0; j < inner; j++) {
          r[place + j] = r[before + j] + r[place + j];
        }
      }
      case long[] r -> {
        for (int j = 0; j < inner; j++) {
          r[place + j] = r[before + j] + r[place + j];
        }
      }
      default -> throw new IllegalStateException("no numbers: " + array.getClass());
    }
  }

  @Override
  public String describe() {
    return "running sums over %d of [%d, %d, %d]".formatted(n, outer, n, inner);
  }
}
