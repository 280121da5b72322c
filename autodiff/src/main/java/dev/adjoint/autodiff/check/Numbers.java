package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Bounds;
import dev.adjoint.autodiff.bounds.Format;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.exec.Algebra;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reals;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The running error analysis of [Bounds], and two things that a comparison across dtypes and
/// across opaque ops needs: a literal that FLOAT32 cannot hold is charged the rounding by which it
/// differs from the FLOAT64 one, and the result of an opaque op is charged an assumed rounding and
/// what it changes by when its operands move by their errors.
final class Numbers implements Algebra<Bounded, Truth> {
  /// Roundings that an opaque op is assumed to make, each of the largest result.
  private static final double OPAQUE = 64;

  private final Bounds bounds = new Bounds();
  private final Lanes<Bounded, Truth> floats = new Floats(bounds.lanes(DType.FLOAT32));

  private static final class Floats extends ForwardingLanes<Bounded, Truth> {
    Floats(Lanes<Bounded, Truth> base) {
      super(base);
    }

    @Override
    public Bounded literal(double value) {
      Bounded rounded = k.literal(value);
      boolean isShort = Math.rint(value * 0x1p12) == value * 0x1p12;
      return isShort || !Double.isFinite(rounded.value())
          ? rounded
          : new Bounded(rounded.value(), Format.FLOAT32.rounding(Math.abs(value)));
    }
  }

  /// Whether an integer depended on a decision that rounding may have made.
  boolean isUndecided() {
    return bounds.isUndecided();
  }

  @Override
  public Lanes<Bounded, Truth> lanes(DType dtype) {
    return dtype == DType.FLOAT32 ? floats : bounds.lanes(dtype);
  }

  @Override
  public Bounded convert(Bounded x, DType to) {
    return bounds.convert(x, to);
  }

  @Override
  public long truncate(Bounded x) {
    return bounds.truncate(x);
  }

  @Override
  public boolean isTrue(Truth mask) {
    return bounds.isTrue(mask);
  }

  @Override
  public Elements opaque(Lowering.Opaque opaque, List<Elements> operands) {
    Elements result = evaluated(opaque, operands, Bounded::value);
    Elements moved = evaluated(opaque, operands, x -> x.value() + x.error());
    double largest = 0;
    for (Object element : result.data()) {
      largest = Math.max(largest, element instanceof Double x ? Math.abs(x) : 0);
    }
    Object[] data = new Object[result.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] =
          switch (result.data()[i]) {
            case Double x -> {
              double change = Math.abs((Double) moved.data()[i] - x);
              yield Double.isFinite(x)
                  ? new Bounded(x, OPAQUE * Format.FLOAT64.rounding(largest) + 2 * change)
                  : Bounded.exact(x);
            }
            case Boolean mask -> Truth.sure(mask);
            case Object integer -> integer;
          };
    }
    return new Elements(result.type(), data);
  }

  private static Elements evaluated(
      Lowering.Opaque opaque, List<Elements> operands, ToDoubleFunction<Bounded> number) {
    List<Elements> reals = new ArrayList<>();
    for (Elements operand : operands) {
      Object[] data = new Object[operand.data().length];
      for (int i = 0; i < data.length; i++) {
        data[i] =
            switch (operand.data()[i]) {
              case Bounded x -> number.applyAsDouble(x);
              case Truth mask -> mask.value();
              case Object integer -> integer;
            };
      }
      reals.add(new Elements(operand.type(), data));
    }
    return new Reals().opaque(opaque, reals);
  }
}
