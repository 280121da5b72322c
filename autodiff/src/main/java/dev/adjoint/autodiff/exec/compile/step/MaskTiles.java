package dev.adjoint.autodiff.exec.compile.step;

/// One plain loop for each primitive of masks, without branches in it.
@SuppressWarnings("ShortCircuitBoolean")
final class MaskTiles {
  private MaskTiles() {}

  /// Executes one of AND, OR, NOT on the first `n` elements of the registers.
  static void execute(Code code, boolean[][] m, int d, int a, int b, int n) {
    if (code == Code.AND) {
      and(m[d], m[a], m[b], n);
    } else if (code == Code.OR) {
      or(m[d], m[a], m[b], n);
    } else if (code == Code.NOT) {
      not(m[d], m[a], n);
    } else {
      throw new IllegalStateException(code + " is not an instruction on masks");
    }
  }

  private static void and(boolean[] r, boolean[] x, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] & y[i];
    }
  }

  private static void or(boolean[] r, boolean[] x, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] | y[i];
    }
  }

  private static void not(boolean[] r, boolean[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = !x[i];
    }
  }
}
