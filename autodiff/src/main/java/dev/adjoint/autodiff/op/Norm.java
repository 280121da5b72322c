package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The Euclidean norm over axes, which are dropped: `y = √Σ xᵢ²`. x̄ᵢ = ȳ·xᵢ/y; where y = 0 and no
/// derivative exists, 0, a subgradient.
///
/// Computed as `s·√Σ(xᵢ/s)²` with s the largest |xᵢ|, held constant, which changes no value: so
/// 1e200 does not overflow and 1e-200 does not vanish. The derivative divides by y, never by Σ xᵢ².
public record Norm(SortedSet<Integer> axes) implements Op {
  /// Copies the axes.
  public Norm {
    axes = Axes.copy(axes);
  }

  /// The Euclidean norm `√Σ xᵢ²` over axes, over all if none is given.
  public static Expr norm(Expr x, int... axes) {
    return new Norm(Axes.of("norm", x, axes)).of(x);
  }

  /// The sum of magnitudes `Σ |xᵢ|` over axes, over all if none is given. A zero element has the
  /// derivative 0, as [Abs] says.
  public static Expr norm1(Expr x, int... axes) {
    return Sum.over(x.abs(), Axes.of("norm1", x, axes));
  }

  /// The largest magnitude `max |xᵢ|` over axes, over all if none is given. Ties share the
  /// derivative equally as [Extremum] says; it is 0 where all elements are 0.
  public static Expr normInf(Expr x, int... axes) {
    return new Extremum(false, Axes.of("normInf", x, axes)).of(x.abs());
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return new Mean(axes).type(operands);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    Expr direction = x.dividedBy(Axes.restore(y, x.shape(), axes));
    return List.of(Optional.of(Axes.restore(yBar, x.shape(), axes).times(direction)));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return Optional.of(Axes.restore(Compare.notEqual(y, 0), operands.getFirst().shape(), axes));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new Norm(Axes.shifted(axes)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        operand -> {
          Expr x = operand.getFirst();
          if (x.shape().size() == 0) {
            return Sum.over(x, axes);
          }
          Expr largest = StopGradient.stopGradient(new Extremum(false, axes).of(x.abs()));
          Expr scales =
              Logical.and(
                  Compare.greater(largest, 0), Compare.less(largest, Double.POSITIVE_INFINITY));
          Expr scale = Where.where(scales, largest, 1);
          Expr scaled = x.dividedBy(Axes.restore(scale, x.shape(), axes));
          Expr squares = Sum.over(scaled.square(), axes);
          Expr isZero = Compare.equal(squares, 0);
          Expr root = Where.where(Not.not(isZero), squares, 1).sqrt();
          return Where.where(Not.not(isZero), scale.times(root), 0);
        });
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.ofEqual("all elements 0", "0", axes, 0, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("norm", "\\operatorname{norm}", List.of("axes=" + axes));
  }
}
