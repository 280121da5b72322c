package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `yᵢ = xᵢ − ln Σⱼ e^xⱼ` along an axis: log-probabilities from logits.
///
/// x̄ᵢ = ȳᵢ·(1 − pᵢ) − pᵢ·Σⱼ≠ᵢ ȳⱼ with p = softmax(x), where 1 − pᵢ is −expm1(yᵢ), and the sum over
/// the others is taken without the likeliest class, not as the total less ȳ of that class: so the
/// gradient of a class that is all but sure is its tiny truth, not the difference of two numbers
/// near 1.
public record LogSoftmax(int axis) implements Op {
  /// The logarithm of softmax along an axis, accurate where the probability rounds to 0 or 1.
  public static Expr logSoftmax(Expr x, int axis) {
    return new LogSoftmax(Axes.of("logSoftmax", x, axis).first()).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return LogSumExp.operand(operands, axis);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr x = operands.getFirst();
    Expr first = Axes.restore(ArgExtremum.argMax(x, axis), x.shape(), Set.of(axis));
    Expr isLikeliest = Compare.equal(Iota.iota(y.shape(), axis), first);
    Expr rest = Sum.sum(Where.where(isLikeliest, 0, yBar), axis);
    Expr total = Axes.restore(Sum.sum(yBar, axis), y.shape(), Set.of(axis));
    Expr others =
        Where.where(isLikeliest, Axes.restore(rest, y.shape(), Set.of(axis)), total.minus(yBar));
    return List.of(
        Optional.of(
            yBar.times(Expm1.expm1(y).negate()).minus(Softmax.softmax(x, axis).times(others))));
  }

  /// `ẏ = ẋ − Σ softmax(x) ⊙ ẋ`, the `ẋ` of the likeliest class having been subtracted before, so
  /// that for an all but sure class nothing cancels.
  @Override
  public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    Expr x = operands.getFirst();
    Expr xDot = tangents.getFirst().orElseThrow();
    Expr likeliest = Axes.keep(ArgExtremum.argMax(x, axis), x.shape(), Set.of(axis));
    Expr shifted = xDot.minus(Gather.takeAlong(xDot, likeliest, axis));
    Expr mean = Sum.sum(Softmax.softmax(x, axis).times(shifted), axis);
    return Optional.of(shifted.minus(Axes.restore(mean, y.shape(), Set.of(axis))));
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new LogSoftmax(axis + 1));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        operand -> {
          Expr x = operand.getFirst();
          Expr excess = Axes.restore(LogSumExp.excess(x, axis), x.shape(), Set.of(axis));
          return LogSumExp.shifted(x, axis).minus(excess);
        });
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "logSoftmax", "\\operatorname{logSoftmax}", List.of("axis=" + axis));
  }
}
