package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.index;
import static dev.adjoint.autodiff.op.OpSpec.mask;
import static dev.adjoint.autodiff.op.OpSpec.number;

import com.google.common.primitives.Ints;
import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.OpSpec.Operand;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tensor.internal.Threefry;
import java.math.BigDecimal;
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
final class OpSpecs {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  /// Points of smoothness of every op that is defined on the whole line.
  private static final double[] LINE =
      IntStream.range(0, 41).mapToDouble(i -> (i * 17 % 41 - 20) * 0.31 + 0.113).toArray();

  private static final double[] POSITIVE = {1.3, 0.45, 2.9, 11.5, 0.7, 5.25, 3.1};
  private static final double[] NONZERO = {1.3, -0.45, 2.9, -11.5, 0.7, -5.25, 3.1};
  private static final double[] OTHER = {0.8, -1.1, 2.3, -0.6, 4.2, 1.9, -3.3, 0.15, -2.05};
  private static final double[] TRUTH_VALUES = {1, 0, 0, 1, 1, 0, 1};

  /// Values of ordinary size and beyond, where only the result is compared.
  private static final double[] EDGES = {
    0, -0.0, 1e-300, -1e-300, 1e-40, 1e-8, -1e-8, 0.5, -0.5, 1, -1, 17, -17, 30, -30, 40, -40, 87,
    -87, 88.8, -88.8, 103, -103, 104, -110, 300, -300, 709, -709, 709.9, 710, -710, 745, -745, -746,
    1e5, -1e5, 1e300, -1e300, INF, -INF, NAN
  };

  /// Rank 0, size 1, empty axes, odd sizes around the lane width.
  private static final int[][] SHAPES = {
    {}, {1}, {0}, {3}, {2, 0, 3}, {7}, {9}, {3, 5}, {1, 1, 2}, {33}
  };

  private OpSpecs() {}

  /// Every case of every op.
  static List<OpSpec> all() {
    List<OpSpec> specs = new ArrayList<>();
    elementary(specs);
    arithmetic(specs);
    logic(specs);
    views(specs);
    reductions(specs);
    products(specs);
    indexing(specs);
    generators(specs);
    return specs;
  }

  private static void elementary(List<OpSpec> specs) {
    unary(specs, Exp.class, Expr::exp, Digits.rounded(Digits::exp, 0, INF), LINE, EDGES);
    unary(specs, Expm1.class, Expm1::expm1, Digits.rounded(Digits::expm1, -1, INF), LINE, EDGES);
    DoubleUnaryOperator log = Digits.rounded(Digits::log, NAN, INF);
    double[] aboveZero = Arrays.stream(EDGES).map(Math::abs).toArray();
    unary(
        specs,
        Log.class,
        Expr::log,
        x -> x == 0 ? -INF : x < 0 ? NAN : log.applyAsDouble(x),
        POSITIVE,
        join(aboveZero, -1, -INF, 0.999999, 1.000001));
    DoubleUnaryOperator log1p = Digits.rounded(Digits::log1p, NAN, INF);
    unary(
        specs,
        Log1p.class,
        Log1p::log1p,
        x -> x == 0 ? x : x == -1 ? -INF : x < -1 ? NAN : log1p.applyAsDouble(x),
        POSITIVE,
        join(aboveZero, -0.5, -0.999999, -1e-9, -1, -2, -0.0));
    unary(
        specs,
        Sqrt.class,
        Expr::sqrt,
        StrictMath::sqrt,
        POSITIVE,
        join(aboveZero, -0.0, -1, Double.MIN_VALUE));
    unary(specs, Sin.class, Sin::sin, circular(Digits::sin, StrictMath::sin), LINE, EDGES);
    unary(specs, Cos.class, Cos::cos, circular(Digits::cos, StrictMath::cos), LINE, EDGES);
    unary(specs, Tanh.class, Expr::tanh, small(Digits.rounded(Digits::tanh, -1, 1)), LINE, EDGES);
    unary(specs, Sigmoid.class, Expr::sigmoid, Digits.rounded(Digits::sigmoid, 0, 1), LINE, EDGES);
    unary(
        specs,
        Softplus.class,
        Softplus::softplus,
        Digits.rounded(Digits::softplus, 0, INF),
        LINE,
        EDGES);
  }

  /// Series of numbers beyond 1e5 take long; the results there are known.
  private static DoubleUnaryOperator small(DoubleUnaryOperator f) {
    return x -> Math.abs(x) > 1000 ? Math.signum(x) : x == 0 ? x : f.applyAsDouble(x);
  }

  /// Exact up to 120, from there on what the platform's reference gives.
  private static DoubleUnaryOperator circular(
      UnaryOperator<BigDecimal> f, DoubleUnaryOperator beyond) {
    DoubleUnaryOperator exact = Digits.rounded(f, NAN, NAN);
    return x -> Math.abs(x) > 120 || x == 0 ? beyond.applyAsDouble(x) : exact.applyAsDouble(x);
  }

  private static void arithmetic(List<OpSpec> specs) {
    binary(specs, Add.class, Expr::plus, Double::sum, OTHER).onIntegers(specs);
    binary(specs, Subtract.class, Expr::minus, (a, b) -> a - b, OTHER).onIntegers(specs);
    binary(specs, Multiply.class, Expr::times, (a, b) -> a * b, OTHER).onIntegers(specs);
    binary(specs, Divide.class, Expr::dividedBy, (a, b) -> a / b, NONZERO);
    binary(specs, Maximum.class, Maximum::maximum, Math::max, OTHER).onIntegers(specs);
    binary(specs, Maximum.class, Maximum::minimum, Math::min, OTHER).onIntegers(specs);
    unary(specs, Negate.class, Expr::negate, x -> -x, LINE, EDGES).onIntegers(specs);
    unary(specs, Abs.class, Expr::abs, Math::abs, LINE, EDGES).onIntegers(specs);
    unary(specs, Square.class, Expr::square, x -> x * x, LINE, EDGES).onIntegers(specs);
    unary(specs, Relu.class, Expr::relu, x -> x <= 0 ? 0 : x, LINE, EDGES);
    unary(specs, StopGradient.class, StopGradient::stopGradient, x -> x, LINE, EDGES)
        .onIntegers(specs)
        .notSmooth(specs);
    for (double n : new double[] {3, 4, 5, -1, -2, -3}) {
      unary(
          specs,
          Power.class,
          x -> x.pow(n),
          x -> StrictMath.pow(x, n),
          NONZERO,
          new double[] {0, -0.0, 1, -1, 1e5, -1e-5, 1e120, INF, -INF, NAN},
          4);
    }
    for (double n : new double[] {0.5, 1.5, -0.5, 2.75}) {
      unary(
          specs,
          Power.class,
          x -> x.pow(n),
          x -> StrictMath.pow(x, n),
          POSITIVE,
          new double[] {0, 1, 1e5, 1e-5, 1e30, INF, -1, NAN},
          2);
    }
    for (DType to : DType.values()) {
      double[] values = {0, 1, -1, 2.5, -2.5, 1e-3, 3e9, -7.99};
      specs.add(
          spec(
                  Cast.class,
                  "cast to " + to,
                  List.of(number(values, 8)),
                  x -> x.getFirst().cast(to),
                  x ->
                      to == DType.BOOL
                          ? map(x.getFirst(), v -> v == 0 ? 0 : 1)
                          : to == DType.INT64
                              ? map(x.getFirst(), v -> v < 0 ? Math.ceil(v) : Math.floor(v))
                              : x.getFirst())
              .notSmooth()
              .onIntegers());
      specs.add(
          spec(
                  Cast.class,
                  "cast bool to " + to,
                  List.of(mask(TRUTH_VALUES, 7)),
                  x -> x.getFirst().cast(to),
                  x -> x.getFirst())
              .notSmooth());
      specs.add(
          spec(
                  Cast.class,
                  "cast int64 to " + to,
                  List.of(index(new double[] {0, 5, -5, 16777217, 1L << 53}, 5)),
                  x -> x.getFirst().cast(to),
                  x -> to == DType.BOOL ? map(x.getFirst(), v -> v == 0 ? 0 : 1) : x.getFirst())
              .notSmooth());
    }
    for (int[] shape : SHAPES) {
      specs.add(
          spec(
              Cast.class,
              "cast to float64 and back " + Arrays.toString(shape),
              List.of(number(LINE, shape)),
              x -> x.getFirst().cast(DType.FLOAT64).square().cast(x.getFirst().dtype()),
              x -> map(x.getFirst(), v -> v * v)));
    }
  }

  private static void logic(List<OpSpec> specs) {
    double[] some = {1, 2, NAN, -0.0, 3, INF, 5};
    double[] others = {1, 3, 1, 0, 2, INF, NAN, 5};
    compare(specs, "<", Compare::less, (a, b) -> a < b ? 1 : 0, some, others);
    compare(specs, "<=", Compare::lessOrEqual, (a, b) -> a <= b ? 1 : 0, some, others);
    compare(specs, ">", Compare::greater, (a, b) -> a > b ? 1 : 0, some, others);
    compare(specs, ">=", Compare::greaterOrEqual, (a, b) -> a >= b ? 1 : 0, some, others);
    compare(specs, "=", Compare::equal, (a, b) -> a == b ? 1 : 0, some, others);
    compare(specs, "≠", Compare::notEqual, (a, b) -> a != b ? 1 : 0, some, others);
    double[] p = {1, 1, 0, 0, 1};
    double[] q = {1, 0, 1, 0};
    for (int[] shape : SHAPES) {
      String at = " " + Arrays.toString(shape);
      specs.add(
          spec(
                  Logical.class,
                  "and" + at,
                  List.of(mask(p, shape), mask(q, shape)),
                  x -> Logical.and(x.get(0), x.get(1)),
                  x -> zip(x, (a, b) -> a * b))
              .notSmooth());
      specs.add(
          spec(
                  Logical.class,
                  "or" + at,
                  List.of(mask(p, shape), mask(q, shape)),
                  x -> Logical.or(x.get(0), x.get(1)),
                  x -> zip(x, Math::max))
              .notSmooth());
      specs.add(
          spec(
                  Not.class,
                  "not" + at,
                  List.of(mask(p, shape)),
                  x -> Not.not(x.getFirst()),
                  x -> map(x.getFirst(), v -> 1 - v))
              .notSmooth());
      specs.add(
          spec(
                  Where.class,
                  "where" + at,
                  List.of(mask(p, shape), number(LINE, shape), number(OTHER, shape)),
                  x -> Where.where(x.get(0), x.get(1), x.get(2)),
                  OpSpecs::choose)
              .onIntegers());
      specs.add(
          spec(
                  Where.class,
                  "where of masks" + at,
                  List.of(mask(p, shape), mask(q, shape), mask(new double[] {0, 1, 1}, shape)),
                  x -> Where.where(x.get(0), x.get(1), x.get(2)),
                  OpSpecs::choose)
              .notSmooth());
    }
    specs.add(
        spec(
                Where.class,
                "where broadcast, special values",
                List.of(mask(p, 5, 1), number(join(EDGES), 5, 42), number(OTHER, 1, 42)),
                x -> Where.where(x.get(0), x.get(1), x.get(2)),
                OpSpecs::choose)
            .notSmooth());
    specs.add(
        spec(
            Where.class,
            "where broadcast",
            List.of(mask(p, 3, 1), number(LINE, 3, 4), number(OTHER)),
            x -> Where.where(x.get(0), x.get(1), x.get(2)),
            OpSpecs::choose));
  }

  private static Tensor choose(List<Tensor> x) {
    int[] sizes = x.get(0).shape().sizes();
    for (Tensor t : x) {
      sizes = Naive.common(sizes, t.shape().sizes());
    }
    return Naive.fill(sizes, i -> Naive.get(x.get(Naive.get(x.getFirst(), i) != 0 ? 1 : 2), i));
  }

  private static void views(List<OpSpec> specs) {
    int[][][] broadcasts = {
      {{}, {}},
      {{}, {3}},
      {{1}, {5}},
      {{3}, {2, 3}},
      {{2, 1, 3}, {2, 4, 3}},
      {{1}, {0}},
      {{0}, {3, 0}},
      {{}, {2, 3, 1}},
      {{1, 1}, {1, 1, 1}}
    };
    for (int[][] c : broadcasts) {
      specs.add(
          spec(
                  Broadcast.class,
                  "broadcast " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0])),
                  x -> x.getFirst().broadcast(Shape.of(c[1])),
                  x -> Naive.fill(c[1], i -> Naive.get(x.getFirst(), i)))
              .onIntegers());
    }
    int[][][] reshapes = {
      {{}, {1}}, {{1, 1}, {}}, {{6}, {2, 3}}, {{2, 3, 5}, {5, 6}}, {{0}, {3, 0}}, {{2, 1, 3}, {6}}
    };
    for (int[][] c : reshapes) {
      specs.add(
          spec(
                  Reshape.class,
                  "reshape " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0])),
                  x -> x.getFirst().reshape(c[1]),
                  x -> Tensor.of(Shape.of(c[1]), x.getFirst().toDoubleArray()))
              .onIntegers());
    }
    int[][][] permutations = {
      {{3}, {0}},
      {{2, 3}, {1, 0}},
      {{2, 3, 5}, {2, 0, 1}},
      {{2, 3, 5}, {0, 2, 1}},
      {{2, 0, 3}, {1, 2, 0}},
      {{}, {}},
      {{2, 1, 3, 4}, {3, 1, 0, 2}}
    };
    for (int[][] c : permutations) {
      specs.add(
          spec(
                  Permute.class,
                  "permute " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0])),
                  x -> x.getFirst().permute(c[1]),
                  x -> {
                    int[] sizes = IntStream.of(c[1]).map(a -> c[0][a]).toArray();
                    return Naive.fill(
                        sizes,
                        i -> {
                          int[] from = new int[i.length];
                          for (int a = 0; a < from.length; a++) {
                            from[c[1][a]] = i[a];
                          }
                          return x.getFirst().doubleAt(from);
                        });
                  })
              .onIntegers());
    }
    for (int[] shape : new int[][] {{7}, {3, 5}, {2, 0, 3}, {1}}) {
      specs.add(
          spec(
                  Flip.class,
                  "flip last " + Arrays.toString(shape),
                  List.of(number(LINE, shape)),
                  x -> Flip.flip(x.getFirst(), -1),
                  x ->
                      Naive.fill(
                          shape,
                          i -> {
                            int last = shape.length - 1;
                            return x.getFirst()
                                .doubleAt(Naive.with(i, last, shape[last] - 1 - i[last]));
                          }))
              .onIntegers());
      specs.add(
          spec(
                  Flip.class,
                  "flip all " + Arrays.toString(shape),
                  List.of(number(LINE, shape)),
                  x -> Flip.flip(x.getFirst()),
                  x ->
                      Naive.fill(
                          shape,
                          i -> {
                            int[] from = new int[i.length];
                            Arrays.setAll(from, a -> shape[a] - 1 - i[a]);
                            return x.getFirst().doubleAt(from);
                          }))
              .onIntegers());
      for (int[] cut : new int[][] {{0, 0}, {0, 1}, {1, 3}, {0, 3}}) {
        if (cut[1] <= shape[0]) {
          specs.add(
              spec(
                      Slice.class,
                      "slice " + Arrays.toString(shape) + " " + Arrays.toString(cut),
                      List.of(number(LINE, shape)),
                      x -> Slice.slice(x.getFirst(), 0, cut[0], cut[1]),
                      x ->
                          Naive.fill(
                              Naive.with(shape, 0, cut[1] - cut[0]),
                              i -> x.getFirst().doubleAt(Naive.with(i, 0, i[0] + cut[0]))))
                  .onIntegers());
        }
      }
      for (int[] margin : new int[][] {{0, 0}, {2, 0}, {0, 3}, {1, 2}}) {
        int last = shape.length - 1;
        specs.add(
            spec(
                    Pad.class,
                    "pad " + Arrays.toString(shape) + " " + Arrays.toString(margin),
                    List.of(number(LINE, shape)),
                    x -> Pad.pad(x.getFirst(), -1, margin[0], margin[1]),
                    x ->
                        Naive.fill(
                            Naive.with(shape, last, shape[last] + margin[0] + margin[1]),
                            i -> {
                              int at = i[last] - margin[0];
                              return at < 0 || at >= shape[last]
                                  ? 0
                                  : x.getFirst().doubleAt(Naive.with(i, last, at));
                            }))
                .onIntegers());
      }
    }
    specs.add(
        spec(
                Slice.class,
                "slice with steps",
                List.of(number(LINE, 4, 9)),
                x ->
                    new Slice(
                            List.of(Dim.of(1), Dim.of(2)),
                            List.of(Dim.of(2), Dim.of(3)),
                            List.of(2, 3))
                        .of(x.getFirst()),
                x ->
                    Naive.fill(
                        new int[] {2, 3}, i -> x.getFirst().doubleAt(1 + 2 * i[0], 2 + 3 * i[1])))
            .onIntegers());
    specs.add(
        spec(
                Pad.class,
                "pad with steps",
                List.of(number(LINE, 2, 3)),
                x ->
                    new Pad(List.of(Dim.of(1), Dim.of(0)), List.of(2, 3), Shape.of(5, 7))
                        .of(x.getFirst()),
                x ->
                    Naive.fill(
                        new int[] {5, 7},
                        i ->
                            i[0] % 2 == 1 && i[1] % 3 == 0
                                ? x.getFirst().doubleAt((i[0] - 1) / 2, i[1] / 3)
                                : 0))
            .onIntegers());
  }

  private static void reductions(List<OpSpec> specs) {
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

  private static void products(List<OpSpec> specs) {
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

  private static void indexing(List<OpSpec> specs) {
    double[] picks = {2, 0, 2, 1, 0};
    for (int[] indices : new int[][] {{}, {1}, {0}, {5}, {2, 3}}) {
      for (int[] x : new int[][] {{3}, {3, 2}, {3, 0}, {4, 2, 3}}) {
        String at = " " + Arrays.toString(x) + " by " + Arrays.toString(indices);
        int[] inner = Arrays.copyOfRange(x, 1, x.length);
        int[] sizes = concat(indices, inner);
        specs.add(
            spec(
                    Gather.class,
                    "gather" + at,
                    List.of(number(LINE, x), index(picks, indices)),
                    v -> Gather.gather(v.get(0), v.get(1)),
                    v ->
                        Naive.fill(
                            sizes,
                            i -> {
                              int[] head = Arrays.copyOf(i, indices.length);
                              int row = (int) v.get(1).doubleAt(head);
                              int[] tail = Arrays.copyOfRange(i, indices.length, i.length);
                              return v.get(0).doubleAt(Naive.insert(tail, 0, row));
                            }))
                .onIntegers());
        specs.add(
            spec(
                    ScatterAdd.class,
                    "scatterAdd" + at,
                    List.of(number(LINE, sizes), index(picks, indices)),
                    v -> ScatterAdd.scatterAdd(v.get(0), v.get(1), Dim.of(x[0])),
                    v -> {
                      double[] data = new double[Arrays.stream(x).reduce(1, (p, q) -> p * q)];
                      int block = Arrays.stream(inner).reduce(1, (p, q) -> p * q);
                      double[] updates = v.get(0).toDoubleArray();
                      double[] rows = v.get(1).toDoubleArray();
                      for (int u = 0; u < updates.length; u++) {
                        int row = (int) rows[u / block];
                        data[row * block + u % block] += updates[u];
                      }
                      return Tensor.of(Shape.of(x), data);
                    })
                .ulp(2)
                .scale(16)
                .onIntegers());
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      specs.add(
          spec(
                  Gather.class,
                  "takeAlong " + a,
                  List.of(
                      number(LINE, 2, 3, 2),
                      index(new double[] {1, 0, 0, 1, 1}, Naive.with(new int[] {2, 3, 2}, a, 4))),
                  v -> Gather.takeAlong(v.get(0), v.get(1), a),
                  v ->
                      Naive.fill(
                          Naive.with(new int[] {2, 3, 2}, a, 4),
                          i -> v.get(0).doubleAt(Naive.with(i, a, (int) v.get(1).doubleAt(i)))))
              .onIntegers());
    }
    specs.add(
        spec(
                Gather.class,
                "gather with a shared axis",
                List.of(number(LINE, 2, 3, 2), index(new double[] {1, 0, 2, 2}, 2, 2)),
                v -> new Gather(1).of(v.get(0), v.get(1)),
                v ->
                    Naive.fill(
                        new int[] {2, 2, 2},
                        i -> v.get(0).doubleAt(i[0], (int) v.get(1).doubleAt(i[0], i[1]), i[2])))
            .onIntegers());
    specs.add(
        spec(
                ScatterAdd.class,
                "scatterAdd with a shared axis",
                List.of(number(LINE, 2, 3), index(new double[] {1, 0, 1, 3, 3, 3}, 2, 3)),
                v -> new ScatterAdd(1, Dim.of(4)).of(v.get(0), v.get(1)),
                v ->
                    Naive.fill(
                        new int[] {2, 4},
                        i ->
                            Naive.sum(
                                3,
                                k ->
                                    v.get(1).doubleAt(i[0], k) == i[1]
                                        ? v.get(0).doubleAt(i[0], k)
                                        : 0)))
            .ulp(2)
            .scale(16)
            .onIntegers());
    specs.add(
        spec(
                ScatterAdd.class,
                "scatterAdd of masks is or",
                List.of(
                    mask(new double[] {1, 0, 0, 0, 1}, 5), index(new double[] {0, 0, 1, 3, 3}, 5)),
                v -> ScatterAdd.scatterAdd(v.get(0), v.get(1), Dim.of(4)),
                v -> Tensor.of(1.0, 0, 0, 1))
            .notSmooth());
  }

  private static void generators(List<OpSpec> specs) {
    for (int[] shape : new int[][] {{5}, {0}, {3, 4}, {2, 3, 2}, {33}}) {
      for (int axis = 0; axis < shape.length; axis++) {
        int a = axis;
        specs.add(
            spec(
                    Iota.class,
                    "iota " + Arrays.toString(shape) + " " + a,
                    List.of(),
                    x -> Iota.iota(Shape.of(shape), a),
                    x -> Naive.fill(shape, i -> i[a]))
                .notSmooth());
      }
    }
    for (int n : new int[] {0, 1, 7, 16777217}) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64}) {
        specs.add(
            spec(
                    Count.class,
                    "count " + n + " " + dtype,
                    List.of(),
                    x -> new Count(Dim.of("n", n), dtype).of(),
                    x -> Tensor.scalar((double) n))
                .notSmooth());
      }
    }
    double[] key = {42, 7};
    int[][] shapes = {{}, {1}, {0}, {7}, {3, 5}, {33}};
    for (int[] shape : shapes) {
      String at = " " + Arrays.toString(shape);
      specs.add(
          spec(
                  Uniform.class,
                  "uniform float64" + at,
                  List.of(index(key, 2)),
                  x -> Uniform.uniform(new Key(x.getFirst()), TensorType.of(DType.FLOAT64, shape)),
                  x -> draws(42, 7, shape, 53))
              .ulp(0)
              .notSmooth());
      specs.add(
          spec(
                  Uniform.class,
                  "uniform float32" + at,
                  List.of(index(key, 2)),
                  x -> Uniform.uniform(new Key(x.getFirst()), TensorType.of(DType.FLOAT32, shape)),
                  x -> draws(42, 7, shape, 24))
              .ulp(0)
              .notSmooth());
      specs.add(
          spec(
                  Bernoulli.class,
                  "bernoulli" + at,
                  List.of(index(key, 2), number(new double[] {0, 1, 0.5, 0.25}, shape)),
                  x -> Bernoulli.bernoulli(new Key(x.get(0)), x.get(1)),
                  x -> {
                    double[] p = x.get(1).toDoubleArray();
                    double[] u = draws(42, 7, shape, 53).toDoubleArray();
                    double[] y = new double[p.length];
                    Arrays.setAll(y, i -> u[i] < p[i] ? 1 : 0);
                    return Tensor.of(Shape.of(shape), y);
                  })
              .notSmooth());
      specs.add(
          spec(
                  Normal.class,
                  "normal" + at,
                  List.of(index(key, 2)),
                  x -> Normal.normal(new Key(x.getFirst()), TensorType.of(DType.FLOAT64, shape)),
                  x -> {
                    Tensor radius =
                        draws(word(42, 7, "radius", 0), word(42, 7, "radius", 1), shape, 53);
                    Tensor angle =
                        draws(word(42, 7, "angle", 0), word(42, 7, "angle", 1), shape, 53);
                    return zip(
                        List.of(radius, angle),
                        (u, v) ->
                            StrictMath.sqrt(-2 * StrictMath.log1p(-u))
                                * StrictMath.cos(2 * Math.PI * v));
                  })
              .ulp(8)
              .scale(1)
              .notSmooth());
    }
    specs.add(
        spec(
                SplitKey.class,
                "split by number",
                List.of(index(key, 2)),
                x -> new Key(x.getFirst()).split(3).words(),
                x -> Tensor.of(Threefry.first(42, 7, 3, 1), Threefry.second(42, 7, 3, 1)))
            .notSmooth());
    specs.add(
        spec(
                SplitKey.class,
                "split by name",
                List.of(index(key, 2)),
                x -> new Key(x.getFirst()).split("radius").words(),
                x -> Tensor.of(word(42, 7, "radius", 0), word(42, 7, "radius", 1)))
            .notSmooth());
  }

  /// A word of a key split by name: 64-bit FNV-1a, whose parameters are public.
  private static long word(long first, long second, String name, int which) {
    long hash = Long.parseUnsignedLong("14695981039346656037");
    for (int i = 0; i < name.length(); i++) {
      hash ^= name.charAt(i);
      hash *= 1099511628211L;
    }
    return which == 0
        ? Threefry.first(first, second, hash, 1)
        : Threefry.second(first, second, hash, 1);
  }

  private static Tensor draws(long first, long second, int[] shape, int bits) {
    int[] at = {0};
    return Naive.fill(
        shape,
        i -> (double) (Threefry.first(first, second, at[0]++, 0) >>> (64 - bits)) / (1L << bits));
  }

  // What the tables above are written in.

  private static OpSpec spec(
      Class<? extends Op> op,
      String name,
      List<Operand> operands,
      Function<List<Expr>, Expr> build,
      Function<List<Tensor>, Tensor> truth) {
    return new OpSpec(op, name, operands, build, truth, 0, 0, true, false);
  }

  /// The cases that one line of the table adds, to say more about them.
  private record Added(int from, int to) {
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

  private static Added unary(
      List<OpSpec> specs,
      Class<? extends Op> op,
      UnaryOperator<Expr> build,
      DoubleUnaryOperator truth,
      double[] smooth,
      double[] special) {
    return unary(specs, op, build, truth, smooth, special, 1.5);
  }

  private static Added unary(
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

  private static Added binary(
      List<OpSpec> specs,
      Class<? extends Op> op,
      BinaryOperator<Expr> build,
      DoubleBinaryOperator truth,
      double[] right) {
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
                  List.of(number(LINE, shape[0]), number(right, shape[1])),
                  x -> build.apply(x.get(0), x.get(1)),
                  x -> zip(x, truth))
              .ulp(0.5));
    }
    double[] edges = {0, -0.0, 1, -1, 1e-300, 1e300, -1e300, 1e-40, 1e38, INF, -INF, NAN};
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

  private static void compare(
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

  private static OpSpec fold(
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

  private static OpSpec fold(
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

  private static Tensor folded(Tensor x, int axis, ToDoubleFunction<double[]> f) {
    int[] sizes = x.shape().sizes();
    return Naive.fill(Naive.without(sizes, axis), i -> f.applyAsDouble(row(x, axis, i)));
  }

  private static Tensor along(Tensor x, int axis, UnaryOperator<double[]> f) {
    Map<List<Integer>, double[]> rows = new HashMap<>();
    return Naive.fill(
        x.shape().sizes(),
        i -> {
          int[] others = Naive.without(i, axis);
          return rows.computeIfAbsent(Ints.asList(others), o -> f.apply(row(x, axis, others)))[
              i[axis]];
        });
  }

  private static double[] row(Tensor x, int axis, int[] others) {
    double[] row = new double[x.shape().size(axis)];
    Arrays.setAll(row, k -> x.doubleAt(Naive.insert(others, axis, k)));
    return row;
  }

  private static double total(double[] v) {
    return Naive.sum(v.length, i -> v[i]);
  }

  private static double largest(double[] v) {
    return Arrays.stream(v).max().orElseThrow();
  }

  private static int first(double[] v, double value) {
    return IntStream.range(0, v.length).filter(i -> v[i] == value).findFirst().orElseThrow();
  }

  private static double[] running(double[] v, boolean reverse) {
    double[] sums = new double[v.length];
    Arrays.setAll(
        sums,
        i -> reverse ? total(Arrays.copyOfRange(v, i, v.length)) : total(Arrays.copyOf(v, i + 1)));
    return sums;
  }

  private static Tensor map(Tensor x, DoubleUnaryOperator f) {
    return Tensor.of(x.shape(), Arrays.stream(x.toDoubleArray()).map(f).toArray());
  }

  private static Tensor zip(List<Tensor> x, DoubleBinaryOperator f) {
    Tensor a = x.get(0);
    Tensor b = x.get(1);
    return Naive.fill(
        Naive.common(a.shape().sizes(), b.shape().sizes()),
        i -> f.applyAsDouble(Naive.get(a, i), Naive.get(b, i)));
  }

  private static double[] join(double[] a, double... b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static int[] concat(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }
}
