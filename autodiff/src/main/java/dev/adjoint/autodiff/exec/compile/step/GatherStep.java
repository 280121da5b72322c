package dev.adjoint.autodiff.exec.compile.step;

/// Rows picked by indices: `[batch, length, row]` and `[batch, picks]` give `[batch, picks, row]`.
public record GatherStep(
    Site site, int batch, int length, int picks, int row, Place from, Place indices, Place to)
    implements Step {
  @Override
  public void run(Workspace w) {
    Object source = w.array(from);
    Object target = w.array(to);
    long[] index = w.longs(indices);
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < picks; i++) {
        int position = b * picks + i;
        long k = index[indices.offset() + position];
        if (k < 0 || k >= length) {
          throw site.outside(k, position, length);
        }
        System.arraycopy(
            source,
            from.offset() + (b * length + (int) k) * row,
            target,
            to.offset() + position * row,
            row);
      }
    }
  }

  @Override
  public String describe() {
    return "gather of %d rows of %d".formatted(batch * picks, row);
  }
}
