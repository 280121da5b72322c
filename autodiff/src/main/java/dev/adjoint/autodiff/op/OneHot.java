package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A row for each INT64 label that is 1 at the label and 0 elsewhere: `labels[B…] → y[B…,
/// classes]`, `y[b…, c] = 1 if labels[b…] = c`. No gradient flows.
///
/// A label outside 0..classes−1 is an error when the graph is run, as an index of [Gather] is: a
/// row of zeros would hide labels that count from 1. Who marks missing labels by −1 says so with
/// [Where], before and after.
public record OneHot(Dim classes, DType dtype) implements Op {
  /// One row of length `classes` for each label.
  public static Expr oneHot(Expr labels, Dim classes, DType dtype) {
    return new OneHot(classes, dtype).of(labels);
  }

  /// One row of length `classes` for each label.
  public static Expr oneHot(Expr labels, int classes, DType dtype) {
    return oneHot(labels, Dim.of(classes), dtype);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType labels = Arity.unary(operands);
    if (labels.dtype() != DType.INT64) {
      throw new DTypeException("needs int64 labels, not " + labels.dtype());
    }
    return new TensorType(dtype, labels.shape().insert(-1, classes));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(this);
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        x -> {
          Expr labels = x.getFirst();
          Expr ones = Broadcast.broadcast(Constant.scalar(1, dtype), labels.shape());
          return new ScatterAdd(labels.rank(), classes).of(ones, labels).named("oneHot");
        });
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new OneHot(classes.at(sizes), dtype);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("oneHot", "\\operatorname{oneHot}", List.of("classes=" + classes));
  }
}
