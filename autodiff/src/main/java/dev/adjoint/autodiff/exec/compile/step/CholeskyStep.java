package dev.adjoint.autodiff.exec.compile.step;

/// The lower Cholesky factors of the symmetric parts of matrices `[batch, n, n]`.
public record CholeskyStep(int batch, int n, Matrices from, Place to) implements Step {
  @Override
  public void run(Workspace w) {
    if (n == 0) {
      return;
    }
    switch (w.array(to)) {
      case float[] r -> {
        float[] a = w.floats(from.from());
        FloatElimination loops = FloatElimination.take(n);
        for (int b = 0; b < batch; b++) {
          int at = to.offset() + b * n * n;
          loops.cholesky(a, from.start(b), from.row(), from.column(), r, at, n);
        }
        loops.release();
      }
      case double[] r -> {
        double[] a = w.doubles(from.from());
        DoubleElimination loops = DoubleElimination.take(n);
        for (int b = 0; b < batch; b++) {
          int at = to.offset() + b * n * n;
          loops.cholesky(a, from.start(b), from.row(), from.column(), r, at, n);
        }
        loops.release();
      }
      default -> throw new IllegalStateException("no floating numbers");
    }
  }

  @Override
  public String describe() {
    return "cholesky factors of %d × [%d, %d], %,d FLOPs"
        .formatted(batch, n, n, batch * ((long) n * n * n / 3));
  }
}
