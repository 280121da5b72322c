package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.OTHER;
import static dev.adjoint.autodiff.op.OpSpecs.POSITIVE;
import static dev.adjoint.autodiff.op.OpSpecs.along;
import static dev.adjoint.autodiff.op.OpSpecs.fold;
import static dev.adjoint.autodiff.op.OpSpecs.row;
import static dev.adjoint.autodiff.op.OpSpecs.spec;

import dev.adjoint.autodiff.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// Variance, deviation, norms, and normalisation by them; the truth in sixty digits.
final class MomentSpecs {
  private static final MathContext MC = new MathContext(60);

  private MomentSpecs() {}

  static void moments(List<OpSpec> specs) {
    for (int[] shape : new int[][] {{1}, {2}, {5}, {3, 4}, {2, 3, 5}, {33}, {3, 17}}) {
      for (int axis = 0; axis < shape.length; axis++) {
        int a = axis;
        int n = shape[a];
        String at = " %s over %d".formatted(Arrays.toString(shape), a);
        specs.add(
            spec(
                    Centre.class,
                    "centre" + at,
                    List.of(number(LINE, shape)),
                    x -> Centre.centre(x.get(0), a),
                    x -> along(x.get(0), a, MomentSpecs::centred))
                .ulp(n + 2)
                .scale(32));
        specs.add(
            fold(
                    Variance.class,
                    "variance" + at,
                    shape,
                    a,
                    x -> Variance.variance(x, a),
                    v -> variance(v, 0).doubleValue())
                .ulp(n + 4));
        OpSpec deviation =
            fold(
                    StandardDeviation.class,
                    "standardDeviation" + at,
                    shape,
                    a,
                    x -> StandardDeviation.standardDeviation(x, a),
                    v -> root(variance(v, 0)))
                .ulp(n + 4)
                .scale(8);
        specs.add(n == 1 ? deviation.notSmooth() : deviation);
        if (n > 1) {
          specs.add(
              fold(
                      Variance.class,
                      "sampleVariance" + at,
                      shape,
                      a,
                      x -> Variance.sampleVariance(x, a),
                      v -> variance(v, 1).doubleValue())
                  .ulp(n + 4));
          specs.add(
              fold(
                      StandardDeviation.class,
                      "sampleStandardDeviation" + at,
                      shape,
                      a,
                      x -> StandardDeviation.sampleStandardDeviation(x, a),
                      v -> root(variance(v, 1)))
                  .ulp(n + 4)
                  .scale(8));
        }
      }
    }
    specs.add(
        spec(
                Variance.class,
                "variance over two axes",
                List.of(number(LINE, 2, 3, 4)),
                x -> Variance.variance(x.get(0), 0, 2),
                x ->
                    Naive.fill(
                        new int[] {3},
                        i -> {
                          double[] all = new double[8];
                          Arrays.setAll(all, k -> x.get(0).doubleAt(k / 4, i[0], k % 4));
                          return variance(all, 0).doubleValue();
                        }))
            .ulp(12)
            .scale(32));
    specs.add(
        spec(
            Variance.class,
            "variance of a scalar",
            List.of(number(LINE)),
            x -> Variance.variance(x.get(0)),
            x -> Tensor.scalar(0.0)));
    specs.add(
        fold(
                Variance.class,
                "variance of an empty axis",
                new int[] {2, 0},
                1,
                x -> Variance.variance(x, 1),
                v -> NAN)
            .notSmooth());
    for (double[] v : new double[][] {{NAN, 1, 2}, {INF, 1, 2}, {-INF, INF}}) {
      String at = " of " + Arrays.toString(v);
      specs.add(fold(Variance.class, "variance" + at, v, x -> Variance.variance(x), NAN));
      specs.add(
          fold(
              StandardDeviation.class,
              "deviation" + at,
              v,
              x -> StandardDeviation.standardDeviation(x),
              NAN));
    }
    double[] shifted = {1e6, 1e6 + 1, 1e6 + 2, 1e6 + 3};
    specs.add(
        fold(Variance.class, "variance far from 0", shifted, x -> Variance.variance(x), 1.25)
            .ulp(2));
    specs.add(
        spec(
                StandardDeviation.class,
                "deviation of equal values",
                List.of(number(new double[] {3}, 4)),
                x -> StandardDeviation.standardDeviation(x.get(0)),
                x -> Tensor.scalar(0.0))
            .notSmooth());
    double[] far = {1e30, -1e30, 3e30, 5e30};
    specs.add(
        spec(
                StandardDeviation.class,
                "deviation whose square overflows in float32",
                List.of(number(far, 4)),
                x -> StandardDeviation.standardDeviation(x.get(0)),
                x -> Tensor.scalar(root(variance(x.get(0).toDoubleArray(), 0))))
            .ulp(6)
            .notSmooth());
  }

  /// Equal numbers whose mean rounds, and a mean far from 0.
  static void deviations(List<OpSpec> specs) {
    double[][] rows = {{0.1, 0.1, 0.1}, {1e8, 1e8 + 1, 1e8 + 3}, {NAN, 1}, {INF, 1}};
    for (double[] v : rows) {
      specs.add(
          spec(
                  Centre.class,
                  "centre of " + Arrays.toString(v),
                  List.of(number(v, v.length)),
                  x -> Centre.centre(x.get(0)),
                  x -> along(x.get(0), 0, MomentSpecs::centred))
              .ulp(2)
              .notSmooth());
    }
    specs.add(
        spec(
            Centre.class,
            "centre over an empty axis",
            List.of(number(LINE, 2, 0)),
            x -> Centre.centre(x.get(0), 1),
            x -> x.get(0)));
    specs.add(
        spec(
            Centre.class,
            "centre of a scalar",
            List.of(number(LINE)),
            x -> Centre.centre(x.get(0)),
            x -> Tensor.scalar(0.0)));
  }

  private static double[] centred(double[] v) {
    if (!Arrays.stream(v).allMatch(Double::isFinite)) {
      return Arrays.stream(v).map(x -> NAN).toArray();
    }
    BigDecimal mean = mean(v);
    return Arrays.stream(v).map(x -> new BigDecimal(x).subtract(mean).doubleValue()).toArray();
  }

  static void norms(List<OpSpec> specs) {
    for (int[] shape : new int[][] {{1}, {2}, {5}, {3, 4}, {2, 3, 5}, {33}, {3, 17}, {0, 3}}) {
      for (int axis = 0; axis < shape.length; axis++) {
        int a = axis;
        String at = " %s over %d".formatted(Arrays.toString(shape), a);
        specs.add(
            fold(Norm.class, "norm" + at, shape, a, x -> Norm.norm(x, a), MomentSpecs::norm)
                .ulp(shape[a] + 4)
                .scale(8));
        specs.add(
            fold(
                    Sum.class,
                    "norm1" + at,
                    shape,
                    a,
                    x -> Norm.norm1(x, a),
                    v -> Arrays.stream(v).map(Math::abs).sum())
                .ulp(shape[a] + 1)
                .scale(64)
                .onIntegers());
        if (shape[a] > 0) {
          specs.add(
              fold(
                      Extremum.class,
                      "normInf" + at,
                      shape,
                      a,
                      x -> Norm.normInf(x, a),
                      v -> Arrays.stream(v).map(Math::abs).max().orElseThrow())
                  .onIntegers());
        }
      }
    }
    specs.add(
        spec(
            Norm.class,
            "norm of a scalar",
            List.of(number(LINE)),
            x -> Norm.norm(x.get(0)),
            x -> Tensor.scalar(Math.abs(x.get(0).item()))));
    double[][] special = {
      {0, 0, 0},
      {0, -0.0},
      {3e200, 4e200},
      {3e-200, 4e-200},
      {3e30, -4e30, 1e-30},
      {3e-30, -4e-30},
      {4.9e-324, 4.9e-324, 4.9e-324},
      {1e-40, 1e-45},
      {Double.MAX_VALUE, 1},
      {NAN, 1},
      {INF, 1, -INF},
      {INF, NAN}
    };
    for (double[] v : special) {
      specs.add(
          spec(
                  Norm.class,
                  "norm of " + Arrays.toString(v),
                  List.of(number(v, v.length)),
                  x -> Norm.norm(x.get(0)),
                  x -> Tensor.scalar(norm(x.get(0).toDoubleArray())))
              .ulp(4)
              .notSmooth());
    }
  }

  static void normalizations(List<OpSpec> specs) {
    for (int[] shape : new int[][] {{1}, {5}, {3, 4}, {2, 3, 5}, {0, 3}}) {
      int last = shape.length - 1;
      int n = shape[last];
      specs.add(
          spec(
                  Variance.class,
                  "layerNorm " + Arrays.toString(shape),
                  List.of(number(LINE, shape), number(OTHER, n), number(POSITIVE, n)),
                  x -> Normalization.layerNorm(x.get(0), x.get(1), x.get(2), 0.1),
                  x ->
                      Naive.fill(
                          shape,
                          i ->
                              standard(
                                          x.get(0).doubleAt(i),
                                          row(x.get(0), last, Naive.without(i, last)))
                                      * x.get(1).doubleAt(i[last])
                                  + x.get(2).doubleAt(i[last])))
              .ulp(n + 8)
              .scale(8));
    }
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      int[] shape = {2, 3, 4};
      specs.add(
          spec(
                  Variance.class,
                  "batchNorm along " + a,
                  List.of(number(LINE, shape), number(OTHER, shape[a]), number(POSITIVE, shape[a])),
                  x -> Normalization.batchNorm(x.get(0), a, x.get(1), x.get(2), 0.1),
                  x ->
                      Naive.fill(
                          shape,
                          i -> {
                            double[] all = slab(x.get(0), a, i[a]);
                            return standard(x.get(0).doubleAt(i), all) * x.get(1).doubleAt(i[a])
                                + x.get(2).doubleAt(i[a]);
                          }))
              .ulp(20)
              .scale(8));
      specs.add(
          spec(
                  Multiply.class,
                  "batchNorm by given statistics along " + a,
                  List.of(
                      number(LINE, shape),
                      number(OTHER, shape[a]),
                      number(POSITIVE, shape[a]),
                      number(OTHER, shape[a]),
                      number(LINE, shape[a])),
                  x ->
                      Normalization.batchNorm(
                          x.get(0), a, x.get(1), x.get(2), x.get(3), x.get(4), 0.1),
                  x ->
                      Naive.fill(
                          shape,
                          i ->
                              (x.get(0).doubleAt(i) - x.get(1).doubleAt(i[a]))
                                      / Math.sqrt(x.get(2).doubleAt(i[a]) + 0.1)
                                      * x.get(3).doubleAt(i[a])
                                  + x.get(4).doubleAt(i[a])))
              .ulp(8)
              .scale(64));
    }
    specs.add(
        spec(
            Variance.class,
            "batchNorm of one sample of one value",
            List.of(number(LINE, 3), number(OTHER, 3), number(POSITIVE, 3)),
            x -> Normalization.batchNorm(x.get(0), 0, x.get(1), x.get(2), 0.1),
            x -> x.get(2)));
  }

  /// The elements at one index of an axis.
  private static double[] slab(Tensor x, int axis, int index) {
    DoubleStream.Builder all = DoubleStream.builder();
    Naive.fill(
        x.shape().sizes(),
        i -> {
          if (i[axis] == index) {
            all.add(x.doubleAt(i));
          }
          return 0;
        });
    return all.build().toArray();
  }

  private static double standard(double x, double[] all) {
    BigDecimal mean = mean(all);
    double deviation = root(variance(all, 0).add(new BigDecimal("0.1")));
    return new BigDecimal(x).subtract(mean).doubleValue() / deviation;
  }

  private static BigDecimal mean(double[] v) {
    return Arrays.stream(v)
        .mapToObj(BigDecimal::new)
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .divide(new BigDecimal(v.length), MC);
  }

  private static BigDecimal variance(double[] v, int correction) {
    BigDecimal mean = mean(v);
    BigDecimal sum = BigDecimal.ZERO;
    for (double x : v) {
      BigDecimal d = new BigDecimal(x).subtract(mean);
      sum = sum.add(d.multiply(d));
    }
    return sum.divide(new BigDecimal(v.length - correction), MC);
  }

  private static double norm(double[] v) {
    if (Arrays.stream(v).anyMatch(Double::isNaN)) {
      return NAN;
    }
    if (Arrays.stream(v).anyMatch(Double::isInfinite)) {
      return INF;
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (double x : v) {
      sum = sum.add(new BigDecimal(x).pow(2));
    }
    return root(sum);
  }

  private static double root(BigDecimal x) {
    return x.sqrt(MC).doubleValue();
  }
}
