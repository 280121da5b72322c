package dev.adjoint.autodiff.op;

import java.math.BigDecimal;
import java.math.MathContext;

/// Determinants by their definition, the expansion along the first row, in 60 digits: a truth for
/// factors and systems of a few rows that shares nothing with elimination.
final class Determinant {
  static final MathContext DIGITS = new MathContext(60);

  private final BigDecimal[][] a;

  private Determinant(BigDecimal[][] a) {
    this.a = a;
  }

  /// An element by its row and column.
  interface Element {
    BigDecimal at(int row, int column);
  }

  static BigDecimal of(int n, Element element) {
    BigDecimal[][] a = new BigDecimal[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = element.at(i, j);
      }
    }
    return new Determinant(a).expanded(0, 0);
  }

  /// The determinant of the rows from one on and the columns that are not used.
  private BigDecimal expanded(int row, int used) {
    if (row == a.length) {
      return BigDecimal.ONE;
    }
    BigDecimal sum = BigDecimal.ZERO;
    boolean negative = false;
    for (int column = 0; column < a.length; column++) {
      if ((used & 1 << column) == 0) {
        if (a[row][column].signum() != 0) {
          BigDecimal term = a[row][column].multiply(expanded(row + 1, used | 1 << column), DIGITS);
          sum = negative ? sum.subtract(term, DIGITS) : sum.add(term, DIGITS);
        }
        negative = !negative;
      }
    }
    return sum;
  }
}
