package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.Truth;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reading;
import dev.adjoint.autodiff.exec.Reals;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where a graph is read: a value for every node that it is cut at, inputs or others, with the
/// error bound of each number.
record Point(Map<Expr, Elements> given) {

  /// Exact numbers.
  static Point of(Map<? extends Expr, Tensor> tensors) {
    Map<Expr, Elements> given = new LinkedHashMap<>();
    tensors.forEach((x, value) -> given.put(x, exact(x.type(), Reals.elements(value))));
    return new Point(given);
  }

  /// Exact elements of plain numbers.
  static Elements exact(TensorType type, Elements reals) {
    Object[] data = new Object[reals.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] =
          switch (reals.data()[i]) {
            case Double x -> Bounded.exact(x);
            case Boolean mask -> Truth.sure(mask);
            case Object integer -> integer;
          };
    }
    return new Elements(type, data);
  }

  /// The same numbers, taken to be exact and rounded to a floating dtype.
  static Elements exactly(Elements elements, TensorType type) {
    Object[] data = new Object[elements.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] =
          switch (elements.data()[i]) {
            case Bounded x ->
                Bounded.exact(
                    type.dtype() == DType.FLOAT32 ? (double) (float) x.value() : x.value());
            case Truth mask -> Truth.sure(mask.value());
            case Object integer -> integer;
          };
    }
    return new Elements(type, data);
  }

  /// Exact numbers of a floating type.
  static Elements elements(TensorType type, double[] values) {
    return new Elements(type, Arrays.stream(values).mapToObj(Bounded::exact).toArray());
  }

  /// The same point with one more value, or another one.
  Point with(Expr x, Elements value) {
    Map<Expr, Elements> more = new LinkedHashMap<>(given);
    more.put(x, value);
    return new Point(more);
  }

  /// The numbers of a floating node.
  double[] numbers(Expr x) {
    return Arrays.stream(bounded(elements(x))).mapToDouble(Bounded::value).toArray();
  }

  Elements elements(Expr x) {
    Elements value = given.get(x);
    if (value == null) {
      throw new IllegalArgumentException("no value at " + x);
    }
    return value;
  }

  /// A step of length `h` along a direction.
  Point moved(Direction v, double h) {
    Map<Expr, Elements> there = new LinkedHashMap<>(given);
    v.parts()
        .forEach(
            (x, part) -> {
              double[] at = numbers(x);
              for (int i = 0; i < at.length; i++) {
                at[i] += h * part[i];
              }
              there.put(x, elements(x.type(), at));
            });
    return new Point(there);
  }

  /// The values of expressions here, as they are written.
  List<Elements> read(List<Expr> outputs, Numbers numbers) {
    return new Reading<>(numbers).evaluate(outputs, new HashMap<>(given));
  }

  /// The values of one floating expression here.
  Bounded[] read(Expr output, Numbers numbers) {
    return bounded(read(List.of(output), numbers).getFirst());
  }

  static Bounded[] bounded(Elements elements) {
    Object[] data = elements.data();
    return Arrays.copyOf(data, data.length, Bounded[].class);
  }
}
