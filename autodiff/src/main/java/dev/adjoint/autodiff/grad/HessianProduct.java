package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.rewrite.Stabilise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The product of a Hessian with a vector: the tangent of a gradient.
final class HessianProduct {
  private HessianProduct() {}

  /// The loss is made stable first, so that the interior nodes of the direction are still there to
  /// be found in the gradient.
  static Gradients of(Expr loss, Map<? extends Expr, ? extends Expr> v) {
    Stabilise free = Stabilise.of(List.of(loss));
    Stabilise stable =
        Stabilise.of(List.of(loss), v.keySet().stream().filter(free::crosses).toList());
    Map<Expr, Expr> direction = new LinkedHashMap<>();
    v.forEach((x, part) -> direction.put(stable.of(x), part));
    Gradients first = Grad.grad(stable.outputs().getFirst(), List.copyOf(direction.keySet()));
    List<Expr> connected = new ArrayList<>();
    for (Expr x : direction.keySet()) {
      if (first.answer(x) instanceof Gradient.Connected(Expr gradient)) {
        connected.add(gradient);
      }
    }
    Tangents second = Grad.jvp(connected, direction);
    Map<Expr, Gradient> answers = new HashMap<>();
    for (Expr x : v.keySet()) {
      Gradient answer = first.answer(stable.of(x));
      answers.put(
          x,
          answer instanceof Gradient.Connected(Expr gradient)
              ? gradient(second.answer(gradient))
              : answer);
    }
    return new Gradients(List.copyOf(v.keySet()), answers);
  }

  private static Gradient gradient(Tangent tangent) {
    return switch (tangent) {
      case Tangent.Connected(Expr expr) -> new Gradient.Connected(expr);
      case Tangent.Disconnected(String why) -> new Gradient.Disconnected("of its gradient, " + why);
      case Tangent.NonDifferentiable(String why) -> new Gradient.NonDifferentiable(why);
    };
  }
}
