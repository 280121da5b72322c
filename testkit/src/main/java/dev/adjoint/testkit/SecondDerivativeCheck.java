package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The product of the Hessian of a loss with a fixed direction v, in three ways that must agree:
/// the gradient of `⟨∇loss, v⟩`, dual numbers through that expression, and dual numbers of dual
/// numbers through the loss, which uses no vjp rule at all.
final class SecondDerivativeCheck {
  private final GraphCase graph;
  private final Expr loss;
  private final Map<Input, Tensor> direction = new LinkedHashMap<>();

  SecondDerivativeCheck(GraphCase graph, Expr loss) {
    this.graph = graph;
    this.loss = loss;
    for (Input x : graph.differentiable()) {
      direction.put(x, Direction.of(x.type(), direction.size() + 1));
    }
  }

  Outcome againstDuals() {
    if (graph.redefinesDerivative()) {
      return graph.unchecked();
    }
    Optional<Expr> slope = slope();
    if (slope.isEmpty()) {
      return Outcome.NOTHING;
    }
    BoundedReading reading = new BoundedReading(graph.bindings());
    if (!isFinite(reading, loss) || !isFinite(reading, slope.get())) {
      return Outcome.NOTHING;
    }
    Gradients second = Grad.grad(slope.get(), graph.differentiable());
    Comparison mixed = new Comparison(graph, "duals through the gradient", "reverse over reverse");
    Comparison forward = new Comparison(graph, "duals of duals", "reverse over reverse");
    for (Input x : graph.differentiable()) {
      Bounded[] reverse =
          second.answer(x) instanceof Gradient.Connected(Expr expr) ? reading.values(expr) : null;
      for (int i : GradientCheck.positions((int) x.shape().size())) {
        Map<Input, Tensor> unit = Map.of(x, Direction.unit(x.type(), i));
        Bounded value = reverse == null ? Bounded.exact(0) : reverse[i];
        Bounded throughGradient = reading.derivative(slope.get(), unit);
        Bounded throughLoss = reading.secondDerivative(loss, direction, unit);
        if (reading.isUndecided()) {
          mixed.skip();
        } else {
          String what = "second derivative along v and " + x.label();
          mixed.derivative(what, x.shape(), i, throughGradient, value);
          forward.derivative(what, x.shape(), i, throughLoss, value);
        }
      }
    }
    return mixed.outcome().plus(forward.outcome());
  }

  private static boolean isFinite(BoundedReading reading, Expr scalar) {
    return Double.isFinite(reading.values(scalar)[0].value());
  }

  /// `⟨∇loss, v⟩`, empty if the gradient is disconnected everywhere.
  private Optional<Expr> slope() {
    Gradients gradients = Grad.grad(loss, graph.differentiable());
    List<Expr> parts = new ArrayList<>();
    direction.forEach(
        (x, v) -> {
          if (gradients.answer(x) instanceof Gradient.Connected(Expr gradient)) {
            parts.add(gradient.times(Constant.of(v)).sum().cast(DType.FLOAT64));
          }
        });
    return parts.stream().reduce(Expr::plus);
  }
}
