package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.along;
import static dev.adjoint.autodiff.op.OpSpecs.spec;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// What goes along an axis: recurrences, running products, order; and ops that leave their operand
/// as it is but have a say in its gradient.
final class SequenceSpecs {
  private static final int[][] SHAPES = {
    {1}, {2}, {5}, {3, 4}, {2, 3, 5}, {33}, {3, 17}, {17, 3}, {0}, {2, 0, 3}
  };
  private static final double[] FACTORS = {0.7, -1.3, 0, 0.9, -0.6, 1.6, 0.45, -1.2, 0, 1.9, 0.3};

  private SequenceSpecs() {}

  static void recurrences(List<OpSpec> specs) {
    for (int[] shape : SHAPES) {
      for (int axis = 0; axis < shape.length; axis++) {
        for (boolean reverse : new boolean[] {false, true}) {
          int a = axis;
          String at = " " + Arrays.toString(shape) + " over " + a + (reverse ? " reversed" : "");
          specs.add(
              spec(
                      LinearRecurrence.class,
                      "linearRecurrence" + at,
                      List.of(number(FACTORS, shape), number(LINE, shape)),
                      x ->
                          reverse
                              ? LinearRecurrence.reverseLinearRecurrence(x.get(0), x.get(1), a)
                              : LinearRecurrence.linearRecurrence(x.get(0), x.get(1), a),
                      x -> recurrence(x.get(0), x.get(1), a, reverse))
                  .ulp(2 * shape[a])
                  .scale(16)
                  .onIntegers());
          specs.add(
              spec(
                      CumulativeProduct.class,
                      "cumulativeProduct" + at,
                      List.of(number(FACTORS, shape)),
                      x -> new CumulativeProduct(a, reverse).of(x.getFirst()),
                      x -> along(x.getFirst(), a, v -> products(v, reverse)))
                  .ulp(shape[a])
                  .onIntegers());
        }
      }
    }
    specs.add(
        spec(
                LinearRecurrence.class,
                "linearRecurrence with one factor",
                List.of(number(new double[] {0.9}), number(LINE, 3, 4)),
                x -> LinearRecurrence.linearRecurrence(x.get(0), x.get(1), -1),
                x ->
                    recurrence(
                        Naive.fill(new int[] {3, 4}, i -> x.get(0).item()), x.get(1), 1, false))
            .ulp(4)
            .scale(32));
    double[] unused = {NAN, 2, -0.0, INF};
    specs.add(
        spec(
                LinearRecurrence.class,
                "linearRecurrence does not read the first factor",
                List.of(number(unused, 4), number(new double[] {1, 1, -0.0, 1}, 4)),
                x -> LinearRecurrence.linearRecurrence(x.get(0), x.get(1), 0),
                x -> Tensor.of(1.0, 3, -0.0, NAN))
            .notSmooth());
    for (double[] v : new double[][] {{-1, 0, 5}, {NAN, 0, 1}, {INF, -2, 0}, {1e200, 1e200, 3}}) {
      specs.add(
          spec(
                  CumulativeProduct.class,
                  "cumulativeProduct of " + Arrays.toString(v),
                  List.of(number(v, v.length)),
                  x -> CumulativeProduct.cumulativeProduct(x.getFirst(), 0),
                  x -> along(x.getFirst(), 0, row -> products(row, false)))
              .notSmooth());
    }
  }

  /// `h[i]` as the sum of its terms, each a product.
  private static Tensor recurrence(Tensor a, Tensor b, int axis, boolean reverse) {
    return Naive.fill(
        b.shape().sizes(),
        i -> {
          int n = b.shape().size(axis);
          int ahead = reverse ? -1 : 1;
          double sum = 0;
          for (int from = i[axis]; from >= 0 && from < n; from -= ahead) {
            double term = b.doubleAt(Naive.with(i, axis, from));
            for (int k = from + ahead; k != i[axis] + ahead; k += ahead) {
              term *= a.doubleAt(Naive.with(i, axis, k));
            }
            sum += term;
          }
          return sum;
        });
  }

  private static double[] products(double[] v, boolean reverse) {
    double[] y = new double[v.length];
    Arrays.setAll(
        y,
        i -> {
          IntStream factors = reverse ? IntStream.range(i, v.length) : IntStream.rangeClosed(0, i);
          return factors.mapToDouble(k -> v[k]).reduce(1, (p, q) -> p * q);
        });
    return y;
  }

  static void orders(List<OpSpec> specs) {
    for (int[] shape : SHAPES) {
      for (int axis = 0; axis < shape.length; axis++) {
        for (boolean descending : new boolean[] {false, true}) {
          int a = axis;
          String at = " " + Arrays.toString(shape) + " over " + a;
          order(specs, (descending ? " descending" : "") + at, LINE, shape, a, descending);
        }
      }
    }
    double[][] rows = {
      {3, 3, 3},
      {2, 1, 2, 1, 2},
      {NAN, 1, NAN, -2},
      {0.0, -0.0, 0.0, -0.0},
      {-INF, INF, NAN, 0, INF, -INF},
      {NAN, NAN},
      {1e-310, -1e-310, 1e300, -1e300, 1, -1}
    };
    for (double[] v : rows) {
      for (boolean descending : new boolean[] {false, true}) {
        int from = specs.size();
        String at = " of " + Arrays.toString(v) + (descending ? " descending" : "");
        order(specs, at, v, new int[] {v.length}, 0, descending);
        new OpSpecs.Added(from, specs.size()).notSmooth(specs);
      }
    }
    for (int k = 0; k <= 4; k++) {
      int most = k;
      specs.add(
          spec(
                  Sort.class,
                  "topK " + k,
                  List.of(number(LINE, 3, 4, 2)),
                  x -> Sort.topK(x.getFirst(), most, 1),
                  x ->
                      Naive.fill(
                          new int[] {3, most, 2},
                          i -> along(x.getFirst(), 1, v -> sorted(v, ranks(v, true))).doubleAt(i)))
              .onIntegers());
      specs.add(
          spec(
                  Argsort.class,
                  "topKIndices " + k,
                  List.of(number(LINE, 3, 4, 2)),
                  x -> Argsort.topKIndices(x.getFirst(), most, 1),
                  x ->
                      Naive.fill(
                          new int[] {3, most, 2},
                          i -> along(x.getFirst(), 1, v -> ranks(v, true)).doubleAt(i)))
              .onIntegers()
              .notSmooth());
    }
  }

  private static void order(
      List<OpSpec> specs, String at, double[] values, int[] shape, int axis, boolean descending) {
    boolean whole = Arrays.stream(values).allMatch(v -> Math.abs(v) < 1e15);
    OpSpec sort =
        spec(
            Sort.class,
            "sort" + at,
            List.of(number(values, shape)),
            x -> new Sort(axis, descending).of(x.getFirst()),
            x -> along(x.getFirst(), axis, v -> sorted(v, ranks(v, descending))));
    OpSpec argsort =
        spec(
                Argsort.class,
                "argsort" + at,
                List.of(number(values, shape)),
                x -> new Argsort(axis, descending).of(x.getFirst()),
                x -> along(x.getFirst(), axis, v -> ranks(v, descending)))
            .notSmooth();
    specs.add(whole ? sort.onIntegers() : sort);
    specs.add(whole ? argsort.onIntegers() : argsort);
  }

  /// Positions by (is NaN, value), the sort of the JDK being stable.
  private static double[] ranks(double[] v, boolean descending) {
    Comparator<Integer> bySize = (i, j) -> v[i] < v[j] ? -1 : v[i] > v[j] ? 1 : 0;
    Comparator<Integer> order = descending ? bySize.reversed() : bySize;
    return IntStream.range(0, v.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> Double.isNaN(v[i])).thenComparing(order))
        .mapToDouble(i -> i)
        .toArray();
  }

  private static double[] sorted(double[] v, double[] ranks) {
    return Arrays.stream(ranks).map(i -> v[(int) i]).toArray();
  }

  static void gradients(List<OpSpec> specs) {
    CustomVjp doubled =
        CustomVjp.of(
            "doubled",
            x -> x.getFirst().plus(x.getFirst()),
            (x, y, yBar) -> List.of(Optional.of(yBar)));
    identity(specs, ScaleGradient.class, x -> ScaleGradient.scaleGradient(x, -1));
    identity(specs, ClipGradient.class, x -> ClipGradient.clipGradient(x, -1, 1));
    identity(specs, ClipGradientNorm.class, x -> ClipGradientNorm.clipGradientNorm(x, 1));
    OpSpecs.unary(
            specs,
            CustomVjp.class,
            doubled::of,
            x -> 2 * x,
            LINE,
            new double[] {0, -0.0, 1e300, 1e-310, INF, NAN},
            0)
        .notSmooth(specs);
  }

  private static void identity(
      List<OpSpec> specs, Class<? extends Op> op, UnaryOperator<Expr> build) {
    OpSpecs.unary(specs, op, build, x -> x, LINE, OpSpecs.EDGES, 0).notSmooth(specs);
  }
}
