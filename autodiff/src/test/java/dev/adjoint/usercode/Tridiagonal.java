package dev.adjoint.usercode;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// The solution of `A·y = x` for the matrix A with 2 on the diagonal and −1 beside it, by
/// elimination: a computation that no expression states. A is symmetric, so x̄ = A⁻¹·ȳ.
record Tridiagonal() implements Op {
  static Expr solve(Expr x) {
    return new Tridiagonal().of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() != DType.FLOAT64) {
      throw new DTypeException("needs float64, not " + x.dtype());
    }
    if (x.rank() != 1) {
      throw new ShapeException("needs a vector, got " + x.shape());
    }
    return x;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(solve(yBar)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Opaque(x -> eliminate(x.getFirst()));
  }

  private static Tensor eliminate(Tensor x) {
    double[] y = x.toDoubleArray();
    int n = y.length;
    double[] pivot = new double[n];
    for (int i = 0; i < n; i++) {
      pivot[i] = i == 0 ? 2 : 2 - 1 / pivot[i - 1];
      y[i] = i == 0 ? y[i] : y[i] + y[i - 1] / pivot[i - 1];
    }
    for (int i = n - 1; i >= 0; i--) {
      y[i] = (y[i] + (i == n - 1 ? 0 : y[i + 1])) / pivot[i];
    }
    return Tensor.of(x.shape(), y);
  }
}
