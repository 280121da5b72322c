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
import java.util.List;
import java.util.Optional;

/// The first-order linear recurrence along an axis: `h[0] = b[0]`, `h[i] = a[i]·h[i−1] + b[i]`; if
/// reverse, from the end: `h[i] = a[i]·h[i+1] + b[i]`. Both operands have one shape, floating or
/// INT64. Moving averages, discounted returns and the state of a linear network in time are this
/// op. The first `a` is not used, and its derivative is 0.
///
/// b̄ is the recurrence the other way, `b̄[i] = ȳ[i] + a[i+1]·b̄[i+1]`, and `ā[i] = b̄[i]·h[i−1]`:
/// the family is closed under differentiation, so every order takes time linear in the length;
/// nothing is divided, so zeros in `a` are exact.
///
/// A cotangent that is zero from some step on stays zero there only if `a` is finite: pad sequences
/// of unequal length with a finite `a`.
public record LinearRecurrence(int axis, boolean reverse) implements Op {
  /// `h[i] = a[i]·h[i−1] + b[i]` from the front, after NumPy broadcasting of `a` and `b`.
  public static Expr linearRecurrence(Expr a, Expr b, int axis) {
    return along(a, b, axis, false);
  }

  /// `h[i] = a[i]·h[i+1] + b[i]` from the end, after NumPy broadcasting of `a` and `b`.
  public static Expr reverseLinearRecurrence(Expr a, Expr b, int axis) {
    return along(a, b, axis, true);
  }

  private static Expr along(Expr a, Expr b, int axis, boolean reverse) {
    String name = reverse ? "reverseLinearRecurrence" : "linearRecurrence";
    Shape shape;
    try {
      shape = Shape.broadcast(a.shape(), b.shape());
    } catch (ShapeException e) {
      throw Misuse.shape(name, e.getMessage(), List.of(a, b));
    }
    int rank = shape.rank();
    if (axis < -rank || axis >= rank) {
      throw Misuse.shape(name, "there is no axis " + axis + " in " + shape, List.of(a, b));
    }
    int normal = axis < 0 ? axis + rank : axis;
    return Broadcast.elementwise(new LinearRecurrence(normal, reverse), a, b);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType type = Arity.same(operands, 2);
    if (type.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    if (axis < 0 || axis >= type.rank()) {
      throw new ShapeException("there is no axis " + axis + " in " + type.shape());
    }
    return type;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    int ahead = reverse ? -1 : 1;
    Expr nextA = shifted(operands.getFirst(), axis, -ahead);
    Expr bBar = new LinearRecurrence(axis, !reverse).of(nextA, yBar);
    Expr aBar = shifted(shifted(bBar, axis, -ahead).times(y), axis, ahead);
    return List.of(Optional.of(aBar), Optional.of(bBar));
  }

  /// `x` moved one place along an axis, forward for 1 and back for −1; a zero enters.
  static Expr shifted(Expr x, int axis, int by) {
    Expr longer = Pad.pad(x, axis, Math.max(by, 0), Math.max(-by, 0));
    return Slice.part(longer, axis, Dim.of(Math.max(-by, 0)), x.shape().dim(axis));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Recurrence(axis, reverse);
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "linearRecurrence", "\\operatorname{recur}", List.of("axis=" + axis, "reverse=" + reverse));
  }
}
