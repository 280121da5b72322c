package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The variance over axes, which are dropped: `y = Σ (xᵢ − μ)²/(n − correction)`, μ the mean. x̄ᵢ =
/// ȳ·2(xᵢ − μ)/(n − correction); the mean's own part sums to 0.
///
/// Computed from the deviations that [Centre] gives, so that a mean far from 0 costs no digits.
/// There must be more elements than the correction; without one, the variance of nothing is NaN, as
/// the mean is.
public record Variance(SortedSet<Integer> axes, int correction) implements Op {
  /// Copies the axes.
  public Variance {
    axes = Axes.copy(axes);
  }

  /// The variance of a whole population, divided by n, over axes, over all if none is given.
  public static Expr variance(Expr x, int... axes) {
    return new Variance(Axes.of("variance", x, axes), 0).of(x);
  }

  /// The unbiased estimate from a sample, divided by n − 1, over axes, over all if none is given.
  public static Expr sampleVariance(Expr x, int... axes) {
    return new Variance(Axes.of("variance", x, axes), 1).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return type(operands, axes, correction);
  }

  /// The type rule that the standard deviation shares.
  static TensorType type(List<TensorType> operands, SortedSet<Integer> axes, int correction) {
    TensorType x = Arity.unary(operands);
    TensorType y = new Mean(axes).type(operands);
    int n = axes.stream().map(x.shape()::dim).reduce(Dim.of(1), Dim::times).size();
    if (correction < 0 || (correction > 0 && n <= correction)) {
      throw new ShapeException(
          "with correction %d needs more than %d elements over axes %s of %s, which has %d"
              .formatted(correction, Math.max(correction, 0), axes, x.shape(), n));
    }
    return y;
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    Expr weight = yBar.times(2).dividedBy(freedom(x, axes, correction));
    return List.of(
        Optional.of(Axes.restore(weight, x.shape(), axes).times(new Centre(axes).of(x))));
  }

  /// `n − correction`.
  static Expr freedom(Expr x, SortedSet<Integer> axes, int correction) {
    Dim n = axes.stream().map(x.shape()::dim).reduce(Dim.of(1), Dim::times);
    return new Count(correction == 0 ? n : n.minus(Dim.of(correction)), x.dtype()).of();
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new Variance(Axes.shifted(axes), correction));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        x ->
            Sum.over(new Centre(axes).of(x.getFirst()).square(), axes)
                .dividedBy(freedom(x.getFirst(), axes, correction)));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "variance", "\\operatorname{var}", List.of("axes=" + axes, "correction=" + correction));
  }
}
