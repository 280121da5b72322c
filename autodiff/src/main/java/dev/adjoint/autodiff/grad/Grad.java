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
import java.util.function.Function;
import java.util.stream.Stream;

/// Derivatives of expressions, as expressions, in reverse mode and in forward mode.
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
      if (!fits(seeds.get(i), outputs.get(i))) {
        throw new GradientException(
            "[vjp] seed %d is %s, but its output is %s".formatted(i, seeds.get(i), outputs.get(i)));
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

  /// The Jacobian-vector product: the derivative of outputs along a direction, given as a tangent
  /// for each of some inputs, parameters or interior nodes, of the type of its node; all others
  /// stand still.
  ///
  /// It is the transpose of [#vjp], `⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩`, so the tangent of an interior node adds
  /// to what reaches the node from below. A rule that is no derivative, as that of a gradient that
  /// is scaled, is transposed too; one that clips says what its tangent is
  /// ([dev.adjoint.autodiff.graph.Op#jvp]).
  public static Tangents jvp(
      List<? extends Expr> outputs, Map<? extends Expr, ? extends Expr> tangents) {
    tangents.forEach(
        (x, tangent) -> {
          if (!fits(tangent, x)) {
            throw new GradientException(
                "[jvp] the tangent of %s is %s%s"
                    .formatted(
                        x,
                        tangent,
                        x.dtype().isFloating() ? "" : ", but " + x.dtype() + " values have none"));
          }
        });
    return Forward.along(List.copyOf(outputs), Map.copyOf(tangents));
  }

  /// The product of the Hessian of a scalar with a vector, `Σⱼ ∂²L/∂xᵢ∂xⱼ·vⱼ` for every expression
  /// `xᵢ` that has a part `vᵢ` in it: the tangent of the gradient along `v`, forward mode over
  /// reverse. It costs a small multiple of the gradient, whatever the size of the Hessian, and is
  /// linear in `v`. Where the gradient does not depend on any `xⱼ` the answer is *disconnected*: a
  /// zero by structure.
  public static Gradients hvp(Expr loss, Map<? extends Expr, ? extends Expr> v) {
    return HessianProduct.of(loss, v);
  }

  /// Derivatives of functions of a tree of expressions, such as the parameters of a model.
  public static <M> Point<M> at(M tree) {
    return Point.of(tree);
  }

  /// Derivatives of functions of one expression.
  public static Point<Expr> at(Expr x) {
    return Point.of(x);
  }

  /// The value and the gradient of a scalar function of a model; for more, [#at].
  public static <M extends Record> ValueAndGrad<M, Expr> valueAndGrad(
      Function<? super M, ? extends Expr> loss, M model) {
    return at(model).valueAndGrad(loss);
  }

  /// Whether an expression can be a tangent or a cotangent of another.
  static boolean fits(Expr given, Expr node) {
    return node.dtype().isFloating()
        && given.dtype() == node.dtype()
        && given.shape().unify(node.shape()).isPresent();
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
