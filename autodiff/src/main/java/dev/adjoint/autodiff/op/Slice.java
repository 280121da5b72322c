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

/// A box of `x`, possibly with gaps: result index `i` of axis `a` is index `starts[a] +
/// i·steps[a]`. The derivative puts the cotangent back into its box and lets nothing through
/// elsewhere.
public record Slice(List<Dim> starts, List<Dim> sizes, List<Integer> steps) implements Op {
  /// Copies the lists.
  public Slice {
    starts = List.copyOf(starts);
    sizes = List.copyOf(sizes);
    steps = List.copyOf(steps);
  }

  /// Indices `from` (inclusive) to `to` (exclusive) of one axis.
  public static Expr slice(Expr x, int axis, int from, int to) {
    int a = Axes.of("slice", x, axis).first();
    if (from < 0 || to < from || to > x.shape().size(a)) {
      throw Misuse.shape(
          "slice",
          "range %d..%d is not within axis %d of length %d"
              .formatted(from, to, a, x.shape().size(a)),
          List.of(x));
    }
    List<Dim> starts = new ArrayList<>(Collections.nCopies(x.rank(), Dim.of(0)));
    List<Dim> sizes = new ArrayList<>(x.shape().dims());
    starts.set(a, Dim.of(from));
    sizes.set(a, Dim.of(to - from));
    return new Slice(starts, sizes, Collections.nCopies(x.rank(), 1)).of(x);
  }

  /// So many elements of one axis from a start on: names too, so that the part follows them to
  /// other sizes.
  public static Expr part(Expr x, int axis, Dim start, Dim size) {
    int a = Axes.of("slice", x, axis).first();
    List<Dim> starts = new ArrayList<>(Collections.nCopies(x.rank(), Dim.of(0)));
    starts.set(a, start);
    List<Dim> sizes = x.shape().with(a, size).dims();
    return new Slice(starts, sizes, Collections.nCopies(x.rank(), 1)).of(x);
  }

  /// `x` cut along an axis into parts of these lengths, which must add up to it: names too, so that
  /// the parts still fit together at other sizes.
  public static List<Expr> split(Expr x, int axis, Dim... lengths) {
    int a = Axes.of("split", x, axis).first();
    Dim end = Dim.of(0);
    List<Dim> starts = new ArrayList<>();
    for (Dim length : lengths) {
      starts.add(end);
      end = end.plus(length);
    }
    if (!end.equals(x.shape().dim(a))) {
      throw Misuse.shape(
          "split",
          "lengths %s add up to %s, axis %d has %s"
              .formatted(List.of(lengths), end, a, x.shape().dim(a)),
          List.of(x));
    }
    List<Expr> parts = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      List<Dim> from = new ArrayList<>(Collections.nCopies(x.rank(), Dim.of(0)));
      from.set(a, starts.get(i));
      List<Dim> sizes = x.shape().with(a, lengths[i]).dims();
      parts.add(new Slice(from, sizes, Collections.nCopies(x.rank(), 1)).of(x));
    }
    return List.copyOf(parts);
  }

  /// `x` cut along an unnamed axis into parts of equal length.
  public static List<Expr> split(Expr x, int axis, int parts) {
    Dim dim = x.shape().dim(Axes.of("split", x, axis).first());
    if (dim.isNamed() || parts < 1 || dim.size() % parts != 0) {
      throw Misuse.shape(
          "split", "axis of length %s is not %d equal parts".formatted(dim, parts), List.of(x));
    }
    return split(
        x, axis, Collections.nCopies(parts, Dim.of(dim.size() / parts)).toArray(Dim[]::new));
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType x = Arity.unary(operands);
    if (starts.size() != x.rank() || sizes.size() != x.rank() || steps.size() != x.rank()) {
      throw new ShapeException(
          "starts, sizes and steps must have one entry an axis of " + x.shape());
    }
    for (int a = 0; a < x.rank(); a++) {
      long last = starts.get(a).size() + (sizes.get(a).size() - 1L) * steps.get(a);
      if (steps.get(a) < 1 || (sizes.get(a).size() > 0 && last >= x.shape().size(a))) {
        throw new ShapeException(
            "start %s, size %s, step %d do not fit axis %d of %s"
                .formatted(starts.get(a), sizes.get(a), steps.get(a), a, x.shape()));
      }
    }
    return new TensorType(x.dtype(), Shape.of(sizes));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(new Pad(starts, steps, operands.getFirst().shape()).of(yBar)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.View.Slice(starts, steps);
  }

  @Override
  public Op at(Map<String, Integer> at) {
    return new Slice(
        starts.stream().map(d -> d.at(at)).toList(),
        sizes.stream().map(d -> d.at(at)).toList(),
        steps);
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "slice",
        "\\operatorname{slice}",
        List.of("starts=" + starts, "sizes=" + sizes, "steps=" + steps));
  }
}
