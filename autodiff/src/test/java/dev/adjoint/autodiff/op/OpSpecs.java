package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.number;

import com.google.common.primitives.Ints;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.OpSpec.Operand;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Every op with the operands it is tested on: a new op adds its line here.
public final class OpSpecs {
  static final double INF = Double.POSITIVE_INFINITY;
  static final double NAN = Double.NaN;

  /// Points of smoothness of every op that is defined on the whole line.
  static final double[] LINE =
      IntStream.range(0, 41).mapToDouble(i -> (i * 17 % 41 - 20) * 0.31 + 0.113).toArray();

  static final double[] POSITIVE = {1.3, 0.45, 2.9, 11.5, 0.7, 5.25, 3.1};
  static final double[] NONZERO = {1.3, -0.45, 2.9, -11.5, 0.7, -5.25, 3.1};
  static final double[] OTHER = {0.8, -1.1, 2.3, -0.6, 4.2, 1.9, -3.3, 0.15, -2.05};
  static final double[] TRUTH_VALUES = {1, 0, 0, 1, 1, 0, 1};

  /// Values of ordinary size and beyond, where only the result is compared.
  static final double[] EDGES = {
    0, -0.0, 1e-300, -1e-300, 1e-40, 1e-8, -1e-8, 0.5, -0.5, 1, -1, 17, -17, 30, -30, 40, -40, 87,
    -87, 88.8, -88.8, 103, -103, 104, -110, 300, -300, 709, -709, 709.9, 710, -710, 745, -745, -746,
    1e5, -1e5, 1e300, -1e300, INF, -INF, NAN
  };

  /// Rank 0, size 1, empty axes, odd sizes around the lane width.
  static final int[][] SHAPES = {{}, {1}, {0}, {3}, {2, 0, 3}, {7}, {9}, {3, 5}, {1, 1, 2}, {33}};

  private OpSpecs() {}

  /// Every case of every op.
  public static List<OpSpec> all() {
    List<OpSpec> specs = new ArrayList<>();
    ElementwiseSpecs.elementary(specs);
    ElementwiseSpecs.arithmetic(specs);
    ElementwiseSpecs.logic(specs);
    ActivationSpecs.smooth(specs);
    ActivationSpecs.kinked(specs);
    TranscendentalSpecs.powers(specs);
    TranscendentalSpecs.circular(specs);
    TranscendentalSpecs.hyperbolic(specs);
    TranscendentalSpecs.classes(specs);
    SpecialSpecs.normal(specs);
    SpecialSpecs.inverses(specs);
    SpecialSpecs.gamma(specs);
    ViewSpecs.views(specs);
    FoldSpecs.reductions(specs);
    FoldSpecs.products(specs);
    IndexSpecs.indexing(specs);
    IndexSpecs.generators(specs);
    StructureSpecs.joints(specs);
    StructureSpecs.matrices(specs);
    StructureSpecs.picks(specs);
    MomentSpecs.moments(specs);
    MomentSpecs.deviations(specs);
    MomentSpecs.norms(specs);
    MomentSpecs.normalizations(specs);
    SequenceSpecs.recurrences(specs);
    SequenceSpecs.orders(specs);
    SequenceSpecs.gradients(specs);
    ProductSpecs.products(specs);
    ProductSpecs.einsums(specs);
    TriangularSpecs.factors(specs);
    TriangularSpecs.systems(specs);
    return specs;
  }

  static OpSpec spec(
      Class<? extends Op> op,
      String name,
      List<Operand> operands,
      Function<List<Expr>, Expr> build,
      Function<List<Tensor>, Tensor> truth) {
    return new OpSpec(op, name, operands, build, truth, 0, 0, true, false);
  }

  /// The cases that one line of the table adds, to say more about them.
  record Added(int from, int to) {
    Added each(List<OpSpec> specs, UnaryOperator<OpSpec> change) {
      for (int i = from; i < to; i++) {
        specs.set(i, change.apply(specs.get(i)));
      }
      return this;
    }

    Added onIntegers(List<OpSpec> specs) {
      return each(specs, s -> s.name().contains("special") ? s : s.onIntegers());
    }

    Added notSmooth(List<OpSpec> specs) {
      return each(specs, OpSpec::notSmooth);
    }
  }

  static Added unary(
      List<OpSpec> specs,
      Class<? extends Op> op,
      UnaryOperator<Expr> build,
      DoubleUnaryOperator truth,
      double[] smooth,
      double[] special) {
    return unary(specs, op, build, truth, smooth, special, 1.5);
  }

  static Added unary(
      List<OpSpec> specs,
      Class<? extends Op> op,
      UnaryOperator<Expr> build,
      DoubleUnaryOperator truth,
      double[] smooth,
      double[] special,
      double ulp) {
    int from = specs.size();
    for (int[] shape : SHAPES) {
      specs.add(
          spec(
                  op,
                  op.getSimpleName() + " " + Arrays.toString(shape),
                  List.of(number(smooth, shape)),
                  x -> build.apply(x.getFirst()),
                  x -> map(x.getFirst(), truth))
              .ulp(ulp));
    }
    specs.add(
        spec(
                op,
                op.getSimpleName() + " of special values",
                List.of(number(special, special.length)),
                x -> build.apply(x.getFirst()),
                x -> map(x.getFirst(), truth))
            .ulp(ulp)
            .notSmooth());
    return new Added(from, specs.size());
  }

  static Added binary(
      List<OpSpec> specs,
      Class<? extends Op> op,
      BinaryOperator<Expr> build,
      DoubleBinaryOperator truth,
      double[] right) {
    double[] edges = {0, -0.0, 1, -1, 1e-300, 1e300, -1e300, 1e-40, 1e38, INF, -INF, NAN};
    return pairs(specs, op, build, truth, LINE, right, edges);
  }

  /// As [#binary], on a domain of its own: each special value meets each.
  static Added pairs(
      List<OpSpec> specs,
      Class<? extends Op> op,
      BinaryOperator<Expr> build,
      DoubleBinaryOperator truth,
      double[] left,
      double[] right,
      double[] edges) {
    int from = specs.size();
    int[][][] shapes = {
      {{}, {}},
      {{1}, {1}},
      {{7}, {7}},
      {{3, 5}, {3, 5}},
      {{33}, {33}},
      {{2, 3}, {3}},
      {{}, {4}},
      {{2, 1, 3}, {4, 1}},
      {{0}, {1}},
      {{3, 0}, {}},
      {{2, 0, 3}, {2, 0, 3}}
    };
    for (int[][] shape : shapes) {
      specs.add(
          spec(
                  op,
                  op.getSimpleName() + " " + Arrays.deepToString(shape),
                  List.of(number(left, shape[0]), number(right, shape[1])),
                  x -> build.apply(x.get(0), x.get(1)),
                  x -> zip(x, truth))
              .ulp(0.5));
    }
    int n = edges.length;
    specs.add(
        spec(
                op,
                op.getSimpleName() + " of special values",
                List.of(number(edges, n, 1), number(edges, n)),
                x -> build.apply(x.get(0), x.get(1)),
                x -> zip(x, truth))
            .ulp(0.5)
            .notSmooth());
    return new Added(from, specs.size());
  }

  static void compare(
      List<OpSpec> specs,
      String symbol,
      BinaryOperator<Expr> build,
      DoubleBinaryOperator truth,
      double[] a,
      double[] b) {
    specs.add(
        spec(
                Compare.class,
                symbol + " of special values",
                List.of(number(a, 7, 1), number(b, 8)),
                x -> build.apply(x.get(0), x.get(1)),
                x -> zip(x, truth))
            .notSmooth());
    for (int[] shape : SHAPES) {
      specs.add(
          spec(
                  Compare.class,
                  symbol + " " + Arrays.toString(shape),
                  List.of(
                      number(new double[] {1, 2, 3, -4}, shape),
                      number(new double[] {1, 3, 2, -4, 5}, shape)),
                  x -> build.apply(x.get(0), x.get(1)),
                  x -> zip(x, truth))
              .onIntegers()
              .notSmooth());
    }
  }

  static OpSpec fold(
      Class<? extends Op> op,
      String name,
      int[] shape,
      int axis,
      UnaryOperator<Expr> build,
      ToDoubleFunction<double[]> truth) {
    return spec(
            op,
            name,
            List.of(number(LINE, shape)),
            x -> build.apply(x.getFirst()),
            x -> folded(x.getFirst(), axis, truth))
        .ulp(shape[axis])
        .scale(32);
  }

  static OpSpec fold(
      Class<? extends Op> op,
      String name,
      double[] values,
      UnaryOperator<Expr> build,
      double truth) {
    return spec(
            op,
            name,
            List.of(number(values, values.length)),
            x -> build.apply(x.getFirst()),
            x -> Tensor.scalar(truth))
        .notSmooth();
  }

  static Tensor folded(Tensor x, int axis, ToDoubleFunction<double[]> f) {
    int[] sizes = x.shape().sizes();
    return Naive.fill(Naive.without(sizes, axis), i -> f.applyAsDouble(row(x, axis, i)));
  }

  static Tensor along(Tensor x, int axis, UnaryOperator<double[]> f) {
    Map<List<Integer>, double[]> rows = new HashMap<>();
    return Naive.fill(
        x.shape().sizes(),
        i -> {
          int[] others = Naive.without(i, axis);
          return rows.computeIfAbsent(Ints.asList(others), o -> f.apply(row(x, axis, others)))[
              i[axis]];
        });
  }

  static double[] row(Tensor x, int axis, int[] others) {
    double[] row = new double[x.shape().size(axis)];
    Arrays.setAll(row, k -> x.doubleAt(Naive.insert(others, axis, k)));
    return row;
  }

  static double total(double[] v) {
    return Naive.sum(v.length, i -> v[i]);
  }

  static double largest(double[] v) {
    return Arrays.stream(v).max().orElseThrow();
  }

  static int first(double[] v, double value) {
    return IntStream.range(0, v.length).filter(i -> v[i] == value).findFirst().orElseThrow();
  }

  static double[] running(double[] v, boolean reverse) {
    double[] sums = new double[v.length];
    Arrays.setAll(
        sums,
        i -> reverse ? total(Arrays.copyOfRange(v, i, v.length)) : total(Arrays.copyOf(v, i + 1)));
    return sums;
  }

  static Tensor map(Tensor x, DoubleUnaryOperator f) {
    return Tensor.of(x.shape(), Arrays.stream(x.toDoubleArray()).map(f).toArray());
  }

  static Tensor zip(List<Tensor> x, DoubleBinaryOperator f) {
    Tensor a = x.get(0);
    Tensor b = x.get(1);
    return Naive.fill(
        Naive.common(a.shape().sizes(), b.shape().sizes()),
        i -> f.applyAsDouble(Naive.get(a, i), Naive.get(b, i)));
  }

  static double[] join(double[] a, double... b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  static int[] concat(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }
}
