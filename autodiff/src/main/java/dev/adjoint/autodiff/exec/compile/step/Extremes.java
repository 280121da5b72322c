package dev.adjoint.autodiff.exec.compile.step;

/// The index of the first extreme element along one axis, of the first NaN if there is one.
///
/// @param largest whether the largest is asked for, else the smallest
record Extremes(boolean largest) {

  /// Writes the indices; the step's merged axes are `[outer, folded, inner]`, of which the first
  /// and last may be missing.
  void run(ReduceStep step, Object source, long[] target) {
    int axis = 0;
    while (step.targets()[axis] != 0) {
      axis++;
    }
    int length = step.sizes()[axis];
    int inner = 1;
    for (int a = axis + 1; a < step.sizes().length; a++) {
      inner *= step.sizes()[a];
    }
    for (int i = 0; i < step.size(); i++) {
      int start = step.from().offset() + i / inner * length * inner + i % inner;
      int place = step.to().offset() + i;
      target[place] =
          switch (source) {
            case float[] x -> find(x, start, inner, length);
            case double[] x -> find(x, start, inner, length);
            case long[] x -> find(x, start, inner, length);
            default -> throw new IllegalStateException("no numbers: " + source.getClass());
          };
    }
  }

  private int find(float[] x, int start, int stride, int n) {
    int best = 0;
    for (int i = 0; i < n; i++) {
      float candidate = x[start + i * stride];
      if (Float.isNaN(candidate)) {
        return i;
      }
      float champion = x[start + best * stride];
      if (largest ? candidate > champion : candidate < champion) {
        best = i;
      }
    }
    return best;
  }

  private int find(double[] x, int start, int stride, int n) {
    int best = 0;
    for (int i = 0; i < n; i++) {
      double candidate = x[start + i * stride];
      if (Double.isNaN(candidate)) {
        return i;
      }
      double champion = x[start + best * stride];
      if (largest ? candidate > champion : candidate < champion) {
        best = i;
      }
    }
    return best;
  }

  private int find(long[] x, int start, int stride, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      long candidate = x[start + i * stride];
      long champion = x[start + best * stride];
      if (largest ? candidate > champion : candidate < champion) {
        best = i;
      }
    }
    return best;
  }
}
