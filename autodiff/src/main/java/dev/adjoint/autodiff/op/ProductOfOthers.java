package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// The product of all elements but one along the last axis, `yᵢ = Πⱼ≠ᵢ xⱼ`: the partial derivatives
/// of [Prod]; floating or INT64.
///
/// Without division, by pairs: the product of all but a is b times the product of all but the pair
/// (a, b), which is this op on an axis of half the length; so n elements take 3n products.
///
/// The expansion is built for the size at hand. Executors expand last, so it shows only where the
/// support of an untaken branch passes through: a second gradient then refuses other sizes of a
/// named axis ([Expr#at]); build it anew instead.
///
/// x̄ₖ = Σᵢ≠ₖ ȳᵢ·Πⱼ≠ᵢ,ₖ xⱼ, this op on the n rows in each of which one element is replaced by 1.
/// That takes n² numbers, as the second derivatives of a product are.
public record ProductOfOthers() implements Op {
  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    if (x.rank() == 0) {
      throw new ShapeException("needs an axis");
    }
    return x;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    int row = x.rank() - 1;
    Dim n = x.shape().dim(row);
    Expr rows = Broadcast.broadcast(Reshape.unsqueeze(x, row), x.shape().insert(row, n));
    Expr same = Compare.equal(Iota.iota(rows.shape(), row), Iota.iota(rows.shape(), row + 1));
    Expr one = Constant.scalar(1, x.dtype());
    Expr partials = of(Where.where(same, one, rows));
    Expr terms = Reshape.unsqueeze(yBar, row + 1).times(partials);
    return List.of(Optional.of(Sum.sum(Where.where(Not.not(same), terms, 0), row)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(x -> others(x.getFirst()));
  }

  private static Expr others(Expr x) {
    int n = x.shape().size(x.rank() - 1);
    if (n < 2) {
      return Broadcast.broadcast(Constant.scalar(1, x.dtype()), x.shape());
    }
    int half = n / 2;
    Expr a = Slice.slice(x, -1, 0, half);
    Expr b = Slice.slice(x, -1, half, 2 * half);
    Expr unpaired = Slice.slice(x, -1, 2 * half, n);
    Expr rest = others(Concat.concat(-1, a.times(b), unpaired));
    Expr ofPairs = Slice.slice(rest, -1, 0, half);
    Expr ofUnpaired = Slice.slice(rest, -1, half, n - half);
    return Concat.concat(-1, ofPairs.times(b), ofPairs.times(a), ofUnpaired);
  }
}
