package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The gradients of one backward pass, by requested expression.
public final class Gradients {
  private final List<Expr> requested;
  private final Map<Expr, Gradient> answers;

  Gradients(List<Expr> requested, Map<Expr, Gradient> answers) {
    this.requested = requested;
    this.answers = Map.copyOf(answers);
  }

  /// The gradient with respect to a requested expression. Throws [GradientException] if there is
  /// none, saying why.
  public Expr of(Expr requested) {
    return switch (answer(requested)) {
      case Gradient.Connected(Expr expr) -> expr;
      case Gradient.Disconnected(String why) -> throw none(requested, why);
      case Gradient.NonDifferentiable(String why) -> throw none(requested, why);
    };
  }

  private static GradientException none(Expr requested, String why) {
    return new GradientException(
        "[grad] there is no gradient with respect to %s: %s".formatted(requested, why));
  }

  /// Whether there is a gradient, and if not, why.
  public Gradient answer(Expr requested) {
    Gradient answer = answers.get(requested);
    if (answer == null) {
      throw new GradientException("[grad] %s was not requested".formatted(requested));
    }
    return answer;
  }

  /// All gradients in the order of the request. Throws [GradientException] if one does not exist.
  public List<Expr> all() {
    List<Expr> all = new ArrayList<>();
    for (Expr expr : requested) {
      all.add(of(expr));
    }
    return List.copyOf(all);
  }
}
