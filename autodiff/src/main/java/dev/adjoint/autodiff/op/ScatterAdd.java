package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The transpose of [Gather]: updates `[B…, I…, F…]` are added into zeros `[B…, N, F…]` at INT64
/// indices `[B…, I…]`; for BOOL, "or". Updates that meet add up in index order. The derivative
/// gathers.
public record ScatterAdd(int batch, Dim size) implements Op {
  /// Rows added into `size` zero rows: `y[indices[i…], f…] += updates[i…, f…]`.
  public static Expr scatterAdd(Expr updates, Expr indices, Dim size) {
    return new ScatterAdd(0, size).of(updates, indices);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Arity.expect(operands, 2);
    TensorType updates = operands.get(0);
    Shape indices = Gather.indices(operands, batch);
    int r = indices.rank();
    if (updates.rank() < r
        || Shape.of(updates.shape().dims().subList(0, r)).unify(indices).isEmpty()) {
      throw new ShapeException(
          "updates must begin with the axes of the indices, got %s and %s"
              .formatted(updates.shape(), indices));
    }
    List<Dim> dims = new ArrayList<>(Gather.shared(updates.shape(), indices, batch));
    dims.add(size);
    dims.addAll(updates.shape().dims().subList(r, updates.rank()));
    return new TensorType(updates.dtype(), Shape.of(dims));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(new Gather(batch).of(yBar, operands.get(1))), Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Scatter.Add(batch);
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new ScatterAdd(batch, size.at(sizes));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "scatterAdd", "\\operatorname{scatterAdd}", List.of("batch=" + batch, "size=" + size));
  }
}
