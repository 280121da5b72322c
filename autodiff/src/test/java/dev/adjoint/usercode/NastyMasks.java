package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Broadcast.broadcast;
import static dev.adjoint.autodiff.op.Clamp.clamp;
import static dev.adjoint.autodiff.op.Classify.isFinite;
import static dev.adjoint.autodiff.op.Classify.isNaN;
import static dev.adjoint.autodiff.op.Compare.equal;
import static dev.adjoint.autodiff.op.Compare.greater;
import static dev.adjoint.autodiff.op.Compare.lessOrEqual;
import static dev.adjoint.autodiff.op.Concat.concat;
import static dev.adjoint.autodiff.op.CumulativeSum.cumulativeSum;
import static dev.adjoint.autodiff.op.Diagonal.diagonal;
import static dev.adjoint.autodiff.op.Diagonal.trace;
import static dev.adjoint.autodiff.op.Einsum.einsum;
import static dev.adjoint.autodiff.op.Expm1.expm1;
import static dev.adjoint.autodiff.op.Flip.flip;
import static dev.adjoint.autodiff.op.Gather.gather;
import static dev.adjoint.autodiff.op.Gather.take;
import static dev.adjoint.autodiff.op.Gather.takeAlong;
import static dev.adjoint.autodiff.op.Log1p.log1p;
import static dev.adjoint.autodiff.op.LogSumExp.logSumExp;
import static dev.adjoint.autodiff.op.Maximum.maximum;
import static dev.adjoint.autodiff.op.Not.not;
import static dev.adjoint.autodiff.op.Pow.pow;
import static dev.adjoint.autodiff.op.Prod.prod;
import static dev.adjoint.autodiff.op.Sin.sin;
import static dev.adjoint.autodiff.op.Slice.slice;
import static dev.adjoint.autodiff.op.Softmax.softmax;
import static dev.adjoint.autodiff.op.Triangle.tril;
import static dev.adjoint.autodiff.op.Where.where;
import static dev.adjoint.usercode.Nasty.one;
import static dev.adjoint.usercode.Nasty.slope;
import static dev.adjoint.usercode.Nasty.two;

import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;

/// Bad points behind masks: what is not taken must not be felt, what is taken stays IEEE.
final class NastyMasks {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double LN2 = 0.6931471805599453;

  private NastyMasks() {}

  private static Tensor rows(double[]... rows) {
    return Tensor.of(rows);
  }

  private static double[] row(double... row) {
    return row;
  }

  private static Expr positive(Expr x, Expr branch) {
    return where(greater(x, 0), branch, 0);
  }

  private static Expr mask(boolean... kept) {
    return Constant.of(Tensor.of(kept));
  }

  private static Expr index(long... at) {
    return Constant.of(Tensor.of(at));
  }

  static List<Nasty> elementwise() {
    return List.of(
        // 1/MIN_VALUE = 2.02e323 overflows, so ∞ is the rounded truth in the fourth place.
        one("log behind where", x -> positive(x, x.log()), -1, -0.0, 0, Double.MIN_VALUE, 2)
            .value(0, 0, 0, -744.4400719213812, LN2)
            .gradient(0, 0, 0, INF, 0.5)
            .second(0, 0, 0, -INF, -0.25),
        one("sqrt behind where", x -> positive(x, x.sqrt()), -4, 0, 4)
            .value(0, 0, 2)
            .gradient(0, 0, 0.25)
            .second(0, 0, -1.0 / 32),
        two(
                "division behind where",
                (x, y) -> where(equal(y, 0), Constant.scalar(0, DType.FLOAT64), x.dividedBy(y)),
                Tensor.of(1.0, 1, 0),
                Tensor.of(0.0, 2, 0))
            .value(0, 0.5, 0)
            .gradient(0, 0.5, 0)
            .gradientBy(1, 0, -0.25, 0)
            .secondBy(1, 0, 0.25, 0),
        one("power behind where", x -> positive(x, x.pow(-1.5)), 0, -2, 4)
            .value(0, 0, 0.125)
            .gradient(0, 0, -0.046875)
            .second(0, 0, 0.029296875),
        two(
                "pow behind where",
                (x, y) -> positive(x, pow(x, y)),
                Tensor.of(0.0, -2, 4),
                Tensor.of(-1, 0.5, 0.5))
            .value(0, 0, 2)
            .gradient(0, 0, 0.25)
            .second(0, 0, -1.0 / 32)
            .gradientBy(1, 0, 0, 2.772588722239781),
        one(
                "spelled norm behind where at 0",
                x -> {
                  Expr n = x.square().sum().sqrt();
                  return positive(n, n);
                },
                0,
                0)
            .value(0)
            .gradient(0, 0)
            .second(0, 0),
        one(
                "unit vector behind where at 0",
                x -> {
                  Expr n = x.square().sum().sqrt();
                  return where(greater(n, 0), x.dividedBy(n), 0);
                },
                0,
                0)
            .value(0, 0)
            .gradient(0, 0)
            .second(0, 0),
        // Literal: at 0 the constant branch, whose every derivative is 0 (sinc'' would be −1/3).
        one(
                "sinc behind where at 0",
                x -> where(equal(x, 0), Constant.scalar(1, DType.FLOAT64), sin(x).dividedBy(x)),
                0)
            .value(1)
            .gradient(0)
            .second(0),
        one(
                "nested wheres",
                x -> positive(x, where(greater(x, 1), x.minus(1).log(), x.sqrt())),
                -1,
                0,
                0.25,
                1,
                2)
            .value(0, 0, 0.5, 1, 0)
            .gradient(0, 0, 1, 0.5, 1)
            .second(0, 0, -2, -0.25, -1),
        one("log |x| by where", x -> where(greater(x, 0), x.log(), x.negate().log()), -2, 2)
            .value(LN2, LN2)
            .gradient(-0.5, 0.5)
            .second(-0.25, -0.25),
        one("log of relu behind where", x -> where(greater(x, 0), x.relu().log(), -1), -1, 0, 2)
            .value(-1, -1, LN2)
            .gradient(0, 0, 0.5),
        // relu'(0) = 0 restricts the support, so sqrt'(0) = ∞ is not felt.
        one("sqrt of relu", x -> x.relu().sqrt(), -1, 0, 4).value(0, 0, 2).gradient(0, 0, 0.25),
        // Outside of the interval nothing is felt; at its closed end 1/0 = ∞ is.
        one("log of clamp", x -> clamp(x, 0, 1).log(), -1, 0, 0.5, 1, 2)
            .value(-INF, -INF, -LN2, 0, 0)
            .gradient(0, INF, 2, 1, 0),
        one("masked by isNaN of the branch", x -> where(isNaN(x.log()), zero(), x.log()), -1, 0, 1)
            .value(0, -INF, 0)
            .gradient(0, INF, 1),
        one("masked by isFinite of the branch", x -> where(isFinite(x.log()), x.log(), 0), -1, 0, 1)
            .value(0, 0, 0)
            .gradient(0, 0, 1)
            .second(0, 0, -1),
        one("elu by where, far right", x -> where(greater(x, 0), x, expm1(x)), 1000, -1000, 0)
            .value(1000, -1, 0)
            .gradient(1, 0, 1)
            .second(0, 0, 1),
        one(
                "Huber by where, far out",
                x -> where(lessOrEqual(x.abs(), 1), x.square().times(0.5), x.abs().minus(0.5)),
                1e200,
                1,
                -1,
                0,
                -3)
            .value(1e200, 0.5, 0.5, 0, 2.5)
            .gradient(1, 1, -1, 0, -1)
            .second(0, 1, 1, 1, 0),
        one("softplus by where, far right", x -> where(greater(x, 20), x, log1p(x.exp())), 1000, 0)
            .value(1000, LN2)
            .gradient(1, 0.5)
            .second(0, 0.25),
        one(
                "square of a gradient behind where",
                x -> slope(positive(x, x.pow(1.5)), x).square(),
                0,
                -1,
                4)
            .value(0, 0, 9)
            .gradient(0, 0, 2.25)
            .second(0, 0, 0),
        one(
                "gradient of an interior node behind where",
                x -> {
                  Expr y = x.log();
                  Expr loss = positive(x, y.times(y)).sum();
                  return Grad.grad(loss, y).of(y);
                },
                0,
                1,
                -1)
            .value(0, 0, 0),
        // IEEE: 0·∞ of two of the user's own numbers.
        one("where times a non-finite factor stays NaN", x -> positive(x, x).times(x.pow(-1)), 0)
            .value(Double.NaN)
            .gradient(Double.NaN));
  }

  private static Expr zero() {
    return Constant.scalar(0, DType.FLOAT64);
  }

  static List<Nasty> structure() {
    return List.of(
        one("mask behind slice", x -> slice(x.log(), 0, 1, 3), 0, 1, 2)
            .gradient(0, 1, 0.5)
            .second(0, -1, -0.25),
        one("mask behind gather", x -> gather(x.sqrt(), index(2, 1)), 0, 1, 4)
            .gradient(0, 0.5, 0.25)
            .second(0, -0.25, -1.0 / 32),
        one("mask behind a repeating gather", x -> gather(x.log(), index(1, 1)), 0, 2)
            .gradient(0, 1)
            .second(0, -0.5),
        one("mask behind take", x -> take(x.log(), index(1), 1), rows(row(0, 1), row(-1, 2)))
            .gradient(0, 1, 0, 0.5),
        one(
                "cross entropy picks from zero probabilities",
                p -> takeAlong(p.log(), Constant.of(Tensor.of(new long[][] {{1}, {0}})), 1),
                rows(row(0, 1), row(0.5, 0)))
            .value(0, -LN2)
            .gradient(0, 1, 2, 0)
            .second(0, -1, -4, 0),
        one(
                "slice behind a sum of an axis",
                x -> slice(x.log().sum(1), 0, 0, 1),
                rows(row(1, 2), row(0, -1)))
            .gradient(1, 0.5, 0, 0)
            .second(-1, -0.25, 0, 0),
        one(
                "mask behind a broadcast",
                s ->
                    where(
                        Constant.of(Tensor.of(new boolean[][] {{false, true}, {false, false}})),
                        broadcast(s.log(), Shape.of(2, 2)),
                        0),
                0,
                2)
            .value(0, LN2, 0, 0)
            .gradient(0, 0.5)
            .second(0, -0.25),
        two(
                "masked columns behind a matrix product",
                (a, x) -> where(mask(true, false), a.matmul(x.log()), 0),
                rows(row(0, 1), row(1, 1)),
                rows(row(1, 0), row(2, 0)))
            .value(LN2, 0, LN2, 0)
            .gradient(0, LN2, 0, LN2)
            .gradientBy(1, 1, 0, 1, 0),
        two(
                "squared error with NaN targets masked",
                (x, t) -> where(isNaN(t), zero(), x.minus(t).square()),
                Tensor.of(1.0, 2, 3),
                Tensor.of(Double.NaN, 0, Double.NaN))
            .value(0, 4, 0)
            .gradient(0, 4, 0)
            .second(0, 2, 0)
            .gradientBy(1, 0, -4, 0),
        two(
                "mean over the observed targets",
                (x, t) -> {
                  Expr seen = not(isNaN(t));
                  return where(seen, x.minus(t).square(), 0)
                      .sum()
                      .dividedBy(seen.cast(DType.FLOAT64).sum());
                },
                Tensor.of(1.0, 2, 3),
                Tensor.of(Double.NaN, 0, 1))
            .value(4)
            .gradient(0, 2, 2)
            .gradientBy(1, 0, -2, -2),
        two(
                "mean over no observed target",
                (x, t) -> {
                  Expr seen = not(isNaN(t));
                  Expr count = seen.cast(DType.FLOAT64).sum();
                  Expr mean = where(seen, x.minus(t), 0).sum().dividedBy(count);
                  return positive(count, mean);
                },
                Tensor.of(1.0, 2),
                Tensor.of(Double.NaN, Double.NaN))
            .value(0)
            .gradient(0, 0),
        // IEEE: 0·NaN is NaN, a factor masks nothing.
        two(
                "a factor 0 masks no NaN",
                (x, m) -> x.log().times(m),
                Tensor.of(-1.0, 2),
                Tensor.of(0.0, 1))
            .value(Double.NaN, LN2)
            .gradientBy(1, Double.NaN, LN2),
        one(
                "softmax of logits masked by −∞",
                x -> slice(softmax(where(mask(true, true, false), x, -INF), 0), 0, 0, 1),
                1,
                2,
                Double.NaN)
            .value(0.2689414213699951)
            .gradient(0.19661193324148185, -0.19661193324148185, 0),
        one(
                "a row of logits that is masked whole",
                x -> where(mask(false), softmax(where(mask(false), x, -INF), 0), 0),
                1,
                2)
            .value(0, 0)
            .gradient(0, 0)
            .second(0, 0),
        one(
                "logSumExp of logits masked by −∞",
                x -> logSumExp(where(mask(true, true, false), x, -INF), 0),
                1000,
                1000,
                Double.NaN)
            .value(1000.6931471805599)
            .gradient(0.5, 0.5, 0)
            .second(0, 0, 0),
        two(
                "NaN entries masked before a matrix product",
                (x, w) ->
                    where(
                            Constant.of(Tensor.of(new boolean[][] {{true, false}, {true, true}})),
                            x,
                            0)
                        .matmul(w),
                rows(row(1, Double.NaN), row(3, 4)),
                Tensor.of(1.0, 2))
            .value(1, 11)
            .gradient(1, 0, 1, 2)
            .gradientBy(1, 4, 4),
        one(
                "product of what is masked to 1",
                x -> prod(where(mask(true, false, true), x, 1)),
                2,
                Double.NaN,
                3)
            .value(6)
            .gradient(3, 0, 2)
            .second(1, 0, 1),
        one("slice behind a running sum", x -> slice(cumulativeSum(x.log(), 0), 0, 0, 2), 1, 2, 0)
            .value(0, LN2)
            .gradient(2, 0.5, 0)
            .second(-2, -0.25, 0),
        two(
                "slice of a concatenation, flipped",
                (x, y) -> slice(flip(concat(0, x.log(), y), 0), 0, 0, 2),
                Tensor.of(0.0, -1),
                Tensor.of(5.0, 6))
            .value(6, 5)
            .gradient(0, 0)
            .gradientBy(1, 1, 1),
        one("lower triangle of logs", x -> tril(x.log()), rows(row(1, 0), row(2, 4)))
            .value(0, 0, LN2, 2 * LN2)
            .gradient(1, 0, 0.5, 0.25),
        one("diagonal of logs", x -> diagonal(x.log()), rows(row(1, 0), row(-1, 2)))
            .value(0, LN2)
            .gradient(1, 0, 0, 0.5)
            .second(-1, 0, 0, -0.25),
        one("trace of logs", x -> trace(x.log()), rows(row(1, 0), row(-1, 2)))
            .value(LN2)
            .gradient(1, 0, 0, 0.5),
        one(
                "maximum of what is masked to −∞",
                x -> where(mask(false, true, true), x.log(), -INF).max(),
                -1,
                1,
                2)
            .value(LN2)
            .gradient(0, 0, 0.5)
            .second(0, 0, -0.25),
        two(
                "einsum of what is masked",
                (x, y) -> einsum("i,i->", positive(x, x.log()), y),
                Tensor.of(0.0, 2),
                Tensor.of(5.0, 3))
            .value(2.0794415416798357)
            .gradient(0, 1.5)
            .gradientBy(1, 0, LN2),
        one(
                "opposite masks meet in one node",
                x -> {
                  Expr root = x.sqrt();
                  return positive(x, root).plus(where(greater(x, 5), root.log(), 0));
                },
                0,
                4,
                9)
            .value(0, 2, 4.09861228866811)
            .gradient(0, 0.25, 1.0 / 6 + 1.0 / 18)
            .second(0, -1.0 / 32, -1.0 / 108 - 1.0 / 162),
        one(
                "maximum hides what lies below",
                x -> maximum(x.sqrt(), Constant.of(Tensor.of(1.0, 1))),
                0,
                4)
            .value(1, 2)
            .gradient(0, 0.25)
            .second(0, -1.0 / 32));
  }
}
