package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.exec.Algebra;
import dev.adjoint.autodiff.exec.Dual;
import dev.adjoint.autodiff.exec.Duals;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reading;
import dev.adjoint.autodiff.graph.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Derivatives along directions by dual numbers, and second ones by duals of duals: the chain rule
/// through the lowerings, sharing nothing with the vjp rules.
///
/// A tangent that a direction leaves at zero is absent rather than 0, so that an infinite slope
/// elsewhere stays away.
final class DualNumbers {
  private DualNumbers() {}

  /// The derivatives of floating outputs along a direction, element by element.
  static List<Bounded[]> first(List<Expr> outputs, Point at, Direction v, Numbers numbers) {
    return first(outputs, at, v, new Duals<>(numbers)).stream().map(DualNumbers::tangents).toList();
  }

  /// Of one output.
  static Bounded[] first(Expr output, Point at, Direction v, Numbers numbers) {
    return first(List.of(output), at, v, numbers).getFirst();
  }

  /// The dual values of outputs in an algebra of dual numbers.
  static List<Elements> first(
      List<Expr> outputs, Point at, Direction v, Algebra<Dual<Bounded>, Truth> algebra) {
    Map<Expr, Elements> given = new HashMap<>();
    at.given()
        .forEach(
            (x, value) -> given.put(x, x.dtype().isFloating() ? duals(value, v.of(x)) : value));
    return new Reading<>(algebra).evaluate(outputs, given);
  }

  private static Elements duals(Elements at, double @Nullable [] v) {
    Object[] data = new Object[at.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] = new Dual<>((Bounded) at.data()[i], v == null ? null : tangent(v[i]));
    }
    return new Elements(at.type(), data);
  }

  /// The second derivative of a floating output along two directions, element by element.
  static Bounded[] second(Expr output, Point at, Direction v, Direction w, Numbers numbers) {
    Map<Expr, Elements> given = new HashMap<>();
    at.given()
        .forEach(
            (x, value) ->
                given.put(x, x.dtype().isFloating() ? twice(value, v.of(x), w.of(x)) : value));
    Elements y =
        new Reading<>(new Duals<>(new Duals<>(numbers)))
            .evaluate(List.of(output), given)
            .getFirst();
    List<Bounded> seconds = new ArrayList<>();
    for (Object element : y.data()) {
      Dual<Bounded> tangent = DualNumbers.<Dual<Bounded>>dual(element).tangent();
      seconds.add(orZero(tangent == null ? null : tangent.tangent()));
    }
    return seconds.toArray(Bounded[]::new);
  }

  private static Elements twice(Elements at, double @Nullable [] inner, double @Nullable [] outer) {
    Object[] data = new Object[at.data().length];
    for (int i = 0; i < data.length; i++) {
      Dual<Bounded> x =
          new Dual<>((Bounded) at.data()[i], inner == null ? null : tangent(inner[i]));
      Bounded along = outer == null ? null : tangent(outer[i]);
      data[i] = new Dual<>(x, along == null ? null : new Dual<>(along, null));
    }
    return new Elements(at.type(), data);
  }

  /// The tangents of dual values.
  static Bounded[] tangents(Elements duals) {
    List<Bounded> tangents = new ArrayList<>();
    for (Object element : duals.data()) {
      tangents.add(orZero(DualNumbers.<Bounded>dual(element).tangent()));
    }
    return tangents.toArray(Bounded[]::new);
  }

  @SuppressWarnings("unchecked")
  static <V> Dual<V> dual(Object element) {
    return (Dual<V>) Objects.requireNonNull(element);
  }

  private static @Nullable Bounded tangent(double value) {
    return value == 0 ? null : Bounded.exact(value);
  }

  static Bounded orZero(@Nullable Bounded tangent) {
    return tangent == null ? Bounded.exact(0) : tangent;
  }
}
