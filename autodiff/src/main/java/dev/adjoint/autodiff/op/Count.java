package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The length of an axis, or of several as their product, as a scalar: the N of a mean. It follows
/// its axes through [Expr#at], and only the compiler folds it to a number.
public record Count(Dim dim, DType dtype) implements Op {
  /// The number of elements of `x` along axes, in the dtype of `x`.
  public static Expr count(Expr x, Set<Integer> axes) {
    Dim dim = axes.stream().map(x.shape()::dim).reduce(Dim.of(1), Dim::times);
    return new Count(dim, x.dtype()).of();
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Arity.expect(operands, 0);
    return new TensorType(dtype, Shape.scalar());
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of();
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Generate.Count(dim);
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new Count(dim.at(sizes), dtype);
  }

  /// The name of the length, such as `m`, or its value; a sum in brackets, as it is one symbol.
  @Override
  public Notation notation() {
    String formula = dim.formula().contains(" ") ? "(" + dim.formula() + ")" : dim.formula();
    return new Notation.Symbol(formula, formula);
  }
}
