package dev.adjoint.autodiff.exec.compile.step;

/// The register machine for INT64 values of one element; the same bits as [LongTiles].
final class LongScalars {
  private LongScalars() {}

  /// Executes the instructions `from` to `to - 1` on the banks; each has four slots in `code`: the
  /// result and up to three operands.
  static void execute(Code[] codes, int[] code, int from, int to, long[] r, boolean[] m) {
    for (int i = from; i < to; i++) {
      int p = 4 * i;
      switch (codes[i]) {
        case MOVE -> r[code[p]] = r[code[p + 1]];
        case NEG -> r[code[p]] = -r[code[p + 1]];
        case ABS -> r[code[p]] = Math.abs(r[code[p + 1]]);
        case FLOOR -> r[code[p]] = r[code[p + 1]];
        case RINT -> r[code[p]] = r[code[p + 1]];
        case ADD -> r[code[p]] = r[code[p + 1]] + r[code[p + 2]];
        case SUB -> r[code[p]] = r[code[p + 1]] - r[code[p + 2]];
        case MUL -> r[code[p]] = r[code[p + 1]] * r[code[p + 2]];
        case MIN -> r[code[p]] = Math.min(r[code[p + 1]], r[code[p + 2]]);
        case MAX -> r[code[p]] = Math.max(r[code[p + 1]], r[code[p + 2]]);
        case FMA -> r[code[p]] = r[code[p + 1]] * r[code[p + 2]] + r[code[p + 3]];
        case LESS -> m[code[p]] = r[code[p + 1]] < r[code[p + 2]];
        case LESS_OR_EQUAL -> m[code[p]] = r[code[p + 1]] <= r[code[p + 2]];
        case EQUAL -> m[code[p]] = r[code[p + 1]] == r[code[p + 2]];
        case NOT_EQUAL -> m[code[p]] = r[code[p + 1]] != r[code[p + 2]];
        case AND -> m[code[p]] = m[code[p + 1]] && m[code[p + 2]];
        case OR -> m[code[p]] = m[code[p + 1]] || m[code[p + 2]];
        case NOT -> m[code[p]] = !m[code[p + 1]];
        case SELECT -> r[code[p]] = m[code[p + 1]] ? r[code[p + 2]] : r[code[p + 3]];
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
            CONVERT ->
            throw new IllegalStateException(codes[i] + " is not an instruction on long scalars");
      }
    }
  }
}
