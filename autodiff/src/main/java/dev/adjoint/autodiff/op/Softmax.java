package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `yᵢ = e^xᵢ / Σⱼ e^xⱼ` along an axis: probabilities from logits, unchanged by a shift of all
/// logits, so the largest is subtracted first. All −∞ gives zeros: no class is possible.
///
/// x̄ = y ⊙ (ȳ − Σ ȳ ⊙ y): the Jacobian diag y − yyᵀ times ȳ, without ever forming it. Since it
/// does not change if ȳ is shifted, the ȳ of the likeliest class is subtracted first: for an all
/// but sure class ȳ and the sum would otherwise cancel down to their rounding errors.
public record Softmax(int axis) implements Op {
  /// Softmax along an axis.
  public static Expr softmax(Expr x, int axis) {
    return new Softmax(Axes.of("softmax", x, axis).first()).of(x);
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return LogSumExp.operand(operands, axis);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr likeliest = Axes.keep(ArgExtremum.argMax(y, axis), y.shape(), Set.of(axis));
    Expr shifted = yBar.minus(Gather.takeAlong(yBar, likeliest, axis));
    Expr mean = Sum.sum(shifted.times(y), axis);
    return List.of(
        Optional.of(y.times(shifted.minus(Axes.restore(mean, y.shape(), Set.of(axis))))));
  }

  /// The Jacobian is symmetric, so the rule of the cotangent is that of the tangent.
  @Override
  public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    return vjp(operands, y, tangents.getFirst().orElseThrow()).getFirst();
  }

  @Override
  public Optional<Op> shifted() {
    return Optional.of(new Softmax(axis + 1));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(
        x -> {
          Expr e = LogSumExp.shifted(x.getFirst(), axis).exp();
          Expr sum = Sum.sum(e, axis);
          Expr total = Where.where(Compare.notEqual(sum, 0), sum, 1);
          return e.dividedBy(Axes.restore(total, e.shape(), Set.of(axis)));
        });
  }

  @Override
  public Notation notation() {
    return new Notation.Function("softmax", "\\operatorname{softmax}", List.of("axis=" + axis));
  }
}
