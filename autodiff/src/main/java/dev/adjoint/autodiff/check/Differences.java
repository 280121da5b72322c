package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Format;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// Five-point central differences of a scalar along a direction, `(f(−2h) − 8f(−h) + 8f(h) − f(2h))
/// / 12h`, with an estimate of their error.
///
/// The truncation error, O(h⁴), is estimated by the difference between steps h and h/2, fifteen
/// times that of the finer one; the rounding error is the running error bound of the five values.
/// The points themselves are off by a rounding, a relative error of u·|x|/h. Steps are tried at the
/// scale of 1 and at that of the smallest number that moves, until two are known well.
final class Differences {
  /// Good enough to stop looking.
  private static final double ENOUGH = 1e-9;

  /// Known worse than this, relative to itself, a quotient says nothing.
  private static final double USEFUL = 1e-5;

  /// Steps must resolve the function. Its error bound over the roundoff says how fast its parts may
  /// change, also where their sum does not; times the step it must stay below this.
  private static final double RESOLVED = 16;

  /// Of the largest number that moves: shorter steps are lost in its rounding.
  private static final double FINEST = 0x1p-36;

  private static final double[] STEPS = {0x1p-9, 0x1p-12, 0x1p-6, 0x1p-16, 0x1p-22, 0x1p-28};

  private final Function<Point, Bounded> function;
  private final Point at;
  private final Direction v;
  private final double largest;
  private final List<Quotient> known = new ArrayList<>();
  private boolean leaves;

  /// A quotient and the step that it was taken with.
  private record Quotient(double step, Bounded slope) {}

  private Differences(Function<Point, Bounded> function, Point at, Direction v) {
    this.function = function;
    this.at = at;
    this.v = v;
    double smallest = Double.POSITIVE_INFINITY;
    double most = 0;
    for (var part : v.parts().entrySet()) {
      double[] x = at.numbers(part.getKey());
      for (int i = 0; i < x.length; i++) {
        double ratio = Math.abs(x[i] / part.getValue()[i]);
        if (x[i] != 0 && Double.isFinite(ratio)) {
          smallest = Math.min(smallest, ratio);
          most = Math.max(most, ratio);
        }
      }
    }
    this.largest = most;
    search(smallest);
  }

  /// The quotients of a scalar along a direction.
  static Differences of(Expr scalar, Point at, Direction v) {
    return ofElement(scalar, 0, at, v);
  }

  /// The quotients of one element of an expression.
  static Differences ofElement(Expr output, int element, Point at, Direction v) {
    return new Differences(
        there -> {
          Numbers numbers = new Numbers();
          Bounded y = there.read(output, numbers)[element];
          return numbers.isUndecided() ? Bounded.unknown(y.value()) : y;
        },
        at,
        v);
  }

  private void search(double smallest) {
    double speed = value(0).error() / Format.FLOAT64.roundoff();
    for (double scale : new double[] {1, smallest}) {
      if (!(scale > 1e-290 && scale < 1e290)) {
        continue;
      }
      for (double step : STEPS) {
        double h = scale * step;
        if (h >= FINEST * largest && (scale > 1 || speed * h <= RESOLVED)) {
          Bounded coarse = quotient(h);
          Bounded fine = quotient(h / 2);
          double error = Math.abs(coarse.value() - fine.value()) + coarse.error() + fine.error();
          if (Double.isFinite(error)) {
            known.add(new Quotient(h, new Bounded(fine.value(), error)));
            if (error <= ENOUGH * Math.abs(fine.value()) && known.size() > 1) {
              return;
            }
          }
        }
      }
    }
  }

  private Bounded quotient(double h) {
    Bounded f1 = value(h);
    Bounded b1 = value(-h);
    Bounded f2 = value(2 * h);
    Bounded b2 = value(-2 * h);
    double slope = (8 * (f1.value() - b1.value()) - (f2.value() - b2.value())) / (12 * h);
    double error = (8 * (f1.error() + b1.error()) + f2.error() + b2.error()) / (12 * h);
    leaves = !Double.isFinite(slope);
    double terms = 8 * (size(f1) + size(b1)) + size(f2) + size(b2);
    error += 2 * Format.FLOAT64.rounding(terms) / (12 * h);
    return new Bounded(slope, error + Format.FLOAT64.rounding(largest * Math.abs(slope)) / h);
  }

  private static double size(Bounded x) {
    return Math.abs(x.value());
  }

  private Bounded value(double h) {
    try {
      return function.apply(at.moved(v, h));
    } catch (AdjointException outside) {
      return Bounded.unknown(Double.NaN);
    }
  }

  /// Whether even the smallest step leads to where the function has no finite value.
  boolean leavesDomain() {
    return leaves && known.isEmpty();
  }

  private @Nullable Quotient narrowest() {
    return known.stream()
        .min(Comparator.comparingDouble(quotient -> quotient.slope().error()))
        .orElse(null);
  }

  /// The quotient of the smallest estimated error.
  Bounded best() {
    Quotient narrowest = narrowest();
    return narrowest == null ? Bounded.unknown(Double.NaN) : narrowest.slope();
  }

  /// Whether the best is known well enough to say something about a derivative.
  private boolean isUseful(Bounded derivative) {
    double size = Math.abs(best().value()) + Math.abs(derivative.value());
    return Agreement.MARGIN * best().error() <= USEFUL * size;
  }

  /// Whether the quotients contradict a derivative: two of them, at steps of their own, agree with
  /// one another and not with it, and no slope within the steps is another one. One quotient alone
  /// may be an accident of the estimate, and next to a kink all of them step across it.
  ///
  /// @param slope the derivative at another point
  boolean contradict(Bounded derivative, Function<Point, Bounded> slope) {
    Quotient narrowest = narrowest();
    if (narrowest == null || !isUseful(derivative) || agrees(best(), derivative)) {
      return false;
    }
    double distance = Math.abs(best().value() - derivative.value());
    boolean twice =
        known.stream()
            .filter(q -> q.step() != narrowest.step() && !agrees(q.slope(), derivative))
            .anyMatch(q -> Math.abs(q.slope().value() - best().value()) <= distance / 16);
    return twice
        && DoubleStream.of(-2, -1, -0.25, 0.25, 1, 2)
            .map(n -> slope.apply(at.moved(v, n * narrowest.step())).value())
            .allMatch(there -> Math.abs(there - derivative.value()) <= distance / 16);
  }

  private static boolean agrees(Bounded quotient, Bounded derivative) {
    return Agreement.agree(
        quotient.value(), derivative.value(), quotient.error() + derivative.error());
  }

  /// Whether the quotients confirm a derivative.
  boolean confirm(Bounded derivative) {
    return isUseful(derivative) && agrees(best(), derivative);
  }
}
