package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Operands one after the other along an axis, of any dtype: `[…, n₁, …], […, n₂, …], … → […, n₁ +
/// n₂ + …, …]`; all other axes are equal. The derivative cuts each operand's box out of the
/// cotangent, so nothing of one operand reaches another.
public record Concat(int axis) implements Op {
  /// Values one after the other along an axis.
  public static Expr concat(int axis, Expr... operands) {
    if (operands.length == 0) {
      throw Misuse.shape("concat", "needs at least one operand", List.of());
    }
    return new Concat(Axes.of("concat", operands[0], axis).first()).of(operands);
  }

  /// Values of one shape side by side along a new axis, which the result has at the given place; −1
  /// appends it.
  public static Expr stack(int axis, Expr... operands) {
    if (operands.length == 0) {
      throw Misuse.shape("stack", "needs at least one operand", List.of());
    }
    Shape first = operands[0].shape();
    for (Expr operand : operands) {
      if (first.unify(operand.shape()).isEmpty()) {
        throw Misuse.shape(
            "stack",
            "shapes must be equal, got " + first + " and " + operand.shape(),
            List.of(operands));
      }
    }
    int a = Axes.place("stack", operands[0], axis);
    return new Concat(a)
        .of(Stream.of(operands).map(x -> Reshape.unsqueeze(x, a)).toArray(Expr[]::new));
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    if (operands.isEmpty()) {
      throw new ShapeException("needs at least one operand");
    }
    TensorType first = operands.getFirst();
    Shape shape = first.shape();
    for (TensorType other : operands.subList(1, operands.size())) {
      if (other.dtype() != first.dtype()) {
        throw new DTypeException(
            "operands must have one dtype, got %s and %s: nothing is promoted silently, use cast"
                .formatted(first.dtype(), other.dtype()));
      }
      shape = joined(shape, other.shape());
    }
    return new TensorType(first.dtype(), shape);
  }

  private Shape joined(Shape a, Shape b) {
    if (a.rank() == b.rank() && axis < a.rank()) {
      Dim length = a.dim(axis).plus(b.dim(axis));
      Optional<Shape> both = a.with(axis, length).unify(b.with(axis, length));
      if (both.isPresent()) {
        return both.get();
      }
    }
    throw new ShapeException(
        "all axes but axis %d must be equal, got %s and %s".formatted(axis, a, b));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    List<List<Dim>> starts = starts(operands.stream().map(Expr::type).toList());
    List<Optional<Expr>> bars = new ArrayList<>();
    for (int k = 0; k < operands.size(); k++) {
      List<Dim> sizes = operands.get(k).shape().dims();
      bars.add(Optional.of(new Slice(starts.get(k), sizes, ones(sizes.size())).of(yBar)));
    }
    return bars;
  }

  /// The tangents one after the other, zeros for those that stand still: linear in their number,
  /// where the transpose of the vjp adds up as many results.
  @Override
  public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    Expr[] parts = new Expr[operands.size()];
    for (int k = 0; k < parts.length; k++) {
      Expr x = operands.get(k);
      parts[k] =
          tangents
              .get(k)
              .orElseGet(() -> Broadcast.broadcast(Constant.scalar(0, x.dtype()), x.shape()));
    }
    return Optional.of(of(parts));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Scatter.Place(starts(operands), ones(operands.getFirst().rank()));
  }

  private List<List<Dim>> starts(List<TensorType> operands) {
    List<List<Dim>> starts = new ArrayList<>();
    List<Dim> start = new ArrayList<>(Collections.nCopies(operands.getFirst().rank(), Dim.of(0)));
    for (TensorType operand : operands) {
      starts.add(List.copyOf(start));
      start.set(axis, start.get(axis).plus(operand.shape().dim(axis)));
    }
    return starts;
  }

  private static List<Integer> ones(int rank) {
    return Collections.nCopies(rank, 1);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("concat", "\\operatorname{concat}", List.of("axis=" + axis));
  }
}
