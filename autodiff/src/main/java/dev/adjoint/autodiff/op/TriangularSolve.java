package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The solution `X` of triangular systems, `L·X = C` or another [TriangularForm]; `[…, n, n], […,
/// n, m] → […, n, m]`, one system for each index of the leading axes. The other triangle of the
/// matrix is neither read nor given a derivative. A zero on the diagonal gives ∞ or NaN, as
/// division does.
///
/// C̄ is the solution of the transposed system for X̄, and T̄ is the triangle of −C̄·Xᵀ, or of
/// −X·C̄ᵀ if the form is transposed (Giles, "Collected matrix derivative results", 2008).
///
/// Costs n²·m operations, the derivative three times that. Each column solves a system whose matrix
/// differs from `T` by at most `n·u·|T|`, element by element (Higham, "Accuracy and Stability of
/// Numerical Algorithms", 2002, theorem 8.5); all executors give the same bits.
@Domain(matrices = Domain.Matrices.NONZERO_DIAGONAL)
public record TriangularSolve(TriangularForm form) implements Op {
  /// The solution of `L·X = C`, of the lower triangle of `l`.
  public static Expr triangularSolve(Expr l, Expr c) {
    return triangularSolve(TriangularForm.LOWER, l, c);
  }

  /// The solution of a system of any form. As in a matrix product, a vector `c` is a column, whose
  /// axis is dropped from the result, and leading axes broadcast; so vectors `[B, n]` of a batch
  /// need an axis, `[B, n, 1]`.
  public static Expr triangularSolve(TriangularForm form, Expr t, Expr c) {
    String op = "triangularSolve";
    if (t.rank() < 2) {
      throw Misuse.shape(op, "needs square matrices, got " + t.shape(), List.of(t, c));
    }
    if (c.rank() == 0) {
      throw Misuse.shape(op, "needs at least one axis on the right", List.of(t, c));
    }
    if (c.rank() == 1) {
      return Reshape.squeeze(triangularSolve(form, t, Reshape.unsqueeze(c, 1)), -1);
    }
    Shape batch = MatMul.batch(op, t, c);
    return new TriangularSolve(form).of(MatMul.expand(t, batch), MatMul.expand(c, batch));
  }

  /// `A⁻¹·C`, the solution of `A·X = C`, from the Cholesky factor `l` of `A`.
  public static Expr choleskySolve(Expr l, Expr c) {
    if (c.rank() == 1) {
      return Reshape.squeeze(choleskySolve(l, Reshape.unsqueeze(c, 1)), -1);
    }
    return triangularSolve(TriangularForm.LOWER_TRANSPOSED, l, triangularSolve(l, c));
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Arity.expect(operands, 2);
    TensorType t = Cholesky.square(operands.get(0));
    TensorType c = operands.get(1);
    if (t.dtype() != c.dtype()) {
      throw new DTypeException(
          "operands must have one dtype, got %s and %s: nothing is promoted silently, use cast"
              .formatted(t.dtype(), c.dtype()));
    }
    int r = t.rank();
    Optional<Shape> solved =
        c.rank() != r
            ? Optional.empty()
            : t.shape().with(r - 1, c.shape().dim(r - 1)).unify(c.shape());
    return new TensorType(
        t.dtype(),
        solved.orElseThrow(
            () ->
                new ShapeException(
                    "all axes but the last must be equal: %s and %s"
                        .formatted(t.shape(), c.shape()))));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr t = operands.getFirst();
    Expr cBar = new TriangularSolve(form.transposed()).of(t, yBar);
    Expr product =
        form.isTransposed()
            ? new MatMul().of(y, Permute.transpose(cBar))
            : new MatMul().of(cBar, Permute.transpose(y));
    Expr tBar = product.negate();
    return List.of(
        Optional.of(form.isLower() ? Triangle.tril(tBar) : Triangle.triu(tBar)), Optional.of(cBar));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Triangular.Solve(form);
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "triangularSolve",
        "\\operatorname{solve}",
        List.of("form=" + form.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
  }
}
