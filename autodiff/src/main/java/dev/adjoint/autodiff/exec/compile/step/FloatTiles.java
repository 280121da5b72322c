package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.exec.elementary.Erf;
import dev.adjoint.autodiff.exec.elementary.ErfInv;
import dev.adjoint.autodiff.exec.elementary.LogGamma;
import dev.adjoint.autodiff.exec.elementary.Polygamma;

/// One plain loop for each primitive of FLOAT32: arithmetic rounds to float, elementary functions
/// are those of [StrictMath] rounded to float.
final class FloatTiles {
  private FloatTiles() {}

  /// Executes one instruction on the first `n` elements of the registers.
  static void execute(Code code, float[][] r, boolean[][] m, int d, int a, int b, int c, int n) {
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
      case EXP -> exp(r[d], r[a], n);
      case EXPM1 -> expm1(r[d], r[a], n);
      case LOG -> log(r[d], r[a], n);
      case LOG1P -> log1p(r[d], r[a], n);
      case SIN -> sin(r[d], r[a], n);
      case COS -> cos(r[d], r[a], n);
      case TAN -> tan(r[d], r[a], n);
      case ASIN -> asin(r[d], r[a], n);
      case ACOS -> acos(r[d], r[a], n);
      case ATAN -> atan(r[d], r[a], n);
      case SINH -> sinh(r[d], r[a], n);
      case COSH -> cosh(r[d], r[a], n);
      case TANH -> tanh(r[d], r[a], n);
      case ATAN2 -> atan2(r[d], r[a], r[b], n);
      case POW -> pow(r[d], r[a], r[b], n);
      case ERF -> erf(r[d], r[a], n);
      case ERFC -> erfc(r[d], r[a], n);
      case ERFCX -> erfcx(r[d], r[a], n);
      case ERFINV -> erfinv(r[d], r[a], n);
      case LGAMMA -> lgamma(r[d], r[a], n);
      case POLYGAMMA -> polygamma(r[d], r[a], r[b], n);
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

  private static void exp(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.exp(x[i]);
    }
  }

  private static void expm1(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.expm1(x[i]);
    }
  }

  private static void log(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.log(x[i]);
    }
  }

  private static void log1p(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.log1p(x[i]);
    }
  }

  private static void sin(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.sin(x[i]);
    }
  }

  private static void cos(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.cos(x[i]);
    }
  }

  private static void tan(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.tan(x[i]);
    }
  }

  private static void asin(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.asin(x[i]);
    }
  }

  private static void acos(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.acos(x[i]);
    }
  }

  private static void atan(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.atan(x[i]);
    }
  }

  private static void sinh(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.sinh(x[i]);
    }
  }

  private static void cosh(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.cosh(x[i]);
    }
  }

  private static void tanh(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.tanh(x[i]);
    }
  }

  private static void atan2(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.atan2(x[i], y[i]);
    }
  }

  private static void pow(float[] r, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) StrictMath.pow(x[i], y[i]);
    }
  }

  private static void erf(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) Erf.erf(x[i]);
    }
  }

  private static void erfc(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) Erf.erfc(x[i]);
    }
  }

  private static void erfcx(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) Erf.erfcx(x[i]);
    }
  }

  private static void erfinv(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) ErfInv.erfinv(x[i]);
    }
  }

  private static void lgamma(float[] r, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) LogGamma.lgamma(x[i]);
    }
  }

  private static void polygamma(float[] r, float[] order, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) Polygamma.polygamma((int) order[i], x[i]);
    }
  }
}
