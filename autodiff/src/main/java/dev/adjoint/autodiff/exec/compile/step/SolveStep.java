package dev.adjoint.autodiff.exec.compile.step;

/// The solutions `[batch, n, m]` of triangular systems.
///
/// @param matrix the triangular matrices, transposed if the form says so
/// @param forward whether the first row is known first
/// @param right where the right-hand sides start
/// @param walk the way through them, in row-major order
public record SolveStep(
    int batch, int n, int m, Matrices matrix, boolean forward, Place right, Strides walk, Place to)
    implements Step {
  @Override
  public void run(Workspace w) {
    if (batch * n * m == 0) {
      return; // the offset of an empty view may lie beyond its storage
    }
    Object source = w.array(matrix.from());
    Object target = w.array(to);
    walk.read(w.array(right), right.offset(), 0, target, to.offset(), batch * n * m);
    for (int b = 0; b < batch; b++) {
      int start = matrix.start(b);
      int at = to.offset() + b * n * m;
      int row = matrix.row();
      int column = matrix.column();
      switch (target) {
        case float[] x ->
            FloatElimination.solve((float[]) source, start, row, column, forward, x, at, n, m);
        case double[] x ->
            DoubleElimination.solve((double[]) source, start, row, column, forward, x, at, n, m);
        default -> throw new IllegalStateException("no floating numbers");
      }
    }
  }

  @Override
  public String describe() {
    return "triangular systems %d × [%d, %d] × [%d, %d], %,d FLOPs"
        .formatted(batch, n, n, n, m, (long) batch * n * n * m);
  }
}
