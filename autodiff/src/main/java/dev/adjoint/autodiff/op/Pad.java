package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `x` placed into zeros (for BOOL, false): index `i` of axis `a` goes to `starts[a] + i·steps[a]`
/// of the given shape. The transpose of [Slice], which is also its derivative.
public record Pad(List<Dim> starts, List<Integer> steps, Shape shape) implements Op {
  /// Copies the lists.
  public Pad {
    starts = List.copyOf(starts);
    steps = List.copyOf(steps);
  }

  /// `x` with zeros before and after along one axis.
  public static Expr pad(Expr x, int axis, int before, int after) {
    int a = Axes.of("pad", x, axis).first();
    if (before < 0 || after < 0) {
      throw Misuse.shape(
          "pad", "lengths must not be negative, got " + before + " and " + after, List.of(x));
    }
    List<Dim> starts = new ArrayList<>(Collections.nCopies(x.rank(), Dim.of(0)));
    starts.set(a, Dim.of(before));
    Shape shape = x.shape().with(a, x.shape().dim(a).plus(Dim.of(before)).plus(Dim.of(after)));
    return new Pad(starts, Collections.nCopies(x.rank(), 1), shape).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (starts.size() != x.rank() || steps.size() != x.rank() || shape.rank() != x.rank()) {
      throw new ShapeException(
          "starts, steps and shape must have one entry an axis of " + x.shape());
    }
    for (int a = 0; a < x.rank(); a++) {
      long last = starts.get(a).size() + (x.shape().size(a) - 1L) * steps.get(a);
      if (steps.get(a) < 1 || (x.shape().size(a) > 0 && last >= shape.size(a))) {
        throw new ShapeException(
            "%s from %s with step %d does not fit axis %d of %s"
                .formatted(x.shape(), starts.get(a), steps.get(a), a, shape));
      }
    }
    return new TensorType(x.dtype(), shape);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    List<Dim> sizes = operands.getFirst().shape().dims();
    return List.of(Optional.of(new Slice(starts, sizes, steps).of(yBar)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Scatter.Place(List.of(starts), steps);
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new Pad(starts.stream().map(d -> d.at(sizes)).toList(), steps, shape.at(sizes));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "pad",
        "\\operatorname{pad}",
        List.of("starts=" + starts, "steps=" + steps, "shape=" + shape));
  }
}
