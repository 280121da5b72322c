package dev.adjoint.autodiff.bounds;

import dev.adjoint.autodiff.exec.Algebra;
import dev.adjoint.autodiff.exec.Reals;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.tensor.DType;

/// Running error analysis: every number is the reference interpreter's, together with a bound on
/// its distance from the number that exact arithmetic gives for the same inputs. Read in this
/// algebra, a graph says how far two correct executors of it may differ.
///
/// The bound is first order in the roundoff u of the dtype and is worst case, not probable. Moves,
/// selections and comparisons of exact numbers have the bound 0, so there executors must agree to
/// the bit. A selection by a mask that rounding may have decided carries both branches. An integer
/// that depends on such a mask cannot carry a bound: then [#isUndecided] turns true, and nothing
/// below may be compared.
public final class Bounds implements Algebra<Bounded, Truth> {
  private final Reals reals = new Reals();
  private final BoundedLanes floats = new BoundedLanes(reals.lanes(DType.FLOAT32), Format.FLOAT32);
  private final BoundedLanes doubles = new BoundedLanes(reals.lanes(DType.FLOAT64), Format.FLOAT64);
  private boolean undecided;

  /// An analysis that has met no undecided integer yet.
  public Bounds() {}

  /// Whether an integer depended on a decision that rounding may have made.
  public boolean isUndecided() {
    return undecided;
  }

  @Override
  public Lanes<Bounded, Truth> lanes(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> floats;
      case FLOAT64 -> doubles;
      case BOOL, INT64 -> throw new IllegalArgumentException(dtype + " is not floating");
    };
  }

  @Override
  public Bounded convert(Bounded x, DType to) {
    double value = reals.convert(x.value(), to);
    if (value == x.value() || Double.isNaN(value)) {
      return new Bounded(value, x.error());
    }
    return Double.isInfinite(value)
        ? Bounded.unknown(value)
        : new Bounded(value, x.error() + Math.abs(value - x.value()) + Format.FLOAT32.tiny());
  }

  @Override
  public long truncate(Bounded x) {
    long value = reals.truncate(x.value());
    Bounded wide = x.widened();
    undecided |= reals.truncate(wide.low()) != value || reals.truncate(wide.high()) != value;
    return value;
  }

  @Override
  public boolean isTrue(Truth mask) {
    undecided |= !mask.sure();
    return mask.value();
  }
}
