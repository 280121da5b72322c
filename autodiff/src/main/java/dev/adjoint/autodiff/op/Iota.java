package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The index along one axis of a shape, INT64: `y[…, i, …] = i`.
public record Iota(Shape shape, int axis) implements Op {
  /// The index along an axis.
  public static Expr iota(Shape shape, int axis) {
    return new Iota(shape, shape.axis(axis)).of();
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Arity.expect(operands, 0);
    return new TensorType(DType.INT64, shape);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of();
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Generate.Iota(axis);
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new Iota(shape.at(sizes), axis);
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "iota", "\\operatorname{iota}", List.of("shape=" + shape, "axis=" + axis));
  }
}
