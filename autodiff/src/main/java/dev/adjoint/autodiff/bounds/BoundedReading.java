package dev.adjoint.autodiff.bounds;

import dev.adjoint.autodiff.exec.Dual;
import dev.adjoint.autodiff.exec.Duals;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reading;
import dev.adjoint.autodiff.exec.Reals;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Expressions read in [Bounds] at given inputs: values with error bounds, and first and second
/// derivatives along directions by dual numbers, which share nothing with the vjp rules. What is
/// read is the stable form, as executors read it; an expression marked by `asWritten` is read
/// literally.
public final class BoundedReading {
  private final Map<Input, Tensor> bindings;
  private final Bounds bounds = new Bounds();

  /// A reading at these inputs.
  public BoundedReading(Map<Input, Tensor> bindings) {
    this.bindings = Map.copyOf(bindings);
  }

  /// Whether an integer depended on a decision that rounding may have made, in what was read.
  public boolean isUndecided() {
    return bounds.isUndecided();
  }

  /// The values of expressions, of dtype FLOAT32 or FLOAT64 as [Bounded], of BOOL as [Truth].
  public List<Elements> values(List<Expr> outputs) {
    Reading<Bounded, Truth> reading = new Reading<>(bounds);
    Map<Expr, Elements> given = new HashMap<>();
    bindings.forEach((x, value) -> given.put(x, reading.lift(Reals.elements(value))));
    return reading.evaluate(stable(outputs), given);
  }

  private static List<Expr> stable(List<Expr> outputs) {
    return Stabilise.of(outputs).outputs();
  }

  /// The values of one floating expression.
  public Bounded[] values(Expr output) {
    return bounded(values(List.of(output)).getFirst());
  }

  /// The derivative of a floating scalar along a direction; inputs without one stay where they are.
  public Bounded derivative(Expr scalar, Map<Input, Tensor> direction) {
    return derivatives(scalar, direction)[0];
  }

  /// The derivative of every element of a floating expression along a direction; inputs without one
  /// stay where they are.
  public Bounded[] derivatives(Expr output, Map<Input, Tensor> direction) {
    Reading<Dual<Bounded>, Truth> reading = new Reading<>(new Duals<>(bounds));
    Map<Expr, Elements> given = new HashMap<>();
    bindings.forEach(
        (x, value) -> {
          Elements at = reading.lift(Reals.elements(value));
          if (x.dtype().isFloating()) {
            given.put(x, new Elements(at.type(), duals(at, direction.get(x))));
          } else {
            given.put(x, at);
          }
        });
    Object[] y = reading.evaluate(stable(List.of(output)), given).getFirst().data();
    Bounded[] tangents = new Bounded[y.length];
    Arrays.setAll(tangents, i -> orZero(BoundedReading.<Bounded>dual(y[i]).tangent()));
    return tangents;
  }

  /// The second derivative of a floating scalar along two directions.
  public Bounded secondDerivative(
      Expr scalar, Map<Input, Tensor> first, Map<Input, Tensor> second) {
    Reading<Dual<Dual<Bounded>>, Truth> reading = new Reading<>(new Duals<>(new Duals<>(bounds)));
    Map<Expr, Elements> given = new HashMap<>();
    bindings.forEach(
        (x, value) -> {
          Elements at = reading.lift(Reals.elements(value));
          given.put(
              x,
              x.dtype().isFloating()
                  ? new Elements(at.type(), twice(value, first.get(x), second.get(x)))
                  : at);
        });
    Object y = reading.evaluate(stable(List.of(scalar)), given).getFirst().data()[0];
    Dual<Bounded> tangent = BoundedReading.<Dual<Bounded>>dual(y).tangent();
    return orZero(tangent == null ? null : tangent.tangent());
  }

  private static Object[] duals(Elements at, @Nullable Tensor direction) {
    Object[] data = at.data().clone();
    if (direction != null) {
      double[] tangent = doubles(direction);
      for (int i = 0; i < data.length; i++) {
        Dual<Bounded> x = dual(data[i]);
        data[i] = new Dual<>(x.primal(), tangent(tangent[i]));
      }
    }
    return data;
  }

  private static Object[] twice(Tensor value, @Nullable Tensor first, @Nullable Tensor second) {
    double[] primal = doubles(value);
    double @Nullable [] inner = first == null ? null : doubles(first);
    double @Nullable [] outer = second == null ? null : doubles(second);
    Object[] data = new Object[primal.length];
    for (int i = 0; i < data.length; i++) {
      Dual<Bounded> x =
          new Dual<>(Bounded.exact(primal[i]), inner == null ? null : tangent(inner[i]));
      Bounded along = outer == null ? null : tangent(outer[i]);
      data[i] = new Dual<>(x, along == null ? null : new Dual<>(along, null));
    }
    return data;
  }

  /// Zero by structure where the direction is zero, so that an infinite slope elsewhere stays away.
  private static @Nullable Bounded tangent(double value) {
    return value == 0 ? null : Bounded.exact(value);
  }

  private static double[] doubles(Tensor tensor) {
    return tensor.cast(DType.FLOAT64).toDoubleArray();
  }

  @SuppressWarnings("unchecked")
  private static <V> Dual<V> dual(Object element) {
    return (Dual<V>) element;
  }

  private static Bounded orZero(@Nullable Bounded tangent) {
    return tangent == null ? Bounded.exact(0) : tangent;
  }

  /// The elements of a floating dtype, with their type.
  public static Bounded[] bounded(Elements elements) {
    Bounded[] values = new Bounded[elements.data().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Bounded) Objects.requireNonNull(elements.data()[i]);
    }
    return values;
  }

  /// The elements of any dtype; masks count 0 or 1, unknown if unsure; INT64 is exact.
  public static Bounded[] numbers(Elements elements) {
    DType dtype = elements.type().dtype();
    if (dtype.isFloating()) {
      return bounded(elements);
    }
    Bounded[] values = new Bounded[elements.data().length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (elements.data()[i]) {
            case Truth mask ->
                mask.sure() ? Bounded.exact(mask.value() ? 1 : 0) : Bounded.unknown(0.5);
            case Long integer -> Bounded.exact(integer);
            default -> throw new IllegalStateException("neither a mask nor an integer");
          };
    }
    return values;
  }
}
