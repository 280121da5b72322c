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
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// Running products along an axis: `y[i] = x[0]·…·x[i]`, or from `i` to the end if reverse;
/// floating or INT64.
///
/// `x̄[i] = y[i−1]·g[i]` with `y[−1] = 1`, where `g[i] = ȳ[i] + x[i+1]·g[i+1]` is a
/// [LinearRecurrence]: exact with any number of zeros, and to every order, since nothing is divided
/// by `x`.
public record CumulativeProduct(int axis, boolean reverse) implements Op {
  /// Running products from the front.
  public static Expr cumulativeProduct(Expr x, int axis) {
    return new CumulativeProduct(Axes.of("cumulativeProduct", x, axis).first(), false).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("needs numbers, not bool");
    }
    return x;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr next = LinearRecurrence.shifted(operands.getFirst(), axis, reverse ? 1 : -1);
    Expr g = new LinearRecurrence(axis, !reverse).of(next, yBar);
    return List.of(Optional.of(before(led(y, 1), y.shape()).times(g)));
  }

  /// The products of what comes before each element, itself left out.
  Expr exclusive(Expr x) {
    return before(products(x), x.shape());
  }

  /// All running products, the empty one included. What is added to each is −0, which keeps even
  /// the sign of a zero.
  private Expr products(Expr x) {
    Expr nothing = Broadcast.broadcast(Constant.scalar(-0.0, x.dtype()), x.shape());
    return new LinearRecurrence(axis, reverse).of(led(x, 1), led(nothing, 1));
  }

  /// `x` with a number before its first element, in the direction of the products.
  private Expr led(Expr x, double first) {
    Shape shape = x.shape().with(axis, Dim.of(1));
    Expr lead = Broadcast.broadcast(Constant.scalar(first, x.dtype()), shape);
    return reverse ? Concat.concat(axis, x, lead) : Concat.concat(axis, lead, x);
  }

  /// All but the last of a list that [#led] made.
  private Expr before(Expr led, Shape shape) {
    return Slice.part(led, axis, Dim.of(reverse ? 1 : 0), shape.dim(axis));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new CumulativeProduct(axis + 1, reverse));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        operand -> {
          Expr x = operand.getFirst();
          return Slice.part(products(x), axis, Dim.of(reverse ? 0 : 1), x.shape().dim(axis));
        });
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "cumulativeProduct",
        "\\operatorname{cumprod}",
        List.of("axis=" + axis, "reverse=" + reverse));
  }
}
