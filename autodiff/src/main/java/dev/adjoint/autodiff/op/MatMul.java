package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Notation.Strength;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The matrix product `y = a·b` over the last two axes, one for each index of the leading axes:
/// `[…, n, k] × […, k, p] → […, n, p]`; floating or INT64.
///
/// Derivatives: ā = ȳ·bᵀ, b̄ = aᵀ·ȳ (Giles, "Collected matrix derivative results", 2008).
public record MatMul() implements Op {
  /// NumPy's `a @ b`: a vector on the left is a row, on the right a column, and its axis is dropped
  /// from the result; leading axes broadcast.
  public static Expr matmul(Expr a, Expr b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw Misuse.shape("matmul", "needs at least one axis on each side", List.of(a, b));
    }
    Expr left = a.rank() == 1 ? Reshape.reshape(a, a.shape().insert(0, Dim.of(1))) : a;
    Expr right = b.rank() == 1 ? Reshape.reshape(b, b.shape().insert(1, Dim.of(1))) : b;
    Expr y = product(left, right);
    Shape shape = y.shape();
    if (a.rank() == 1) {
      shape = shape.without(Set.of(shape.rank() - 2));
    }
    if (b.rank() == 1) {
      shape = shape.without(Set.of(shape.rank() - 1));
    }
    return Reshape.reshape(y, shape);
  }

  private static Expr product(Expr a, Expr b) {
    if (a.rank() == 2 && b.rank() == 2) {
      return new MatMul().of(a, b);
    }
    Shape batch = batch("matmul", a, b);
    return new MatMul().of(expand(a, batch), expand(b, batch));
  }

  /// The common leading axes of matrices, for an op of two.
  static Shape batch(String op, Expr a, Expr b) {
    try {
      return Shape.broadcast(batch(a.shape()), batch(b.shape()));
    } catch (ShapeException e) {
      throw Misuse.shape(op, "leading axes must broadcast: " + e.getMessage(), List.of(a, b));
    }
  }

  private static Shape batch(Shape shape) {
    return Shape.of(shape.dims().subList(0, shape.rank() - 2));
  }

  /// The matrices repeated for these leading axes.
  static Expr expand(Expr x, Shape batch) {
    List<Dim> dims = new ArrayList<>(batch.dims());
    dims.addAll(x.shape().dims().subList(x.rank() - 2, x.rank()));
    return Broadcast.broadcast(x, Shape.of(dims));
  }

  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Arity.expect(operands, 2);
    TensorType a = operands.get(0);
    TensorType b = operands.get(1);
    if (a.dtype() != b.dtype() || a.dtype() == DType.BOOL) {
      throw new DTypeException(
          "needs two operands of one numeric dtype, got %s and %s".formatted(a.dtype(), b.dtype()));
    }
    int r = a.rank();
    if (r < 2 || b.rank() != r) {
      throw new ShapeException(
          "needs matrices with equal leading axes: %s × %s".formatted(a.shape(), b.shape()));
    }
    if (a.shape().dim(r - 1).unify(b.shape().dim(r - 2)).isEmpty()) {
      throw new ShapeException(
          "inner dimensions must be equal: %s × %s".formatted(a.shape(), b.shape()));
    }
    Shape batch =
        batch(a.shape())
            .unify(batch(b.shape()))
            .orElseThrow(
                () ->
                    new ShapeException(
                        "leading axes must be equal: %s × %s".formatted(a.shape(), b.shape())));
    List<Dim> dims = new ArrayList<>(batch.dims());
    dims.add(a.shape().dim(r - 2));
    dims.add(b.shape().dim(r - 1));
    return new TensorType(a.dtype(), Shape.of(dims));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr a = operands.get(0);
    Expr b = operands.get(1);
    return List.of(
        Optional.of(new MatMul().of(yBar, Permute.transpose(b))),
        Optional.of(new MatMul().of(Permute.transpose(a), yBar)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    int r = operands.getFirst().rank();
    List<Integer> batch = IntStream.range(0, r - 2).boxed().toList();
    return new Lowering.Contraction(batch, batch, List.of(r - 1), List.of(r - 2));
  }

  @Override
  public Notation notation() {
    return new Notation.Infix("·", "", Strength.PRODUCT);
  }
}
