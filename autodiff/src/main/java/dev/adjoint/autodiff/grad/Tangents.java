package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;
import java.util.List;
import java.util.Map;

/// The tangents of a Jacobian-vector product, by output.
public final class Tangents {
  private final List<Expr> outputs;
  private final Map<Expr, Tangent> answers;

  Tangents(List<Expr> outputs, Map<Expr, Tangent> answers) {
    this.outputs = outputs;
    this.answers = Map.copyOf(answers);
  }

  /// The tangent of an output. Throws [GradientException] if there is none, saying why.
  public Expr of(Expr output) {
    return switch (answer(output)) {
      case Tangent.Connected(Expr expr) -> expr;
      case Tangent.Disconnected(String why) -> throw none(output, why);
      case Tangent.NonDifferentiable(String why) -> throw none(output, why);
    };
  }

  private static GradientException none(Expr output, String why) {
    return new GradientException("[jvp] there is no tangent of %s: %s".formatted(output, why));
  }

  /// Whether there is a tangent, and if not, why.
  public Tangent answer(Expr output) {
    Tangent answer = answers.get(output);
    if (answer == null) {
      throw new GradientException("[jvp] %s is not one of the outputs".formatted(output));
    }
    return answer;
  }

  /// All tangents in the order of the outputs. Throws [GradientException] if one does not exist.
  public List<Expr> all() {
    return outputs.stream().map(this::of).toList();
  }
}
