package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.exec.Elements;
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
import java.util.stream.IntStream;

/// Derivatives in two ways. Where an op redefines its derivative, or the loss is no number, there
/// is none to compare.
final class DerivativeOracles {
  /// Elements checked of each input.
  private static final int POSITIONS = 3;

  private DerivativeOracles() {}

  private static boolean hasDerivative(Examination e) {
    return e.loss().isPresent() && !e.wrt().isEmpty() && !e.graph().redefinesDerivative();
  }

  static Outcome duals(Examination e) {
    if (!hasDerivative(e)) {
      return Outcome.NOTHING;
    }
    Expr loss = e.loss().orElseThrow();
    BoundedReading reading = new BoundedReading(e.graph().bindings());
    Comparison comparison = new Comparison(e.graph(), "dual numbers", "reverse mode");
    for (Input x : e.wrt()) {
      Bounded[] reverse = e.gradient(x);
      for (int i : positions(reverse.length)) {
        Bounded forward = reading.derivative(loss, Map.of(x, Direction.unit(x.type(), i)));
        compare(e, reading, comparison, "gradient of " + x.label(), x, i, forward, reverse[i]);
      }
    }
    return comparison.outcome();
  }

  private static void compare(
      Examination e,
      BoundedReading reading,
      Comparison comparison,
      String what,
      Input x,
      int position,
      Bounded forward,
      Bounded reverse) {
    if (reading.isUndecided() || e.isUndecided()) {
      comparison.skip();
    } else {
      comparison.derivative(what, x.shape(), position, forward, reverse);
    }
  }

  /// A few positions, other ones for every size.
  private static int[] positions(int size) {
    return size <= POSITIONS
        ? IntStream.range(0, size).toArray()
        : IntStream.range(0, POSITIONS).map(i -> (i * size + size / 2) / POSITIONS).toArray();
  }

  static Outcome adjoint(Examination e) {
    if (!hasDerivative(e)) {
      return Outcome.NOTHING;
    }
    Map<Input, Tensor> direction = direction(e, 4);
    BoundedReading reading = new BoundedReading(e.graph().bindings());
    Bounded forward = reading.derivative(e.loss().orElseThrow(), direction);
    double product = 0;
    double error = 0;
    double size = 0;
    for (Input x : e.wrt()) {
      Bounded[] gradient = e.gradient(x);
      double[] v = Direction.doubles(direction.getOrDefault(x, Tensor.of(0.0)));
      for (int i = 0; i < v.length; i++) {
        product += gradient[i].value() * v[i];
        size += Math.abs(gradient[i].value() * v[i]);
        error += gradient[i].error() * Math.abs(v[i]);
      }
    }
    Comparison comparison = new Comparison(e.graph(), "⟨u, J·v⟩", "⟨Jᵀ·u, v⟩");
    if (reading.isUndecided() || e.isUndecided()) {
      comparison.skip();
    } else {
      Bounded reverse = new Bounded(product, known(error + size * 0x1p-48));
      comparison.derivative("product", e.loss().orElseThrow().shape(), 0, forward, reverse);
    }
    return comparison.outcome();
  }

  static Outcome tangents(Examination e) {
    if (!hasDerivative(e)) {
      return Outcome.NOTHING;
    }
    Expr loss = e.loss().orElseThrow();
    Map<Input, Tensor> direction = direction(e, 2);
    Map<Input, Expr> given = new LinkedHashMap<>();
    direction.forEach((x, v) -> given.put(x, Constant.of(v)));
    Optional<Expr> tangent = e.subject().jvp(List.of(loss), given).getFirst();
    BoundedReading reading = new BoundedReading(e.graph().bindings());
    Bounded duals = reading.derivative(loss, direction);
    Bounded rules = tangent.map(t -> reading.values(t)[0]).orElse(Bounded.exact(0));
    Comparison comparison = new Comparison(e.graph(), "dual numbers", "forward mode");
    if (reading.isUndecided()) {
      comparison.skip();
    } else {
      comparison.derivative("tangent", loss.shape(), 0, duals, rules);
    }
    return comparison.outcome();
  }

  private static double known(double error) {
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }

  private static Map<Input, Tensor> direction(Examination e, int variant) {
    Map<Input, Tensor> direction = new LinkedHashMap<>();
    for (Input x : e.wrt()) {
      direction.put(x, Direction.of(x.type(), variant + direction.size()));
    }
    return direction;
  }

  static Outcome linearity(Examination e) {
    if (!hasDerivative(e)) {
      return Outcome.NOTHING;
    }
    List<Expr> outputs = e.graph().outputs().stream().filter(y -> y.dtype().isFloating()).toList();
    List<Expr> first = seeds(outputs, 1);
    List<Expr> second = seeds(outputs, 2);
    List<Expr> both = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      both.add(first.get(i).times(3).minus(second.get(i)));
    }
    List<Optional<Expr>> a = e.subject().vjp(outputs, first, e.wrt());
    List<Optional<Expr>> b = e.subject().vjp(outputs, second, e.wrt());
    List<Optional<Expr>> combined = e.subject().vjp(outputs, both, e.wrt());
    Comparison comparison = new Comparison(e.graph(), "3·vjp(u) − vjp(w)", "vjp(3u − w)");
    BoundedReading reading = new BoundedReading(e.graph().bindings());
    for (int k = 0; k < e.wrt().size(); k++) {
      if (a.get(k).isPresent()) {
        Input x = e.wrt().get(k);
        Expr left = a.get(k).get().times(3).minus(b.get(k).orElseThrow());
        List<Elements> values = reading.values(List.of(left, combined.get(k).orElseThrow()));
        Bounded[] expected = BoundedReading.bounded(values.get(0));
        Bounded[] actual = BoundedReading.bounded(values.get(1));
        for (int i = 0; i < actual.length; i++) {
          compare(e, reading, comparison, x.label(), x, i, expected[i], actual[i]);
        }
      }
    }
    return comparison.outcome();
  }

  private static List<Expr> seeds(List<Expr> outputs, int variant) {
    return outputs.stream().<Expr>map(y -> Constant.of(Direction.of(y.type(), variant))).toList();
  }

  static Outcome secondOrder(Examination e) {
    if (!hasDerivative(e)) {
      return Outcome.NOTHING;
    }
    Expr loss = e.loss().orElseThrow();
    Map<Input, Tensor> direction = direction(e, 1);
    List<Expr> parts = new ArrayList<>();
    direction.forEach(
        (x, v) ->
            e.gradients()
                .getOrDefault(x, Optional.empty())
                .ifPresent(
                    gradient ->
                        parts.add(gradient.times(Constant.of(v)).sum().cast(DType.FLOAT64))));
    Optional<Expr> slope = parts.stream().reduce(Expr::plus);
    if (slope.isEmpty()) {
      return Outcome.NOTHING;
    }
    Map<Input, Optional<Expr>> second = e.gradients(slope.get());
    BoundedReading reading = new BoundedReading(e.graph().bindings());
    Comparison mixed = new Comparison(e.graph(), "duals through the gradient", "reverse twice");
    Comparison forward = new Comparison(e.graph(), "duals of duals", "reverse twice");
    for (Input x : e.wrt()) {
      Optional<Expr> expr = second.getOrDefault(x, Optional.empty());
      Bounded[] reverse = expr.map(reading::values).orElse(null);
      for (int i : positions((int) x.shape().size())) {
        Map<Input, Tensor> unit = Map.of(x, Direction.unit(x.type(), i));
        Bounded value = reverse == null ? Bounded.exact(0) : reverse[i];
        String what = "second derivative along v and " + x.label();
        Bounded throughGradient = reading.derivative(slope.get(), unit);
        compare(e, reading, mixed, what, x, i, throughGradient, value);
        Bounded throughLoss = reading.secondDerivative(loss, direction, unit);
        compare(e, reading, forward, what, x, i, throughLoss, value);
      }
    }
    return mixed.outcome().plus(forward.outcome());
  }

  static Outcome differences(Examination e) {
    if (!hasDerivative(e)) {
      return Outcome.NOTHING;
    }
    BoundedReading reading = new BoundedReading(e.graph().bindings());
    FiniteDifferences differences = new FiniteDifferences(e.graph(), e.loss().orElseThrow());
    Comparison comparison = new Comparison(e.graph(), "finite differences", "reverse mode");
    for (Input x : e.wrt()) {
      Bounded[] reverse = e.gradient(x);
      for (int i : positions(reverse.length)) {
        Bounded quotient = differences.along(Map.of(x, Direction.unit(x.type(), i)));
        if (FiniteDifferences.isUseful(quotient, reverse[i])) {
          compare(e, reading, comparison, "gradient of " + x.label(), x, i, quotient, reverse[i]);
        } else {
          comparison.skip();
        }
      }
    }
    return comparison.outcome();
  }
}
