package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.bounds.Format;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Five-point central differences of a scalar, `(f₋₂ − 8f₋₁ + 8f₁ − f₂) / 12h`, with an estimate of
/// their error.
///
/// The truncation error, O(h⁴), is estimated by the difference between steps h and h/2, fifteen
/// times the error of the finer one; the rounding error is the running error bound of f over the
/// step. The points themselves are off by a rounding, a relative error of u·|x|/h. Of several steps
/// the one with the smallest estimate counts.
final class FiniteDifferences {
  /// A result that is known worse than this, relative to the derivatives compared, says nothing: it
  /// neither passes nor fails.
  private static final double USEFUL = 1e-5;

  /// Inputs are assumed to be smaller, in the error of their own rounding.
  private static final double LARGEST_INPUT = 16;

  /// Steps must resolve the function. Its error bound over the roundoff says how fast its parts may
  /// change, also where their sum does not; times the step it must stay below this.
  private static final double RESOLVED = 16;

  private static final double[] STEPS = {0x1p-5, 0x1p-9, 0x1p-14, 0x1p-20};

  private final GraphCase graph;
  private final Expr scalar;

  FiniteDifferences(GraphCase graph, Expr scalar) {
    this.graph = graph;
    this.scalar = scalar;
  }

  /// The derivative along a direction.
  Bounded along(Map<Input, Tensor> direction) {
    Bounded best = Bounded.unknown(Double.NaN);
    double speed = at(direction, 0).error() / Format.FLOAT64.roundoff();
    for (double step : STEPS) {
      if (!(speed * step <= RESOLVED)) {
        continue;
      }
      Bounded coarse = quotient(direction, step);
      Bounded fine = quotient(direction, step / 2);
      double error = Math.abs(coarse.value() - fine.value()) + coarse.error() + fine.error();
      if (error < best.error()) {
        best = new Bounded(fine.value(), error);
      }
    }
    return best;
  }

  /// Whether a difference quotient is known well enough to say something about a derivative.
  static boolean isUseful(Bounded quotient, Bounded derivative) {
    double size = Math.abs(quotient.value()) + Math.abs(derivative.value());
    return Agreement.MARGIN * quotient.error() <= USEFUL * size;
  }

  private Bounded quotient(Map<Input, Tensor> direction, double h) {
    Bounded f1 = at(direction, h);
    Bounded b1 = at(direction, -h);
    Bounded f2 = at(direction, 2 * h);
    Bounded b2 = at(direction, -2 * h);
    double value = (8 * (f1.value() - b1.value()) - (f2.value() - b2.value())) / (12 * h);
    double error = (8 * (f1.error() + b1.error()) + f2.error() + b2.error()) / (12 * h);
    error += Format.FLOAT64.rounding(LARGEST_INPUT * Math.abs(value)) / h;
    return new Bounded(value, Double.isFinite(value) ? error : Double.POSITIVE_INFINITY);
  }

  private Bounded at(Map<Input, Tensor> direction, double h) {
    Map<Input, Tensor> moved = new LinkedHashMap<>(graph.bindings());
    direction.forEach((x, v) -> moved.merge(x, v, (value, d) -> move(value, d, h)));
    GraphCase there = new GraphCase(List.of(scalar), moved);
    return new BoundedReading(there.bindings()).values(scalar)[0];
  }

  private static Tensor move(Tensor value, Tensor direction, double h) {
    double[] x = Direction.doubles(value);
    double[] d = Direction.doubles(direction);
    for (int i = 0; i < x.length; i++) {
      x[i] += h * d[i];
    }
    return Tensor.of(value.shape(), x).cast(value.dtype());
  }
}
