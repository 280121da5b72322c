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
import dev.adjoint.autodiff.exec.elementary.Trigonometric;

/// The register machine for FLOAT64 values of one element; the same bits as [DoubleTiles].
final class DoubleScalars {
  private DoubleScalars() {}

  /// Executes the instructions `from` to `to - 1` on the banks; each has four slots in `code`: the
  /// result and up to three operands.
  static void execute(Code[] codes, int[] code, int from, int to, double[] r, boolean[] m) {
    for (int i = from; i < to; i++) {
      int p = 4 * i;
      switch (codes[i]) {
        case MOVE -> r[code[p]] = r[code[p + 1]];
        case NEG -> r[code[p]] = -r[code[p + 1]];
        case SQRT -> r[code[p]] = Math.sqrt(r[code[p + 1]]);
        case ABS -> r[code[p]] = Math.abs(r[code[p + 1]]);
        case FLOOR -> r[code[p]] = Math.floor(r[code[p + 1]]);
        case RINT -> r[code[p]] = Math.rint(r[code[p + 1]]);
        case ADD -> r[code[p]] = r[code[p + 1]] + r[code[p + 2]];
        case SUB -> r[code[p]] = r[code[p + 1]] - r[code[p + 2]];
        case MUL -> r[code[p]] = r[code[p + 1]] * r[code[p + 2]];
        case DIV -> r[code[p]] = r[code[p + 1]] / r[code[p + 2]];
        case MIN -> r[code[p]] = Math.min(r[code[p + 1]], r[code[p + 2]]);
        case MAX -> r[code[p]] = Math.max(r[code[p + 1]], r[code[p + 2]]);
        case COPY_SIGN -> r[code[p]] = StrictMath.copySign(r[code[p + 1]], r[code[p + 2]]);
        case FMA -> r[code[p]] = Math.fma(r[code[p + 1]], r[code[p + 2]], r[code[p + 3]]);
        case LESS -> m[code[p]] = r[code[p + 1]] < r[code[p + 2]];
        case LESS_OR_EQUAL -> m[code[p]] = r[code[p + 1]] <= r[code[p + 2]];
        case EQUAL -> m[code[p]] = r[code[p + 1]] == r[code[p + 2]];
        case NOT_EQUAL -> m[code[p]] = r[code[p + 1]] != r[code[p + 2]];
        case AND -> m[code[p]] = m[code[p + 1]] && m[code[p + 2]];
        case OR -> m[code[p]] = m[code[p + 1]] || m[code[p + 2]];
        case NOT -> m[code[p]] = !m[code[p + 1]];
        case SELECT -> r[code[p]] = m[code[p + 1]] ? r[code[p + 2]] : r[code[p + 3]];
        case EXP -> r[code[p]] = Exp.exp(r[code[p + 1]]);
        case EXPM1 -> r[code[p]] = Expm1.expm1(r[code[p + 1]]);
        case LOG -> r[code[p]] = Log.log(r[code[p + 1]]);
        case LOG1P -> r[code[p]] = Log1p.log1p(r[code[p + 1]]);
        case SIN -> r[code[p]] = Trigonometric.sin(r[code[p + 1]]);
        case COS -> r[code[p]] = Trigonometric.cos(r[code[p + 1]]);
        case TAN -> r[code[p]] = Trigonometric.tan(r[code[p + 1]]);
        case ASIN -> r[code[p]] = ArcSine.asin(r[code[p + 1]]);
        case ACOS -> r[code[p]] = ArcSine.acos(r[code[p + 1]]);
        case ATAN -> r[code[p]] = ArcTangent.atan(r[code[p + 1]]);
        case SINH -> r[code[p]] = Hyperbolic.sinh(r[code[p + 1]]);
        case COSH -> r[code[p]] = Hyperbolic.cosh(r[code[p + 1]]);
        case TANH -> r[code[p]] = Hyperbolic.tanh(r[code[p + 1]]);
        case ATAN2 -> r[code[p]] = ArcTangent.atan2(r[code[p + 1]], r[code[p + 2]]);
        case POW -> r[code[p]] = Pow.pow(r[code[p + 1]], r[code[p + 2]]);
        case ERF -> r[code[p]] = Erf.erf(r[code[p + 1]]);
        case ERFC -> r[code[p]] = Erf.erfc(r[code[p + 1]]);
        case ERFCX -> r[code[p]] = Erf.erfcx(r[code[p + 1]]);
        case ERFINV -> r[code[p]] = ErfInv.erfinv(r[code[p + 1]]);
        case LGAMMA -> r[code[p]] = LogGamma.lgamma(r[code[p + 1]]);
        case POLYGAMMA -> r[code[p]] = Polygamma.polygamma((int) r[code[p + 1]], r[code[p + 2]]);
        case LITERAL, LOAD, CONVERT ->
            throw new IllegalStateException(codes[i] + " is not an instruction on double scalars");
      }
    }
  }
}
