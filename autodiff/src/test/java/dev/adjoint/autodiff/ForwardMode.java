package dev.adjoint.autodiff;

import dev.adjoint.autodiff.exec.Algebra;
import dev.adjoint.autodiff.exec.Dual;
import dev.adjoint.autodiff.exec.Duals;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reading;
import dev.adjoint.autodiff.exec.Reals;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Derivatives by dual numbers, which share nothing with the vjp rules of ops.
public final class ForwardMode {
  private ForwardMode() {}

  /// A direction: for some inputs, one number an element; the others stand still.
  public record Direction(Map<? extends Expr, double[]> parts) {
    /// The direction of one element of one input.
    public static Direction unit(Expr input, int element) {
      double[] tangent = new double[(int) input.shape().size()];
      tangent[element] = 1;
      return new Direction(Map.of(input, tangent));
    }

    private double of(Expr input, int element) {
      double[] tangent = parts.get(input);
      return tangent == null ? 0 : tangent[element];
    }
  }

  /// The derivative of a floating output along a direction, element by element.
  public static double[] first(Expr output, Map<? extends Expr, Tensor> at, Direction u) {
    Algebra<Dual<Double>, Boolean> algebra = new Duals<>(new Reals());
    Elements y = evaluate(algebra, output, at, (x, i) -> new Dual<>(x.value(), u.of(x.input(), i)));
    double[] tangents = new double[y.data().length];
    for (int i = 0; i < tangents.length; i++) {
      tangents[i] = orZero((Double) ((Dual<?>) y.data()[i]).tangent());
    }
    return tangents;
  }

  /// The second derivative of a floating output along two directions, element by element.
  public static double[] second(
      Expr output, Map<? extends Expr, Tensor> at, Direction u, Direction v) {
    Algebra<Dual<Dual<Double>>, Boolean> algebra = new Duals<>(new Duals<>(new Reals()));
    Elements y =
        evaluate(
            algebra,
            output,
            at,
            (x, i) ->
                new Dual<>(
                    new Dual<>(x.value(), u.of(x.input(), i)),
                    new Dual<Double>(v.of(x.input(), i), null)));
    double[] tangents = new double[y.data().length];
    for (int i = 0; i < tangents.length; i++) {
      Dual<?> along = (Dual<?>) ((Dual<?>) y.data()[i]).tangent();
      tangents[i] = along == null ? 0 : orZero((Double) along.tangent());
    }
    return tangents;
  }

  private record Place(Expr input, double value) {}

  private static <V> Elements evaluate(
      Algebra<V, Boolean> algebra,
      Expr output,
      Map<? extends Expr, Tensor> at,
      BiFunction<Place, Integer, V> seed) {
    Reading<V, Boolean> reading = new Reading<>(algebra);
    Map<Expr, Elements> given = new HashMap<>();
    at.forEach(
        (input, value) -> {
          Elements reals = Reals.elements(value);
          Elements lifted = reading.lift(reals);
          if (input.dtype().isFloating()) {
            for (int i = 0; i < reals.data().length; i++) {
              lifted.data()[i] = seed.apply(new Place(input, (Double) reals.data()[i]), i);
            }
          }
          given.put(input, lifted);
        });
    return reading.evaluate(List.of(output), given).getFirst();
  }

  private static double orZero(Double tangent) {
    return tangent == null ? 0 : tangent;
  }
}
