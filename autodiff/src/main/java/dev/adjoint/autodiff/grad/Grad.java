package dev.adjoint.autodiff.grad;

import static java.util.stream.Collectors.toCollection;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.rewrite.Stabilise;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Reverse-mode derivatives of expressions, as expressions.
///
/// What is differentiated is the stable form of the outputs ([Stabilise]); an expression marked by
/// [Expr#asWritten] is differentiated literally.
public final class Grad {
  private Grad() {}

  /// The gradient of a scalar with respect to any expressions it is computed from: parameters,
  /// inputs or interior nodes, for which it is the δ of the textbooks.
  public static Gradients grad(Expr loss, Expr... wrt) {
    return grad(loss, List.of(wrt));
  }

  /// The gradient of a scalar with respect to any expressions it is computed from.
  public static Gradients grad(Expr loss, List<? extends Expr> wrt) {
    if (!loss.dtype().isFloating()) {
      throw new GradientException("[grad] the loss must be floating, not " + loss);
    }
    if (loss.rank() != 0) {
      throw new GradientException(
          "[grad] the loss must be a scalar, got %s: reduce it by sum or mean, or use vjp with a seed"
              .formatted(loss));
    }
    return vjp(List.of(loss), List.of(Constant.scalar(1, loss.dtype())), wrt);
  }

  /// The vector-Jacobian product: the gradient of `Σ ⟨seedᵢ, outputᵢ⟩` with the seeds held
  /// constant. A seed has the type of its output.
  public static Gradients vjp(
      List<? extends Expr> outputs, List<? extends Expr> seeds, List<? extends Expr> wrt) {
    if (seeds.size() != outputs.size()) {
      throw new GradientException(
          "[vjp] needs a seed for each of the %d outputs, got %d"
              .formatted(outputs.size(), seeds.size()));
    }
    for (int i = 0; i < seeds.size(); i++) {
      Expr output = outputs.get(i);
      Expr seed = seeds.get(i);
      if (!output.dtype().isFloating()
          || seed.dtype() != output.dtype()
          || seed.shape().unify(output.shape()).isEmpty()) {
        throw new GradientException(
            "[vjp] seed %d is %s, but its output is %s".formatted(i, seed, output));
      }
    }
    return answers(List.copyOf(outputs), List.copyOf(seeds), List.copyOf(wrt));
  }

  /// All first derivatives of an output of any shape: for an expression `[x…]`, of shape `[output…,
  /// x…]` ([Jacobian]).
  public static Gradients jacobian(Expr output, Expr... wrt) {
    return Jacobian.of(output, List.of(wrt)).all();
  }

  /// All second derivatives of a scalar ([Hessian]).
  public static Hessian hessian(Expr loss, Expr... wrt) {
    return Hessian.of(loss, List.of(wrt));
  }

  /// Through the stable form of the outputs. A target that some rule went past asks for the
  /// derivative of the stable form that keeps it, each by itself, so that none is the worse for
  /// another.
  private static Gradients answers(List<Expr> outputs, List<Expr> seeds, List<Expr> wrt) {
    Stabilise stable = Stabilise.of(outputs);
    Set<Expr> crossed =
        wrt.stream().filter(stable::crosses).collect(toCollection(LinkedHashSet::new));
    Map<Expr, Gradient> answers =
        new HashMap<>(answers(stable, seeds, wrt.stream().filter(x -> !crossed.contains(x))));
    for (Expr target : crossed) {
      Stabilise kept = Stabilise.of(outputs, List.of(target));
      answers.putAll(answers(kept, seeds, Stream.of(target)));
    }
    return new Gradients(wrt, answers);
  }

  private static Map<Expr, Gradient> answers(Stabilise stable, List<Expr> seeds, Stream<Expr> wrt) {
    List<Expr> targets = wrt.distinct().toList();
    List<Expr> forms = targets.stream().map(stable::of).toList();
    Backward backward = new Backward(stable.outputs(), seeds, forms);
    Map<Expr, Gradient> answers = new HashMap<>();
    for (int i = 0; i < forms.size(); i++) {
      Gradient answer = backward.answer(forms.get(i));
      answers.put(targets.get(i), stable.isLiteral(targets.get(i)) ? asWritten(answer) : answer);
    }
    return answers;
  }

  private static Gradient asWritten(Gradient answer) {
    return answer instanceof Gradient.Connected(Expr value)
        ? new Gradient.Connected(value.asWritten())
        : answer;
  }
}
