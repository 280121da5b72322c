package dev.adjoint.autodiff.exec.compile.step;

/// The lower Cholesky factors of the symmetric parts of matrices `[batch, n, n]`.
public record CholeskyStep(int batch, int n, Matrices from, Place to) implements Step {
  @Override
  public void run(Workspace w) {
    if (n == 0) {
      return;
    }
    Object source = w.array(from.from());
    for (int b = 0; b < batch; b++) {
      int start = from.start(b);
      int at = to.offset() + b * n * n;
      switch (w.array(to)) {
        case float[] r -> {
          FloatElimination.symmetrize((float[]) source, start, from.row(), from.column(), r, at, n);
          FloatElimination.cholesky(r, at, n);
        }
        case double[] r -> {
          DoubleElimination.symmetrize(
              (double[]) source, start, from.row(), from.column(), r, at, n);
          DoubleElimination.cholesky(r, at, n);
        }
        default -> throw new IllegalStateException("no floating numbers");
      }
    }
  }

  @Override
  public String describe() {
    return "cholesky factors of %d × [%d, %d], %,d FLOPs"
        .formatted(batch, n, n, batch * ((long) n * n * n / 3));
  }
}
