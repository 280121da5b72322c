package dev.adjoint.autodiff.exec.elementary;

import dev.adjoint.autodiff.graph.Expr;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What the tests of this package know of one function of one or two operands.
///
/// @param own the scalar code under test; one of one operand ignores the second
/// @param tile its kernel
/// @param reference doubles from elsewhere, right to a few ULP and exact in the special cases
/// @param truth at more than fifty digits, where `domain` holds
/// @param points random points that matter, besides those of random bits
/// @param bound the stated error in ULP
/// @param op what builds the expression of it
record ElementaryFunction(
    String name,
    int operands,
    Scalar own,
    Tile tile,
    Scalar reference,
    BinaryOperator<BigDecimal> truth,
    Domain domain,
    Points points,
    double bound,
    Function<List<Expr>, Expr> op) {

  interface Scalar {
    double at(double x, double y);
  }

  interface UnaryTile {
    void run(double[] r, double[] x, int n, Scratch s);
  }

  interface Tile {
    void run(double[] r, double[] x, double[] y, int n, Scratch s);
  }

  interface Domain {
    boolean contains(double x, double y);
  }

  /// A point for two numbers in [0, 1).
  interface Points {
    double[] at(double u, double v);
  }

  /// A function of one operand, with random points between `low` and `high`.
  static ElementaryFunction unary(
      String name,
      DoubleUnaryOperator own,
      UnaryTile tile,
      DoubleUnaryOperator reference,
      UnaryOperator<BigDecimal> truth,
      DoublePredicate domain,
      double low,
      double high,
      double bound,
      UnaryOperator<Expr> op) {
    return new ElementaryFunction(
        name,
        1,
        (x, y) -> own.applyAsDouble(x),
        (r, x, y, n, s) -> tile.run(r, x, n, s),
        (x, y) -> reference.applyAsDouble(x),
        (x, y) -> truth.apply(x),
        (x, y) -> domain.test(x),
        (u, v) -> new double[] {low + u * (high - low), 0},
        bound,
        x -> op.apply(x.getFirst()));
  }

  @Override
  public String toString() {
    return name;
  }
}
