package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/// Reductions, scans, recurrences and contractions of a [Reading], each a plain loop from the first
/// element to the last.
record Folding<M>(Lanes<Object, M> k, Lanes<Long, M> integers) {

  Elements reduce(Lowering.Reduction reduction, Elements x, TensorType type) {
    Shape shape = x.type().shape();
    List<Integer> folded = List.copyOf(reduction.axes());
    List<Integer> kept = others(shape.rank(), folded);
    Strides all = Strides.of(shape);
    int[] outer = all.select(kept).positions(sizes(shape, kept));
    int[] inner = all.select(folded).positions(sizes(shape, folded));
    Object[] data = new Object[outer.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = fold(reduction.kind(), x, outer[i], inner);
    }
    return new Elements(type, data);
  }

  @SuppressWarnings("unchecked")
  private Object fold(Lowering.Reduction.Kind kind, Elements x, int at, int[] inner) {
    return switch (kind) {
      case SUM -> {
        Object sum = k.literal(0);
        for (int j : inner) {
          sum = k.add(sum, x.data()[at + j]);
        }
        yield sum;
      }
      case PROD -> {
        Object product = k.literal(1);
        for (int j : inner) {
          product = k.mul(product, x.data()[at + j]);
        }
        yield product;
      }
      case MAX -> k.max(elements(x, at, inner));
      case MIN -> k.min(elements(x, at, inner));
      case ANY -> {
        M any = k.mask(false);
        for (int j : inner) {
          any = k.or(any, (M) x.data()[at + j]);
        }
        yield any;
      }
      case ARGMAX, ARGMIN -> {
        Object best = x.data()[at + inner[0]];
        Long index = 0L;
        for (int j = 1; j < inner.length; j++) {
          Object next = x.data()[at + inner[j]];
          M wins = kind == Lowering.Reduction.Kind.ARGMAX ? k.less(best, next) : k.less(next, best);
          M better = k.or(wins, k.and(isNaN(next), k.not(isNaN(best))));
          best = k.select(better, next, best);
          index = integers.select(better, (long) j, index);
        }
        yield index;
      }
    };
  }

  private static List<Object> elements(Elements x, int at, int[] inner) {
    return Arrays.stream(inner).mapToObj(j -> x.data()[at + j]).toList();
  }

  private M isNaN(Object x) {
    return k.notEqual(x, x);
  }

  Elements scan(int axis, boolean reverse, Elements x) {
    Shape shape = x.type().shape();
    int step = Strides.of(shape).steps()[axis];
    int length = shape.size(axis);
    List<Integer> kept = others(shape.rank(), List.of(axis));
    Object[] data = new Object[x.data().length];
    for (int start : Strides.of(shape).select(kept).positions(sizes(shape, kept))) {
      Object sum = k.literal(0);
      for (int j = 0; j < length; j++) {
        int at = start + step * (reverse ? length - 1 - j : j);
        sum = k.add(sum, x.data()[at]);
        data[at] = sum;
      }
    }
    return new Elements(x.type(), data);
  }

  Elements recur(int axis, boolean reverse, Elements a, Elements b) {
    Shape shape = b.type().shape();
    int step = Strides.of(shape).steps()[axis] * (reverse ? -1 : 1);
    int length = shape.size(axis);
    int first = reverse ? -step * (length - 1) : 0;
    List<Integer> kept = others(shape.rank(), List.of(axis));
    Object[] data = b.data().clone();
    for (int start : Strides.of(shape).select(kept).positions(sizes(shape, kept))) {
      for (int j = 1; j < length; j++) {
        int at = start + first + step * j;
        data[at] = k.fma(a.data()[at], data[at - step], b.data()[at]);
      }
    }
    return new Elements(b.type(), data);
  }

  Elements contract(Lowering.Contraction c, Elements left, Elements right, TensorType type) {
    Shape a = left.type().shape();
    Shape b = right.type().shape();
    List<Integer> leftFree = others(a.rank(), concat(c.leftBatch(), c.leftContracted()));
    List<Integer> rightFree = others(b.rank(), concat(c.rightBatch(), c.rightContracted()));
    int[] aBatch = positions(a, c.leftBatch());
    int[] bBatch = positions(b, c.rightBatch());
    int[] aFree = positions(a, leftFree);
    int[] bFree = positions(b, rightFree);
    int[] aSum = positions(a, c.leftContracted());
    int[] bSum = positions(b, c.rightContracted());
    Object[] data = new Object[(int) type.shape().size()];
    int at = 0;
    for (int batch = 0; batch < aBatch.length; batch++) {
      for (int i : aFree) {
        for (int j : bFree) {
          Object sum = k.literal(0);
          for (int s = 0; s < aSum.length; s++) {
            Object x = left.data()[aBatch[batch] + i + aSum[s]];
            Object y = right.data()[bBatch[batch] + j + bSum[s]];
            sum = k.add(sum, k.mul(x, y));
          }
          data[at++] = sum;
        }
      }
    }
    return new Elements(type, data);
  }

  private static int[] positions(Shape shape, List<Integer> axes) {
    return Strides.of(shape).select(axes).positions(sizes(shape, axes));
  }

  static int[] sizes(Shape shape, List<Integer> axes) {
    return axes.stream().mapToInt(shape::size).toArray();
  }

  static List<Integer> others(int rank, Collection<Integer> axes) {
    return IntStream.range(0, rank).filter(a -> !axes.contains(a)).boxed().toList();
  }

  private static List<Integer> concat(List<Integer> a, List<Integer> b) {
    List<Integer> both = new ArrayList<>(a);
    both.addAll(b);
    return both;
  }
}
