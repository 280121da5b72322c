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

/// The square root of the [Variance] over axes, which are dropped. x̄ᵢ = ȳ/(n − correction)·(xᵢ −
/// μ)/y; where y = 0 and no derivative exists, 0.
///
/// Computed as [Norm] of what [Centre] gives over √(n − correction), which neither overflows nor
/// vanishes where the squares would.
public record StandardDeviation(SortedSet<Integer> axes, int correction) implements Op {
  /// Copies the axes.
  public StandardDeviation {
    axes = Axes.copy(axes);
  }

  /// The deviation of a whole population over axes, over all if none is given.
  public static Expr standardDeviation(Expr x, int... axes) {
    return new StandardDeviation(Axes.of("standardDeviation", x, axes), 0).of(x);
  }

  /// The deviation estimated from a sample, by n − 1, over axes, over all if none is given.
  public static Expr sampleStandardDeviation(Expr x, int... axes) {
    return new StandardDeviation(Axes.of("standardDeviation", x, axes), 1).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return Variance.type(operands, axes, correction);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    Expr weight = yBar.dividedBy(Variance.freedom(x, axes, correction));
    Expr direction = new Centre(axes).of(x).dividedBy(Axes.restore(y, x.shape(), axes));
    return List.of(Optional.of(Axes.restore(weight, x.shape(), axes).times(direction)));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return Optional.of(Axes.restore(Compare.notEqual(y, 0), operands.getFirst().shape(), axes));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new StandardDeviation(Axes.shifted(axes), correction));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        x ->
            new Norm(axes)
                .of(new Centre(axes).of(x.getFirst()))
                .dividedBy(Variance.freedom(x.getFirst(), axes, correction).sqrt()));
  }

  @Override
  public List<Kink> kinks() {
    return List.of(Kink.ofEqual("all elements equal", "0", axes, 3, 0));
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "std", "\\operatorname{std}", List.of("axes=" + axes, "correction=" + correction));
  }
}
