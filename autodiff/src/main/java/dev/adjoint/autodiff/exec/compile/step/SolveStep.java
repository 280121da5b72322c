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
    walk.read(w.array(right), right.offset(), 0, w.array(to), to.offset(), batch * n * m);
    int row = matrix.row();
    int column = matrix.column();
    switch (w.array(to)) {
      case float[] x -> {
        float[] t = w.floats(matrix.from());
        FloatElimination loops = FloatElimination.take(Math.min(m, FloatElimination.WIDTH));
        for (int b = 0; b < batch; b++) {
          int at = to.offset() + b * n * m;
          loops.solve(t, matrix.start(b), row, column, forward, x, at, n, m);
        }
        loops.release();
      }
      case double[] x -> {
        double[] t = w.doubles(matrix.from());
        DoubleElimination loops = DoubleElimination.take(Math.min(m, DoubleElimination.WIDTH));
        for (int b = 0; b < batch; b++) {
          int at = to.offset() + b * n * m;
          loops.solve(t, matrix.start(b), row, column, forward, x, at, n, m);
        }
        loops.release();
      }
      default -> throw new IllegalStateException("no floating numbers");
    }
  }

  @Override
  public String describe() {
    return "triangular systems %d × [%d, %d] × [%d, %d], %,d FLOPs"
        .formatted(batch, n, n, n, m, (long) batch * n * n * m);
  }
}
