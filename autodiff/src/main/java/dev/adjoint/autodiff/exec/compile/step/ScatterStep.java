package dev.adjoint.autodiff.exec.compile.step;

/// Rows added at indices, in their order: updates `[batch, picks, row]` and indices `[batch,
/// picks]` give `[batch, length, row]`.
public record ScatterStep(
    Site site, int batch, int length, int picks, int row, Place from, Place indices, Place to)
    implements Step {
  @Override
  public void run(Workspace w) {
    Object source = w.array(from);
    Object target = w.array(to);
    long[] index = w.longs(indices);
    Moves.clear(target, to.offset(), batch * length * row);
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < picks; i++) {
        int position = b * picks + i;
        long k = index[indices.offset() + position];
        if (k < 0 || k >= length) {
          throw site.outside(k, position, length);
        }
        int place = to.offset() + (b * length + (int) k) * row;
        add(source, from.offset() + position * row, target, place);
      }
    }
  }

  private void add(Object source, int f, Object target, int t) {
    switch (source) {
      case float[] x -> {
        float[] r = (float[]) target;
        for (int j = 0; j < row; j++) {
          r[t + j] += x[f + j];
        }
      }
      case double[] x -> {
        double[] r = (double[]) target;
        for (int j = 0; j < row; j++) {
          r[t + j] += x[f + j];
        }
      }
      case long[] x -> {
        long[] r = (long[]) target;
        for (int j = 0; j < row; j++) {
          r[t + j] += x[f + j];
        }
      }
      case boolean[] x -> {
        boolean[] r = (boolean[]) target;
        for (int j = 0; j < row; j++) {
          r[t + j] |= x[f + j];
        }
      }
      default -> throw new IllegalStateException("no tensor storage: " + source.getClass());
    }
  }

  @Override
  public String describe() {
    return "scatter of %d rows of %d".formatted(batch * picks, row);
  }
}
