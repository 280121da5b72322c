package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The logarithm of the determinant of symmetric positive definite matrices, `ln |A| = 2·Σ ln lᵢᵢ`
/// with `L` the factor that [Cholesky] gives; `[…, n, n] → […]`. It neither overflows nor vanishes
/// where the determinant does. That of no rows is 0.
///
/// As [Cholesky] says, it is a function of the symmetric part, and NaN where that is not positive
/// definite; it does not give the determinant of any other matrix, hence the name. A program that
/// also has `cholesky(a)` computes the factor once.
///
/// Ā = ȳ·A⁻¹, symmetric to the bit, from the factor by two triangular systems. Costs n³/3
/// operations, the derivative 2·n³.
@Domain(matrices = Domain.Matrices.POSITIVE_DEFINITE)
public record LogDeterminantSpd() implements Op {
  /// `ln |A|` of symmetric positive definite matrices.
  public static Expr logDeterminantSpd(Expr a) {
    return new LogDeterminantSpd().of(a);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType a = Cholesky.square(Arity.unary(operands));
    return new TensorType(a.dtype(), a.shape().without(matrix(a.rank())));
  }

  private static Set<Integer> matrix(int rank) {
    return Set.of(rank - 2, rank - 1);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr a = operands.getFirst();
    int r = a.rank();
    Shape rows = Shape.of(a.shape().dims().subList(r - 2, r));
    Expr ones = Compare.equal(Iota.iota(rows, 0), Iota.iota(rows, 1)).cast(a.dtype());
    Expr inverse =
        TriangularSolve.choleskySolve(Cholesky.cholesky(a), Broadcast.broadcast(ones, a.shape()));
    return List.of(
        Optional.of(Axes.restore(yBar, a.shape(), matrix(r)).times(Cholesky.symmetric(inverse))));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(this);
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        operand ->
            Sum.sum(Diagonal.diagonal(Cholesky.cholesky(operand.getFirst())).log(), -1).times(2));
  }

  @Override
  public Notation notation() {
    return new Notation.Fence("ln|", "|", "\\ln\\left|", "\\right|");
  }
}
