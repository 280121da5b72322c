package dev.adjoint.autodiff.exec.compile.step;

/// One plain loop for each primitive of INT64, in two's complement.
final class LongTiles {
  private LongTiles() {}

  /// Executes one instruction on the first `n` elements of the registers.
  static void execute(Code code, long[][] r, boolean[][] m, int d, int a, int b, int c, int n) {
    switch (code) {
      case NEG -> neg(r[d], r[a], n);
      case ABS -> abs(r[d], r[a], n);
      case ADD -> add(r[d], r[a], r[b], n);
      case SUB -> sub(r[d], r[a], r[b], n);
      case MUL -> mul(r[d], r[a], r[b], n);
      case MIN -> min(r[d], r[a], r[b], n);
      case MAX -> max(r[d], r[a], r[b], n);
      case FMA -> fma(r[d], r[a], r[b], r[c], n);
      case LESS -> less(m[d], r[a], r[b], n);
      case LESS_OR_EQUAL -> lessOrEqual(m[d], r[a], r[b], n);
      case EQUAL -> equal(m[d], r[a], r[b], n);
      case NOT_EQUAL -> notEqual(m[d], r[a], r[b], n);
      case SELECT -> select(r[d], m[a], r[b], r[c], n);
      case FLOOR, RINT -> System.arraycopy(r[a], 0, r[d], 0, n);
      case DIV,
          SQRT,
          COPY_SIGN,
          EXP,
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
          ATAN2,
          POW,
          ERF,
          ERFC,
          ERFCX,
          ERFINV,
          LGAMMA,
          POLYGAMMA,
          LITERAL,
          LOAD,
          CONVERT,
          MOVE,
          AND,
          OR,
          NOT ->
          throw new IllegalStateException(code + " is not an instruction on long tiles");
    }
  }

  private static void neg(long[] r, long[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = -x[i];
    }
  }

  private static void abs(long[] r, long[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.abs(x[i]);
    }
  }

  private static void add(long[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] + y[i];
    }
  }

  private static void sub(long[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] - y[i];
    }
  }

  private static void mul(long[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] * y[i];
    }
  }

  private static void min(long[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.min(x[i], y[i]);
    }
  }

  private static void max(long[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.max(x[i], y[i]);
    }
  }

  private static void fma(long[] r, long[] x, long[] y, long[] z, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] * y[i] + z[i];
    }
  }

  private static void less(boolean[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] < y[i];
    }
  }

  private static void lessOrEqual(boolean[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] <= y[i];
    }
  }

  private static void equal(boolean[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] == y[i];
    }
  }

  private static void notEqual(boolean[] r, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] != y[i];
    }
  }

  private static void select(long[] r, boolean[] c, long[] x, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = c[i] ? x[i] : y[i];
    }
  }
}
