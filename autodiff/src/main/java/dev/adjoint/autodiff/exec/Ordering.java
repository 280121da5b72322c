package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The elements of an axis in order, in a [Reading]: by the comparisons of its algebra.
record Ordering<M>(Lanes<Object, M> k, Lanes<Long, M> integers) {

  Elements order(Lowering.Order order, Elements x, TensorType type) {
    return switch (order) {
      case Lowering.Order.Values(int axis, boolean descending) ->
          fill(x, type, axis, descending, true);
      case Lowering.Order.Indices(int axis, boolean descending) ->
          fill(x, type, axis, descending, false);
    };
  }

  private Elements fill(
      Elements x, TensorType type, int axis, boolean descending, boolean elements) {
    Shape shape = x.type().shape();
    int step = Strides.of(shape).steps()[axis];
    List<Integer> kept = Folding.others(shape.rank(), List.of(axis));
    Object[] data = new Object[x.data().length];
    for (int start : Strides.of(shape).select(kept).positions(Folding.sizes(shape, kept))) {
      List<Object> row =
          IntStream.range(0, shape.size(axis)).mapToObj(i -> x.data()[start + i * step]).toList();
      List<Integer> sorted =
          IntStream.range(0, row.size())
              .boxed()
              .sorted((i, j) -> compare(row.get(i), row.get(j), descending))
              .toList();
      List<?> result =
          elements
              ? values(sorted.stream().map(row::get).toList())
              : sorted.stream().map(Integer::longValue).toList();
      for (int i = 0; i < result.size(); i++) {
        data[start + i * step] = result.get(i);
      }
    }
    return new Elements(type, data);
  }

  /// Sorted values, tied ones sharing their derivative.
  private List<Object> values(List<Object> sorted) {
    List<Object> values = new ArrayList<>(sorted.size());
    while (values.size() < sorted.size()) {
      int from = values.size();
      int to = from + 1;
      while (to < sorted.size() && isTied(sorted.get(from), sorted.get(to))) {
        to++;
      }
      values.addAll(k.shared(sorted.subList(from, to)));
    }
    return values;
  }

  private boolean isTied(Object a, Object b) {
    return holds(k.equal(a, b)) || (isNaN(a) && isNaN(b));
  }

  /// NaN after every number, and equal to NaN.
  private int compare(Object a, Object b, boolean descending) {
    if (isNaN(a) || isNaN(b)) {
      return Boolean.compare(isNaN(a), isNaN(b));
    }
    int ascending = holds(k.less(a, b)) ? -1 : holds(k.less(b, a)) ? 1 : 0;
    return descending ? -ascending : ascending;
  }

  private boolean isNaN(Object x) {
    return holds(k.notEqual(x, x));
  }

  private boolean holds(M mask) {
    return integers.select(mask, 1L, 0L) == 1;
  }
}
