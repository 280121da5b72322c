package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.index;
import static dev.adjoint.autodiff.op.OpSpec.mask;
import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.EDGES;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.NONZERO;
import static dev.adjoint.autodiff.op.OpSpecs.OTHER;
import static dev.adjoint.autodiff.op.OpSpecs.POSITIVE;
import static dev.adjoint.autodiff.op.OpSpecs.SHAPES;
import static dev.adjoint.autodiff.op.OpSpecs.TRUTH_VALUES;
import static dev.adjoint.autodiff.op.OpSpecs.binary;
import static dev.adjoint.autodiff.op.OpSpecs.compare;
import static dev.adjoint.autodiff.op.OpSpecs.join;
import static dev.adjoint.autodiff.op.OpSpecs.map;
import static dev.adjoint.autodiff.op.OpSpecs.spec;
import static dev.adjoint.autodiff.op.OpSpecs.unary;
import static dev.adjoint.autodiff.op.OpSpecs.zip;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// Functions of one element, arithmetic, comparisons and logic.
final class ElementwiseSpecs {
  private ElementwiseSpecs() {}

  static void elementary(List<OpSpec> specs) {
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

  static void arithmetic(List<OpSpec> specs) {
    binary(specs, Add.class, Expr::plus, Double::sum, OTHER).onIntegers(specs);
    binary(specs, Subtract.class, Expr::minus, (a, b) -> a - b, OTHER).onIntegers(specs);
    binary(specs, Multiply.class, Expr::times, (a, b) -> a * b, OTHER).onIntegers(specs);
    binary(specs, Divide.class, Expr::dividedBy, (a, b) -> a / b, NONZERO);
    binary(specs, Maximum.class, Maximum::maximum, Math::max, OTHER).onIntegers(specs);
    binary(specs, Maximum.class, Maximum::minimum, Math::min, OTHER).onIntegers(specs);
    unary(specs, Negate.class, Expr::negate, x -> -x, LINE, EDGES).onIntegers(specs);
    unary(specs, Abs.class, Expr::abs, Math::abs, LINE, EDGES).onIntegers(specs);
    unary(specs, Square.class, Expr::square, x -> x * x, LINE, EDGES).onIntegers(specs);
    unary(
        specs,
        OneMinusSquare.class,
        OneMinusSquare::oneMinusSquare,
        x -> (1 - x) * (1 + x),
        LINE,
        EDGES);
    unary(specs, Relu.class, Expr::relu, x -> x <= 0 ? 0 : x, LINE, EDGES);
    unary(specs, StopGradient.class, StopGradient::stopGradient, x -> x, LINE, EDGES)
        .onIntegers(specs)
        .notSmooth(specs);
    unary(specs, AsWritten.class, AsWritten::asWritten, x -> x, LINE, EDGES).onIntegers(specs);
    unary(specs, Argument.class, Argument::argument, x -> x, LINE, EDGES).onIntegers(specs);
    unary(specs, Barrier.class, x -> Barrier.barrier(x, x.exp()), x -> x, LINE, EDGES);
    unary(specs, Barrier.class, Barrier::barrier, x -> x, LINE, EDGES).onIntegers(specs);
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

  static void logic(List<OpSpec> specs) {
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
                  ElementwiseSpecs::choose)
              .onIntegers());
      specs.add(
          spec(
                  Where.class,
                  "where of masks" + at,
                  List.of(mask(p, shape), mask(q, shape), mask(new double[] {0, 1, 1}, shape)),
                  x -> Where.where(x.get(0), x.get(1), x.get(2)),
                  ElementwiseSpecs::choose)
              .notSmooth());
    }
    specs.add(
        spec(
                Where.class,
                "where broadcast, special values",
                List.of(mask(p, 5, 1), number(join(EDGES), 5, 42), number(OTHER, 1, 42)),
                x -> Where.where(x.get(0), x.get(1), x.get(2)),
                ElementwiseSpecs::choose)
            .notSmooth());
    specs.add(
        spec(
            Where.class,
            "where broadcast",
            List.of(mask(p, 3, 1), number(LINE, 3, 4), number(OTHER)),
            x -> Where.where(x.get(0), x.get(1), x.get(2)),
            ElementwiseSpecs::choose));
  }

  private static Tensor choose(List<Tensor> x) {
    int[] sizes = x.get(0).shape().sizes();
    for (Tensor t : x) {
      sizes = Naive.common(sizes, t.shape().sizes());
    }
    return Naive.fill(sizes, i -> Naive.get(x.get(Naive.get(x.getFirst(), i) != 0 ? 1 : 2), i));
  }
}
