package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Any.any;
import static dev.adjoint.autodiff.op.ArgExtremum.argMax;
import static dev.adjoint.autodiff.op.Compare.equal;
import static dev.adjoint.autodiff.op.Compare.greater;
import static dev.adjoint.autodiff.op.Concat.concat;
import static dev.adjoint.autodiff.op.CumulativeSum.cumulativeSum;
import static dev.adjoint.autodiff.op.Gather.gather;
import static dev.adjoint.autodiff.op.Norm.norm;
import static dev.adjoint.autodiff.op.Prod.prod;
import static dev.adjoint.autodiff.op.ScatterAdd.scatterAdd;
import static dev.adjoint.autodiff.op.Softmax.softmax;
import static dev.adjoint.autodiff.op.Where.where;
import static dev.adjoint.usercode.Nasty.one;
import static dev.adjoint.usercode.Nasty.two;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;

/// Integers and truth values, repeated indices, empty axes, broadcasting.
final class NastyShapes {
  private static final long BIG = 1L << 53;

  private NastyShapes() {}

  private static Expr index(long... at) {
    return Constant.of(Tensor.of(at));
  }

  private static Expr constant(double... values) {
    return Constant.of(Tensor.of(values));
  }

  private static Tensor empty(int... sizes) {
    return Tensor.zeros(new TensorType(DType.FLOAT64, Shape.of(sizes)));
  }

  static List<Nasty> indices() {
    return List.of(
        one(
                "gather with repeated indices",
                x -> gather(x, index(0, 0, 2, 0)).times(constant(1, 10, 100, 1000)),
                1,
                2,
                3)
            .value(1, 10, 300, 1000)
            .gradient(1011, 0, 100)
            .second(0, 0, 0),
        one(
                "scatterAdd with repeated indices",
                u -> scatterAdd(u, index(1, 1, 3), Dim.of(4)).square(),
                1,
                2,
                4)
            .value(0, 9, 0, 16)
            .gradient(6, 6, 8)
            .second(4, 4, 2),
        one("gather of nothing", x -> gather(x, Constant.of(Tensor.range(0))), 1, 2)
            .value()
            .gradient(0, 0),
        // Beyond 2⁵³ doubles cannot tell neighbours apart.
        Nasty.of(
                "argMax of longs beyond 2⁵³",
                in -> argMax(in.getFirst(), 0),
                Tensor.of(BIG, BIG + 1, BIG))
            .exact()
            .value(1),
        Nasty.of(
                "comparison of longs beyond 2⁵³",
                in -> greater(in.get(0), in.get(1)),
                Tensor.of(BIG + 1, BIG),
                Tensor.of(BIG, BIG + 1))
            .exact()
            .value(1, 0),
        Nasty.of(
                "equality of longs beyond 2⁵³",
                in -> equal(in.get(0), in.get(1)),
                Tensor.of(BIG + 1, Long.MAX_VALUE),
                Tensor.of(BIG, Long.MAX_VALUE - 1))
            .exact()
            .value(0, 0),
        Nasty.of(
                "sum and where of longs beyond 2⁵³",
                in ->
                    where(greater(in.getFirst(), 0), in.getFirst(), index(0, 0))
                        .sum()
                        .minus(index(BIG)),
                Tensor.of(BIG + 1, -BIG))
            .exact()
            .value(1),
        Nasty.of(
                "running sum of longs beyond 2⁵³",
                in -> cumulativeSum(in.getFirst(), 0).minus(index(BIG, BIG)),
                Tensor.of(BIG, 1))
            .exact()
            .value(0, 1),
        Nasty.of(
                "maximum of longs beyond 2⁵³",
                in -> in.getFirst().max().minus(index(BIG)),
                Tensor.of(BIG, BIG + 1))
            .exact()
            .value(1),
        Nasty.of("any of nothing", in -> any(in.getFirst()), Tensor.of(new boolean[0]))
            .exact()
            .value(0),
        one("cast to float32 and back", x -> x.cast(DType.FLOAT32).cast(DType.FLOAT64), 0.1, 1e300)
            .value(0.1f, Double.POSITIVE_INFINITY)
            .gradient(1, 1));
  }

  static List<Nasty> empties() {
    return List.of(
        one("sum of nothing", x -> x.sum(), empty(0)).value(0).gradient().second(),
        one("prod of nothing", x -> prod(x), empty(0)).value(1).gradient(),
        one("norm of nothing", x -> norm(x), empty(0)).value(0).gradient(),
        one("mean of nothing is 0/0", x -> x.mean(), empty(0)).value(Double.NaN).gradient(),
        one("sum over an empty axis", x -> x.sum(0), empty(0, 3)).value(0, 0, 0).gradient(),
        one("softmax of no rows", x -> softmax(x, 1), empty(0, 3)).value().gradient().second(),
        one("running sum of nothing", x -> cumulativeSum(x, 0), empty(0)).value().gradient(),
        two(
                "product of no rows",
                (x, w) -> x.matmul(w),
                empty(0, 3),
                Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}))
            .value()
            .gradient()
            .gradientBy(1, 0, 0, 0, 0, 0, 0),
        two("product over an empty axis", (x, w) -> x.matmul(w), empty(2, 0), empty(0, 2))
            .value(0, 0, 0, 0)
            .gradient()
            .gradientBy(1),
        two("concat with nothing", (x, y) -> concat(0, x, y), empty(0), Tensor.of(1.0, 2))
            .value(1, 2)
            .gradient()
            .gradientBy(1, 1, 1),
        two("a scalar against nothing", (s, x) -> s.times(x), Tensor.scalar(3.0), empty(0))
            .value()
            .gradient(0)
            .gradientBy(1),
        two("one element against nothing", (s, x) -> s.plus(x), Tensor.of(3.0), empty(0))
            .value()
            .gradient(0)
            .gradientBy(1));
  }

  static List<Nasty> broadcasts() {
    return List.of(
        two(
                "a scalar over a vector",
                (s, v) -> s.dividedBy(v),
                Tensor.scalar(6.0),
                Tensor.of(1.0, 2, 3))
            .value(6, 3, 2)
            .gradient(11.0 / 6)
            .gradientBy(1, -6, -1.5, -2.0 / 3)
            .secondBy(1, 12, 1.5, 4.0 / 9),
        two(
                "a vector over a scalar",
                (v, s) -> v.dividedBy(s),
                Tensor.of(1.0, 2, 3),
                Tensor.scalar(2.0))
            .value(0.5, 1, 1.5)
            .gradient(0.5, 0.5, 0.5)
            .gradientBy(1, -1.5)
            .secondBy(1, 1.5),
        two(
                "a column times a row",
                (a, b) -> a.times(b),
                Tensor.of(new double[][] {{1}, {2}}),
                Tensor.of(new double[][] {{3, 4, 5}}))
            .value(3, 4, 5, 6, 8, 10)
            .gradient(12, 12)
            .gradientBy(1, 3, 3, 3),
        two(
                "a row against a matrix",
                (m, r) -> m.minus(r).square(),
                Tensor.of(new double[][] {{1, 2}, {3, 4}}),
                Tensor.of(1.0, 1))
            .value(0, 1, 4, 9)
            .gradient(0, 2, 4, 6)
            .gradientBy(1, -4, -8)
            .secondBy(1, 4, 4),
        Nasty.of(
                "where broadcasts all three",
                in ->
                    where(
                        Constant.of(Tensor.of(new boolean[][] {{true}, {false}})),
                        in.get(0),
                        in.get(1)),
                Tensor.scalar(7.0),
                Tensor.of(1.0, 2, 3))
            .value(7, 7, 7, 1, 2, 3)
            .gradient(3)
            .gradientBy(1, 1, 1, 1),
        two(
                "the same scalar everywhere",
                (s, v) -> s.times(v.minus(s)).dividedBy(s),
                Tensor.scalar(2.0),
                Tensor.of(5.0, 7))
            .value(3, 5)
            .gradient(-2)
            .gradientBy(1, 1, 1)
            .largest(5),
        one(
                "mean over a named axis",
                x -> x.mean(0),
                Tensor.ofNested(new double[][] {{1, 5}, {3, 7}, {5, 9}})
                    .reshape(Shape.of(Dim.of("m", 3), Dim.of(2))))
            .value(3, 7)
            .gradient(1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3));
  }
}
