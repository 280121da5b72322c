package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.mask;
import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.OTHER;
import static dev.adjoint.autodiff.op.OpSpecs.TRUTH_VALUES;
import static dev.adjoint.autodiff.op.OpSpecs.along;
import static dev.adjoint.autodiff.op.OpSpecs.first;
import static dev.adjoint.autodiff.op.OpSpecs.fold;
import static dev.adjoint.autodiff.op.OpSpecs.folded;
import static dev.adjoint.autodiff.op.OpSpecs.largest;
import static dev.adjoint.autodiff.op.OpSpecs.running;
import static dev.adjoint.autodiff.op.OpSpecs.spec;
import static dev.adjoint.autodiff.op.OpSpecs.total;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Reductions, scans, the softmax family and products.
final class FoldSpecs {
  private FoldSpecs() {}

  static void reductions(List<OpSpec> specs) {
    int[][] shapes = {{1}, {5}, {3, 4}, {2, 3, 5}, {2, 1, 3}, {33}, {3, 17}};
    for (int[] shape : shapes) {
      for (int axis = 0; axis < shape.length; axis++) {
        int a = axis;
        int n = shape[a];
        String at = " " + Arrays.toString(shape) + " over " + a;
        specs.add(
            fold(Sum.class, "sum" + at, shape, a, x -> x.sum(a), OpSpecs::total).onIntegers());
        specs.add(
            fold(Mean.class, "mean" + at, shape, a, x -> x.mean(a), v -> total(v) / n).ulp(n + 1));
        specs.add(
            fold(Extremum.class, "max" + at, shape, a, x -> x.max(a), OpSpecs::largest)
                .onIntegers());
        specs.add(
            fold(
                    Extremum.class,
                    "min" + at,
                    shape,
                    a,
                    x -> Extremum.min(x, a),
                    v -> Arrays.stream(v).min().orElseThrow())
                .onIntegers());
        specs.add(
            fold(
                    ArgExtremum.class,
                    "argMax" + at,
                    shape,
                    a,
                    x -> ArgExtremum.argMax(x, a),
                    v -> first(v, largest(v)))
                .onIntegers()
                .notSmooth());
        specs.add(
            fold(
                    ArgExtremum.class,
                    "argMin" + at,
                    shape,
                    a,
                    x -> ArgExtremum.argMin(x, a),
                    v -> first(v, Arrays.stream(v).min().orElseThrow()))
                .onIntegers()
                .notSmooth());
        specs.add(
            spec(
                    Any.class,
                    "any" + at,
                    List.of(mask(new double[] {0, 0, 0, 1, 0, 0, 0}, shape)),
                    x -> Any.any(x.getFirst(), a),
                    x -> folded(x.getFirst(), a, OpSpecs::largest))
                .notSmooth());
        specs.add(
            fold(
                    LogSumExp.class,
                    "logSumExp" + at,
                    shape,
                    a,
                    x -> LogSumExp.logSumExp(x, a),
                    v -> Digits.logSumExp(v).doubleValue())
                .ulp(4)
                .scale(1));
        specs.add(
            spec(
                    Softmax.class,
                    "softmax" + at,
                    List.of(number(LINE, shape)),
                    x -> Softmax.softmax(x.getFirst(), a),
                    x -> along(x.getFirst(), a, Digits::softmax))
                .ulp(n + 8));
        specs.add(
            spec(
                    LogSoftmax.class,
                    "logSoftmax" + at,
                    List.of(number(LINE, shape)),
                    x -> LogSoftmax.logSoftmax(x.getFirst(), a),
                    x -> along(x.getFirst(), a, Digits::logSoftmax))
                .ulp(4)
                .scale(8));
        specs.add(
            spec(
                    CumulativeSum.class,
                    "cumulativeSum" + at,
                    List.of(number(LINE, shape)),
                    x -> CumulativeSum.cumulativeSum(x.getFirst(), a),
                    x -> along(x.getFirst(), a, v -> running(v, false)))
                .ulp(n)
                .scale(64)
                .onIntegers());
        specs.add(
            spec(
                    CumulativeSum.class,
                    "cumulativeSum reversed" + at,
                    List.of(number(LINE, shape)),
                    x -> new CumulativeSum(a, true).of(x.getFirst()),
                    x -> along(x.getFirst(), a, v -> running(v, true)))
                .ulp(n)
                .scale(64)
                .onIntegers());
      }
      String at = " " + Arrays.toString(shape) + " over all";
      specs.add(
          spec(
                  Sum.class,
                  "sum" + at,
                  List.of(number(LINE, shape)),
                  x -> x.getFirst().sum(),
                  x -> Tensor.scalar(total(x.getFirst().toDoubleArray())))
              .ulp(shape.length * 20)
              .scale(64)
              .onIntegers());
      specs.add(
          spec(
                  Mean.class,
                  "mean" + at,
                  List.of(number(LINE, shape)),
                  x -> x.getFirst().mean(),
                  x -> Tensor.scalar(total(x.getFirst().toDoubleArray()) / x.getFirst().size()))
              .ulp(40)
              .scale(2));
      specs.add(
          spec(
                  Extremum.class,
                  "max" + at,
                  List.of(number(new double[] {2, -1, 0.5, 3, 1, -7, 2.5}, shape)),
                  x -> x.getFirst().max(),
                  x -> Tensor.scalar(largest(x.getFirst().toDoubleArray())))
              .notSmooth());
    }
    int[][] empty = {{0}, {0, 3}, {3, 0}, {2, 0, 3}};
    for (int[] shape : empty) {
      int a = IntStream.range(0, shape.length).filter(i -> shape[i] == 0).findFirst().orElseThrow();
      String at = " of an empty axis " + Arrays.toString(shape);
      specs.add(fold(Sum.class, "sum" + at, shape, a, x -> x.sum(a), OpSpecs::total).onIntegers());
      specs.add(fold(Mean.class, "mean" + at, shape, a, x -> x.mean(a), v -> NAN).notSmooth());
      specs.add(
          spec(
                  Any.class,
                  "any" + at,
                  List.of(mask(TRUTH_VALUES, shape)),
                  x -> Any.any(x.getFirst(), a),
                  x -> folded(x.getFirst(), a, v -> 0))
              .notSmooth());
      specs.add(
          spec(
                  CumulativeSum.class,
                  "cumulativeSum" + at,
                  List.of(number(LINE, shape)),
                  x -> CumulativeSum.cumulativeSum(x.getFirst(), a),
                  x -> x.getFirst())
              .onIntegers());
    }
    int[][] beside = {{0, 3}, {3, 0, 2}};
    for (int[] shape : beside) {
      int a = shape.length - 1;
      String at = " beside an empty axis " + Arrays.toString(shape);
      specs.add(fold(Extremum.class, "max" + at, shape, a, x -> x.max(a), OpSpecs::largest));
      specs.add(
          fold(ArgExtremum.class, "argMax" + at, shape, a, x -> ArgExtremum.argMax(x, a), v -> 0)
              .notSmooth());
      specs.add(
          spec(
              Softmax.class,
              "softmax" + at,
              List.of(number(LINE, shape)),
              x -> Softmax.softmax(x.getFirst(), a),
              x -> x.getFirst()));
    }
    for (double[] v :
        new double[][] {
          {NAN, 1, 2},
          {1, NAN, 2},
          {2, 1, NAN},
          {NAN, NAN, NAN},
          {INF, NAN, -INF},
          {-INF, -INF, -INF},
          {INF, 1, INF},
          {3, 3, 3}
        }) {
      String at = " of " + Arrays.toString(v);
      boolean nan = Arrays.stream(v).anyMatch(Double::isNaN);
      int firstNaN =
          IntStream.range(0, v.length).filter(i -> Double.isNaN(v[i])).findFirst().orElse(-1);
      double max = nan ? NAN : largest(v);
      double min = nan ? NAN : Arrays.stream(v).min().orElseThrow();
      specs.add(fold(Extremum.class, "max" + at, v, x -> x.max(0), max));
      specs.add(fold(Extremum.class, "min" + at, v, x -> Extremum.min(x, 0), min));
      specs.add(
          fold(
              ArgExtremum.class,
              "argMax" + at,
              v,
              x -> ArgExtremum.argMax(x, 0),
              nan ? firstNaN : first(v, max)));
      specs.add(
          fold(
              ArgExtremum.class,
              "argMin" + at,
              v,
              x -> ArgExtremum.argMin(x, 0),
              nan ? firstNaN : first(v, min)));
    }
  }

  static void products(List<OpSpec> specs) {
    int[][][] shapes = {
      {{1, 1}, {1, 1}},
      {{2, 3}, {3, 4}},
      {{3}, {3}},
      {{3}, {3, 2}},
      {{2, 3}, {3}},
      {{2, 2, 3}, {2, 3, 4}},
      {{2, 2, 3}, {3, 4}},
      {{2, 1, 2, 3}, {4, 3, 2}},
      {{0, 3}, {3, 2}},
      {{2, 0}, {0, 3}},
      {{2, 3}, {3, 0}},
      {{17, 9}, {9, 5}},
      {{0}, {0}},
      {{5}, {2, 5, 3}}
    };
    for (int[][] c : shapes) {
      specs.add(
          spec(
                  MatMul.class,
                  "matmul " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0]), number(OTHER, c[1])),
                  x -> x.get(0).matmul(x.get(1)),
                  x -> product(x.get(0), x.get(1)))
              .ulp(16)
              .scale(32)
              .onIntegers());
    }
  }

  private static Tensor product(Tensor a, Tensor b) {
    int[] left = a.rank() == 1 ? Naive.insert(a.shape().sizes(), 0, 1) : a.shape().sizes();
    int[] right = b.rank() == 1 ? Naive.insert(b.shape().sizes(), 1, 1) : b.shape().sizes();
    Tensor p = a.reshape(Shape.of(left));
    Tensor q = b.reshape(Shape.of(right));
    int[] batch =
        Naive.common(Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
    int r = batch.length;
    int inner = left[left.length - 1];
    int[] full = Arrays.copyOf(batch, r + 2);
    full[r] = left[left.length - 2];
    full[r + 1] = right[right.length - 1];
    Tensor y =
        Naive.fill(
            full,
            i ->
                Naive.sum(
                    inner,
                    k ->
                        Naive.get(p, Naive.with(i, r + 1, k)) * Naive.get(q, Naive.with(i, r, k))));
    int[] sizes = full;
    if (b.rank() == 1) {
      sizes = Naive.without(sizes, r + 1);
    }
    if (a.rank() == 1) {
      sizes = Naive.without(sizes, r);
    }
    return y.reshape(Shape.of(sizes));
  }
}
