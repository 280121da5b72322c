package dev.adjoint.autodiff.exec.compile.step;

/// One plain loop for each primitive of FLOAT32; elementary functions are those of [DoubleTiles],
/// rounded.
final class FloatTiles {
  private FloatTiles() {}

  /// Executes one instruction on the first `n` elements of the registers.
  static void execute(Code code, Workspace w, int d, int a, int b, int c, int n) {
    float[][] r = w.floats;
    boolean[][] m = w.booleans;
    switch (code) {
      case NEG -> neg(r[d], r[a], n);
      case SQRT -> sqrt(r[d], r[a], n);
      case ABS -> abs(r[d], r[a], n);
      case FLOOR -> floor(r[d], r[a], n);
      case RINT -> rint(r[d], r[a], n);
      case ADD -> add(r[d], r[a], r[b], n);
      case SUB -> sub(r[d], r[a], r[b], n);
      case MUL -> mul(r[d], r[a], r[b], n);
      case DIV -> div(r[d], r[a], r[b], n);
      case MIN -> min(r[d], r[a], r[b], n);
      case MAX -> max(r[d], r[a], r[b], n);
      case COPY_SIGN -> copySign(r[d], r[a], r[b], n);
      case FMA -> fma(r[d], r[a], r[b], r[c], n);
      case LESS -> less(m[d], r[a], r[b], n);
      case LESS_OR_EQUAL -> lessOrEqual(m[d], r[a], r[b], n);
      case EQUAL -> equal(m[d], r[a], r[b], n);
      case NOT_EQUAL -> notEqual(m[d], r[a], r[b], n);
      case SELECT -> select(r[d], m[a], r[b], r[c], n);
      case EXP,
          EXPM1,
          LOG,
          LOG1P,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          ERF,
          ERFC,
          ERFCX,
          ERFINV,
          LGAMMA ->
          function(code, r[d], r[a], n, w);
      case ATAN2, POW, POLYGAMMA -> function(code, r[d], r[a], r[b], n, w);
      case LITERAL, LOAD, CONVERT, MOVE, AND, OR, NOT ->
          throw new IllegalStateException(code + " is not an instruction on float tiles");
    }
  }

  private static void neg(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = -x[i];
    }
  }

  private static void sqrt(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) Math.sqrt(x[i]);
    }
  }

  private static void abs(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.abs(x[i]);
    }
  }

  private static void floor(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) Math.floor(x[i]);
    }
  }

  private static void rint(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) Math.rint(x[i]);
    }
  }

  private static void add(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] + y[i];
    }
  }

  private static void sub(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] - y[i];
    }
  }

  private static void mul(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] * y[i];
    }
  }

  private static void div(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] / y[i];
    }
  }

  private static void min(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.min(x[i], y[i]);
    }
  }

  private static void max(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.max(x[i], y[i]);
    }
  }

  private static void copySign(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = StrictMath.copySign(x[i], y[i]);
    }
  }

  private static void fma(float[] r, float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.fma(x[i], y[i], z[i]);
    }
  }

  private static void less(boolean[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] < y[i];
    }
  }

  private static void lessOrEqual(boolean[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] <= y[i];
    }
  }

  private static void equal(boolean[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] == y[i];
    }
  }

  private static void notEqual(boolean[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] != y[i];
    }
  }

  private static void select(float[] r, boolean[] c, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = c[i] ? x[i] : y[i];
    }
  }

  private static void function(Code code, float[] r, float[] x, int n, Workspace w) {
    widen(w.wide[0], x, n);
    DoubleTiles.execute(code, w.wide, w.booleans, w.scratch, 0, 0, 0, 0, n);
    narrow(r, w.wide[0], n);
  }

  private static void function(Code code, float[] r, float[] x, float[] y, int n, Workspace w) {
    widen(w.wide[0], x, n);
    widen(w.wide[1], y, n);
    DoubleTiles.execute(code, w.wide, w.booleans, w.scratch, 0, 0, 1, 0, n);
    narrow(r, w.wide[0], n);
  }

  private static void widen(double[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i];
    }
  }

  private static void narrow(float[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) x[i];
    }
  }
}
