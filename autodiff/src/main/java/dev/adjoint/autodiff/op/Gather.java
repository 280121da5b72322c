package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
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
import java.util.stream.IntStream;

/// Elements of `x` picked by INT64 indices: `x[B…, N, F…]`, `indices[B…, I…]`, `B…` being the first
/// `batch` axes; `y[b…, i…, f…] = x[b…, indices[b…, i…], f…]`. An index outside 0..N−1 is an error
/// when the graph is run. The derivative adds each cotangent at its index ([ScatterAdd]) and lets
/// nothing through at elements that no index picks.
public record Gather(int batch) implements Op {
  /// Whole rows: `y[i…, f…] = x[indices[i…], f…]`; an embedding table look-up.
  public static Expr gather(Expr x, Expr indices) {
    return new Gather(0).of(x, indices);
  }

  /// What indices of any shape pick along an axis, whose place their axes take: `y[h…, i…, t…] =
  /// x[h…, indices[i…], t…]`, NumPy's `take`.
  public static Expr take(Expr x, Expr indices, int axis) {
    int a = Axes.of("take", x, axis).first();
    Expr y = gather(Permute.move(x, a, 0), indices);
    List<Integer> axes = new ArrayList<>();
    int picked = indices.rank();
    IntStream.range(picked, picked + a).forEach(axes::add);
    IntStream.range(0, picked).forEach(axes::add);
    IntStream.range(picked + a, y.rank()).forEach(axes::add);
    return a == 0 || picked == 0 ? y : new Permute(axes).of(y);
  }

  /// One element per index along an axis, NumPy's `take_along_axis`: all other axes of `x` and
  /// `indices` are equal.
  public static Expr takeAlong(Expr x, Expr indices, int axis) {
    if (x.rank() != indices.rank()) {
      throw Misuse.shape("gather", "operands must have one rank", List.of(x, indices));
    }
    int a = Axes.of("gather", x, axis).first();
    int last = x.rank() - 1;
    Expr y = new Gather(last).of(Permute.move(x, a, last), Permute.move(indices, a, last));
    return Permute.move(y, last, a);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Arity.expect(operands, 2);
    TensorType x = operands.get(0);
    Shape indices = indices(operands, batch);
    if (x.rank() <= batch) {
      throw new ShapeException(
          "needs an axis to index behind the %d shared ones, got %s".formatted(batch, x.shape()));
    }
    List<Dim> dims = new ArrayList<>(shared(x.shape(), indices, batch));
    dims.addAll(indices.dims().subList(batch, indices.rank()));
    dims.addAll(x.shape().dims().subList(batch + 1, x.rank()));
    return new TensorType(x.dtype(), Shape.of(dims));
  }

  /// The shape of the index operand.
  static Shape indices(List<TensorType> operands, int batch) {
    TensorType indices = operands.get(1);
    if (indices.dtype() != DType.INT64) {
      throw new DTypeException("needs int64 indices, not " + indices.dtype());
    }
    if (indices.rank() < batch) {
      throw new ShapeException(
          "indices must have the %d shared axes, got %s".formatted(batch, indices.shape()));
    }
    return indices.shape();
  }

  /// The leading axes that both operands share.
  static List<Dim> shared(Shape a, Shape b, int batch) {
    return Shape.of(a.dims().subList(0, batch))
        .unify(Shape.of(b.dims().subList(0, batch)))
        .orElseThrow(
            () ->
                new ShapeException(
                    "the first %d axes must be equal, got %s and %s".formatted(batch, a, b)))
        .dims();
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.get(0);
    Expr xBar = new ScatterAdd(batch, x.shape().dim(batch)).of(yBar, operands.get(1));
    return List.of(Optional.of(xBar), Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Gather(batch);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("gather", "\\operatorname{gather}", List.of("batch=" + batch));
  }
}
