package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.op.Cholesky;
import dev.adjoint.autodiff.op.Diagonal;
import dev.adjoint.autodiff.op.Dot;
import dev.adjoint.autodiff.op.Einsum;
import dev.adjoint.autodiff.op.LogDeterminantSpd;
import dev.adjoint.autodiff.op.Triangle;
import dev.adjoint.autodiff.op.TriangularSolve;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.testkit.Construction.Trait;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Constructions of matrix products and of triangular algebra.
final class Matrices {
  private Matrices() {}

  static void addTo(List<Construction> all) {
    matrix(all, b -> b.x().matmul(b.x().transpose()));
    all.add(new Construction(Trait.SUMMING, Matrices::matmul));
    matrix(all, b -> Einsum.einsum(subscripts(b), b.x(), b.x()));
    all.add(
        new Construction(
            Trait.SUMMING, b -> vector(b).map(x -> Dot.dot(x, x.plus(b.parameter())))));
    all.add(new Construction(Trait.SUMMING, b -> vector(b).map(x -> Dot.outer(x, x.sigmoid()))));
    matrix(all, b -> b.parameter() % 2 == 0 ? Triangle.tril(b.x()) : Triangle.triu(b.x(), 1));
    matrix(all, b -> Diagonal.diagonal(gram(b.x())));
    matrix(all, b -> Diagonal.trace(gram(b.x())));
    matrix(all, b -> Cholesky.cholesky(definite(b.x())));
    matrix(all, b -> LogDeterminantSpd.logDeterminantSpd(definite(b.x())));
    matrix(all, b -> TriangularSolve.triangularSolve(form(b), definite(b.x()), b.x()));
    matrix(all, b -> TriangularSolve.choleskySolve(Cholesky.cholesky(definite(b.x())), b.x()));
  }

  private static void matrix(List<Construction> all, Function<Bench, Expr> build) {
    all.add(
        new Construction(
            Trait.SUMMING, b -> b.x().rank() < 2 ? Optional.empty() : Optional.of(build.apply(b))));
  }

  private static Optional<Expr> vector(Bench b) {
    return b.pick(n -> n.dtype() == b.dtype() && n.rank() == 1);
  }

  /// Products of an operand with itself: batched, crossed, folded.
  private static String subscripts(Bench b) {
    String batch = "abcd".substring(0, b.x().rank() - 2);
    return switch (b.parameter() % 4) {
      case 0 -> "%1$sij,%1$skj->%1$sik".formatted(batch);
      case 1 -> "%1$sij,%1$sik->%1$sjk".formatted(batch);
      case 2 -> "%1$sij,%1$sij->%1$sj".formatted(batch);
      default -> "%1$sij,%1$sij->ij%1$s".formatted(batch);
    };
  }

  private static Optional<Expr> matmul(Bench b) {
    Expr x = b.x();
    if (x.rank() == 0) {
      return Optional.empty();
    }
    int inner = x.shape().size(x.rank() - 1);
    return b.pick(n -> n.dtype() == b.dtype() && fits(n, inner, x)).map(x::matmul);
  }

  private static boolean fits(Expr right, int inner, Expr left) {
    int rank = right.rank();
    return (rank == 1 && right.shape().size(0) == inner)
        || (rank == 2 && right.shape().size(0) == inner)
        || (rank == left.rank()
            && rank > 2
            && right.shape().size(rank - 2) == inner
            && IntStream.range(0, rank - 2)
                .allMatch(a -> right.shape().size(a) == left.shape().size(a)));
  }

  private static Expr gram(Expr x) {
    return x.matmul(x.transpose());
  }

  /// `x·xᵀ + I`: positive definite, and with no zero on the diagonal, whatever `x` is.
  private static Expr definite(Expr x) {
    Shape rows = Shape.of(x.shape().dim(x.rank() - 2));
    Expr ones = Constant.scalar(1, x.dtype()).broadcast(rows);
    return gram(x).plus(Diagonal.diagonalMatrix(ones));
  }

  private static TriangularForm form(Bench b) {
    List<TriangularForm> forms = List.of(TriangularForm.values());
    return forms.get(b.parameter() % forms.size());
  }
}
