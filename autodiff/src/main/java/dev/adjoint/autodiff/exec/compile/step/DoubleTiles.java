package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.exec.elementary.ArcSine;
import dev.adjoint.autodiff.exec.elementary.ArcTangent;
import dev.adjoint.autodiff.exec.elementary.Erf;
import dev.adjoint.autodiff.exec.elementary.ErfInv;
import dev.adjoint.autodiff.exec.elementary.Exp;
import dev.adjoint.autodiff.exec.elementary.Expm1;
import dev.adjoint.autodiff.exec.elementary.Hyperbolic;
import dev.adjoint.autodiff.exec.elementary.Log;
import dev.adjoint.autodiff.exec.elementary.Log1p;
import dev.adjoint.autodiff.exec.elementary.LogGamma;
import dev.adjoint.autodiff.exec.elementary.Polygamma;
import dev.adjoint.autodiff.exec.elementary.Pow;
import dev.adjoint.autodiff.exec.elementary.Scratch;
import dev.adjoint.autodiff.exec.elementary.Trigonometric;

/// One plain loop for each primitive of FLOAT64; elementary functions have their own, in the
/// package `elementary`.
final class DoubleTiles {
  private DoubleTiles() {}

  /// Executes one instruction on the first `n` elements of the registers.
  static void execute(
      Code code, double[][] r, boolean[][] m, Scratch s, int d, int a, int b, int c, int n) {
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
      case EXP -> Exp.exp(r[d], r[a], n, s);
      case EXPM1 -> Expm1.expm1(r[d], r[a], n, s);
      case LOG -> Log.log(r[d], r[a], n, s);
      case LOG1P -> Log1p.log1p(r[d], r[a], n, s);
      case SIN -> Trigonometric.sin(r[d], r[a], n, s);
      case COS -> Trigonometric.cos(r[d], r[a], n, s);
      case TAN -> Trigonometric.tan(r[d], r[a], n, s);
      case ASIN -> ArcSine.asin(r[d], r[a], n, s);
      case ACOS -> ArcSine.acos(r[d], r[a], n, s);
      case ATAN -> ArcTangent.atan(r[d], r[a], n, s);
      case SINH -> Hyperbolic.sinh(r[d], r[a], n, s);
      case COSH -> Hyperbolic.cosh(r[d], r[a], n, s);
      case TANH -> Hyperbolic.tanh(r[d], r[a], n, s);
      case ATAN2 -> ArcTangent.atan2(r[d], r[a], r[b], n, s);
      case POW -> Pow.pow(r[d], r[a], r[b], n, s);
      case ERF -> erf(r[d], r[a], n);
      case ERFC -> erfc(r[d], r[a], n);
      case ERFCX -> erfcx(r[d], r[a], n);
      case ERFINV -> erfinv(r[d], r[a], n);
      case LGAMMA -> lgamma(r[d], r[a], n);
      case POLYGAMMA -> polygamma(r[d], r[a], r[b], n);
      case LITERAL, LOAD, CONVERT, MOVE, AND, OR, NOT ->
          throw new IllegalStateException(code + " is not an instruction on double tiles");
    }
  }

  private static void neg(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = -x[i];
    }
  }

  private static void sqrt(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.sqrt(x[i]);
    }
  }

  private static void abs(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.abs(x[i]);
    }
  }

  private static void floor(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.floor(x[i]);
    }
  }

  private static void rint(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.rint(x[i]);
    }
  }

  private static void add(double[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] + y[i];
    }
  }

  private static void sub(double[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] - y[i];
    }
  }

  private static void mul(double[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] * y[i];
    }
  }

  private static void div(double[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] / y[i];
    }
  }

  private static void min(double[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.min(x[i], y[i]);
    }
  }

  private static void max(double[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.max(x[i], y[i]);
    }
  }

  private static void copySign(double[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = StrictMath.copySign(x[i], y[i]);
    }
  }

  private static void fma(double[] r, double[] x, double[] y, double[] z, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.fma(x[i], y[i], z[i]);
    }
  }

  private static void less(boolean[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] < y[i];
    }
  }

  private static void lessOrEqual(boolean[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] <= y[i];
    }
  }

  private static void equal(boolean[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] == y[i];
    }
  }

  private static void notEqual(boolean[] r, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = x[i] != y[i];
    }
  }

  private static void select(double[] r, boolean[] c, double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = c[i] ? x[i] : y[i];
    }
  }

  private static void erf(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Erf.erf(x[i]);
    }
  }

  private static void erfc(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Erf.erfc(x[i]);
    }
  }

  private static void erfcx(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Erf.erfcx(x[i]);
    }
  }

  private static void erfinv(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = ErfInv.erfinv(x[i]);
    }
  }

  private static void lgamma(double[] r, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = LogGamma.lgamma(x[i]);
    }
  }

  private static void polygamma(double[] r, double[] order, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Polygamma.polygamma((int) order[i], x[i]);
    }
  }
}
