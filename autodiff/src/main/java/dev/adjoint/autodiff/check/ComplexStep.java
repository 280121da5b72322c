package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.exec.Algebra;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reading;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The derivative `Im f(x + ihv)/h`, in which nothing cancels, so that h may be far below the
/// roundoff and the truncation error, O(h²), vanishes. Only where every function on the way is
/// analytic.
final class ComplexStep implements Algebra<Complex<Bounded>, Truth> {
  /// Its square is below the roundoff of anything, its product with the slopes far from subnormal.
  private static final double STEP = 0x1p-150;

  private final Numbers numbers = new Numbers();

  /// The derivative of a scalar along a direction; empty where the function does not allow it.
  static Optional<Bounded> along(Expr scalar, Point at, Direction v) {
    ComplexStep algebra = new ComplexStep();
    try {
      Bounded slope = algebra.slope(scalar, at, v);
      boolean usable = !algebra.numbers.isUndecided() && Double.isFinite(slope.error());
      return usable && Double.isFinite(slope.value()) ? Optional.of(slope) : Optional.empty();
    } catch (AdjointException e) {
      if (e.getCause() instanceof UnsupportedOperationException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Bounded slope(Expr scalar, Point at, Direction v) {
    Map<Expr, Elements> given = new HashMap<>();
    at.given()
        .forEach(
            (x, value) -> {
              Object[] data = value.data().clone();
              double @Nullable [] part = v.of(x);
              for (int i = 0; x.dtype().isFloating() && i < data.length; i++) {
                Bounded re = (Bounded) data[i];
                double step = part == null ? 0 : STEP * part[i];
                data[i] = new Complex<>(re, step == 0 ? null : Bounded.exact(step));
              }
              given.put(x, new Elements(value.type(), data));
            });
    Object y = new Reading<>(this).evaluate(List.of(scalar), given).getFirst().data()[0];
    Object im = ((Complex<?>) y).im();
    return im instanceof Bounded b
        ? new Bounded(b.value() / STEP, b.error() / STEP)
        : Bounded.exact(0);
  }

  @Override
  public Lanes<Complex<Bounded>, Truth> lanes(DType dtype) {
    return new ComplexLanes<>(numbers.lanes(dtype));
  }

  @Override
  public Complex<Bounded> convert(Complex<Bounded> x, DType to) {
    Bounded im = x.im();
    return new Complex<>(numbers.convert(x.re(), to), im == null ? null : numbers.convert(im, to));
  }

  @Override
  public long truncate(Complex<Bounded> x) {
    return numbers.truncate(x.re());
  }

  @Override
  public boolean isTrue(Truth mask) {
    return numbers.isTrue(mask);
  }
}
