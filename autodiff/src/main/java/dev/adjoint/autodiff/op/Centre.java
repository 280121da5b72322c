package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The deviations from the mean over axes, which stay: `y = x − μ`. x̄ = ȳ − the mean of ȳ, the
/// same op.
///
/// Computed as `d − mean(d)` with `d = x − mean(x)`. The rounded mean is beside the true one by up
/// to a unit or so, and d by as much: for (0.1, 0.1, 0.1), whose mean rounds up, that would be all
/// of d, which must be 0; for 1e8 + (0, 1, 3) it would be nine digits of it. The mean of d is
/// accurate, because d is small.
public record Centre(SortedSet<Integer> axes) implements Op {
  /// Copies the axes.
  public Centre {
    axes = Axes.copy(axes);
  }

  /// `x` minus its mean over axes, over all if none is given.
  public static Expr centre(Expr x, int... axes) {
    return new Centre(Axes.of("centre", x, axes)).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType mean = new Mean(axes).type(operands);
    return new TensorType(mean.dtype(), operands.getFirst().shape());
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.of(new Centre(axes).of(yBar)));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new Centre(Axes.shifted(axes)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(x -> minusMean(minusMean(x.getFirst())));
  }

  private Expr minusMean(Expr x) {
    return x.minus(Axes.restore(new Mean(axes).of(x), x.shape(), axes));
  }

  @Override
  public Notation notation() {
    return new Notation.Function("centre", "\\operatorname{centre}", List.of("axes=" + axes));
  }
}
