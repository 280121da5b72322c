package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// The lower triangular factor `L` of symmetric positive definite matrices, `L·Lᵀ = A` with a
/// positive diagonal; `[…, n, n] → […, n, n]`, one matrix for each index of the leading axes.
///
/// It is a function of the symmetric part `(A + Aᵀ)/2`, as in JAX. Reading one triangle only, as
/// LAPACK does, would give the same values, but a derivative with respect to the elements of `A`
/// that is not symmetric: a step along it would leave the symmetric matrices.
///
/// A matrix that is not positive definite has the factor NaN, its whole lower triangle; other
/// matrices of the batch are not touched. An error would end the run of an optimizer that steps
/// outside the cone, which can look at the loss and take a smaller step. A semidefinite matrix has
/// a factor, but no derivative there: it counts as not positive definite, as does one that rounding
/// makes so. Add to the diagonal where that can happen.
///
/// ```java
/// Expr l = cholesky(sigma);
/// Expr x = mu.plus(l.matmul(z));                                // a sample of N(mu, sigma)
/// Expr whitened = triangularSolve(l, y.minus(mu));              // squares sum to Mahalanobis²
/// ```
///
/// Ā = (S + Sᵀ)/2 with S = L⁻ᵀ·Φ(Lᵀ·L̄)·L⁻¹, where Φ takes the lower triangle and halves its
/// diagonal (Murray, "Differentiation of the Cholesky decomposition", 2016); symmetric to the bit.
/// By two triangular systems, never by an inverse.
///
/// Costs n³/3 operations, the derivative 4·n³. The factor is that of a matrix that differs from `A`
/// by at most `(n + 1)·u·|L|·|Lᵀ|`, element by element (Higham, "Accuracy and Stability of
/// Numerical Algorithms", 2002, theorem 10.3); all executors give the same bits.
@Domain(matrices = Domain.Matrices.POSITIVE_DEFINITE)
public record Cholesky() implements Op {
  /// The lower triangular `L` with `L·Lᵀ = A`.
  public static Expr cholesky(Expr a) {
    return new Cholesky().of(a);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return square(Arity.unary(operands));
  }

  /// The type of floating square matrices; of two names of an axis the one that is not a number.
  static TensorType square(TensorType a) {
    if (!a.dtype().isFloating()) {
      throw new DTypeException("needs floating matrices, not " + a.dtype());
    }
    int r = a.rank();
    Dim n =
        (r < 2 ? Optional.<Dim>empty() : a.shape().dim(r - 2).unify(a.shape().dim(r - 1)))
            .orElseThrow(() -> new ShapeException("needs square matrices, got " + a.shape()));
    return new TensorType(a.dtype(), a.shape().with(r - 2, n).with(r - 1, n));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr m = new MatMul().of(Permute.transpose(y), Triangle.tril(yBar));
    Expr phi = Triangle.tril(m).plus(Triangle.tril(m, -1)).times(0.5);
    Op transposed = new TriangularSolve(TriangularForm.LOWER_TRANSPOSED);
    Expr right = Permute.transpose(transposed.of(y, Permute.transpose(phi)));
    return List.of(Optional.of(symmetric(transposed.of(y, right))));
  }

  /// The symmetric part of matrices, symmetric to the bit.
  static Expr symmetric(Expr s) {
    return s.plus(Permute.transpose(s)).times(0.5);
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Triangular.Cholesky();
  }

  @Override
  public Notation notation() {
    return new Notation.Function("cholesky", "\\operatorname{chol}");
  }
}
