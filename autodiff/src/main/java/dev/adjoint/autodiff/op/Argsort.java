package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// Where each element of a sorted axis stands in `x`, INT64: `takeAlong(x, argsort(x, axis), axis)`
/// is `sort(x, axis)`. The order is that of [Sort], equal elements keep theirs. No gradient flows.
public record Argsort(int axis, boolean descending) implements Op {
  /// The positions of the elements of an axis, ascending.
  public static Expr argsort(Expr x, int axis) {
    return new Argsort(Axes.of("argsort", x, axis).first(), false).of(x);
  }

  /// The positions of the `k` largest elements of an axis, descending; of equal ones the first. `k`
  /// may be a name, or a formula of names.
  public static Expr topKIndices(Expr x, Dim k, int axis) {
    int a = Sort.within("topKIndices", x, k, axis);
    return Slice.part(new Argsort(a, true).of(x), a, Dim.of(0), k);
  }

  /// The positions of the `k` largest elements of an axis, descending; of equal ones the first.
  public static Expr topKIndices(Expr x, int k, int axis) {
    return topKIndices(x, Sort.length("topKIndices", x, k), axis);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return new TensorType(DType.INT64, new Sort(axis, descending).type(operands).shape());
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Order.Indices(axis, descending);
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "argsort", "\\operatorname{argsort}", List.of("axis=" + axis, "descending=" + descending));
  }
}
