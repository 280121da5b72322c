package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// `y = a` where the condition holds, else `b`, elementwise, of any dtype.
///
/// The cotangent passes to `a` where the condition holds and to `b` elsewhere; what the other
/// branch would have given, NaN included, is dropped.
public record Where() implements Op {
  /// `condition ? a : b` after NumPy broadcasting of all three.
  public static Expr where(Expr condition, Expr a, Expr b) {
    return Broadcast.elementwise(new Where(), condition, a, b);
  }

  /// `condition ? a : b` with a scalar in the dtype of `a`.
  public static Expr where(Expr condition, Expr a, double b) {
    return where(condition, a, Constant.scalar(b, a.dtype()));
  }

  /// `condition ? a : b` with a scalar in the dtype of `b`.
  public static Expr where(Expr condition, double a, Expr b) {
    return where(condition, Constant.scalar(a, b.dtype()), b);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Shape shape = Arity.sameShape(operands, 3);
    if (operands.get(0).dtype() != DType.BOOL) {
      throw new DTypeException("needs a bool condition, not " + operands.get(0).dtype());
    }
    TensorType branches = Arity.same(operands.subList(1, 3), 2);
    return new TensorType(branches.dtype(), shape);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty(), Optional.of(yBar), Optional.of(yBar));
  }

  /// `condition ? ȧ : ḃ`: one selection, where the transpose of the vjp has two and a sum.
  @Override
  public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    Expr condition = operands.getFirst();
    Optional<Expr> a = tangents.get(1);
    Optional<Expr> b = tangents.get(2);
    if (a.isEmpty() || b.isEmpty()) {
      return a.map(t -> where(condition, t, 0))
          .or(() -> b.map(t -> where(Not.not(condition), t, 0)));
    }
    return Optional.of(of(condition, a.get(), b.get()));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    Expr condition = operands.getFirst();
    return Optional.of(i == 2 ? Not.not(condition) : condition);
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    boolean masks = operands.get(1).dtype() == DType.BOOL;
    return new Lowering.Elementwise(
        new Formula() {
          @Override
          public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
            M c = x.get(0).mask();
            return masks
                ? new Lane.Mask<>(k.or(k.and(c, x.get(1).mask()), k.and(k.not(c), x.get(2).mask())))
                : new Lane.Value<>(k.select(c, x.get(1).value(), x.get(2).value()));
          }
        });
  }
}
