package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Concat.concat;
import static dev.adjoint.autodiff.op.Cosh.cosh;
import static dev.adjoint.autodiff.op.Slice.slice;
import static dev.adjoint.autodiff.op.Softmax.softmax;
import static dev.adjoint.usercode.Nasty.one;
import static dev.adjoint.usercode.Nasty.stored;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Losses as a paper spells them, without the stable ops, at logits 0, ±1, ±40 and ±1000: value and
/// gradient within 1e-12 of the truth, relative.
final class SpelledOutLossesTest {
  /// 1e-12 in units of the last place of a number just above a power of two.
  private static final double ULPS = 4500;

  private static Expr complement(Expr p) {
    return p.negate().plus(1);
  }

  private static Expr scalar(double value) {
    return Constant.scalar(value, DType.FLOAT64);
  }

  private static Nasty rows(String name, UnaryOperator<Expr> loss) {
    return stored(name, z -> loss.apply(z.reshape(7, 3)));
  }

  private static Expr weights() {
    return Constant.of(Tensor.of(0.5, 0.25, 0.25));
  }

  private static List<Nasty> losses() {
    return List.of(
        stored("log(sigmoid(z))", z -> z.sigmoid().log()),
        stored("log(1 - sigmoid(z))", z -> complement(z.sigmoid()).log()),
        stored("log(1 / (1 + exp(-z)))", z -> scalar(1).dividedBy(z.negate().exp().plus(1)).log()),
        stored("log(1 + exp(z))", z -> z.exp().plus(1).log()),
        stored("3 log(1 + exp(z / 3))", z -> z.dividedBy(3).exp().plus(1).log().times(3)),
        stored(
            "binary cross entropy",
            (z, y) -> {
              Expr p = z.sigmoid();
              return y.negate().times(p.log()).minus(complement(y).times(complement(p).log()));
            }),
        stored("logistic margin", (z, y) -> y.negate().times(z).exp().plus(1).log()),
        stored(
            "focal loss",
            z -> {
              Expr p = z.sigmoid();
              return complement(p).square().times(p.log()).negate();
            }),
        stored(
            "Bernoulli entropy",
            z -> {
              Expr p = z.sigmoid();
              return p.times(p.log()).plus(complement(p).times(complement(p).log())).negate();
            }),
        stored(
            "log(p / (1 - p))",
            z -> {
              Expr p = z.sigmoid();
              return p.dividedBy(complement(p)).log();
            }),
        stored("log cosh by exp", z -> z.exp().plus(z.negate().exp()).dividedBy(2).log()),
        stored("log cosh by cosh", z -> cosh(z).log()),
        stored("log(1 - tanh(z)^2)", z -> complement(z.tanh().square()).log()),
        stored("z / (1 + exp(-z))", z -> z.dividedBy(z.negate().exp().plus(1))),
        stored("log(1 - exp(-z))", z -> complement(z.negate().exp()).log()),
        stored(
            "Poisson with a softplus rate",
            z -> {
              Expr rate = z.exp().plus(1).log();
              return rate.minus(rate.log().times(2));
            }),
        stored("log(exp(a) + exp(b))", (a, b) -> a.exp().plus(b.exp()).log()),
        rows("-log(softmax(z))[0]", z -> slice(softmax(z, 1).log(), 1, 0, 1).negate()),
        rows(
            "-log(exp(z0) / sum(exp(z)))",
            z -> {
              Expr e = z.exp();
              return slice(e.dividedBy(e.sum(1).reshape(7, 1)), 1, 0, 1).log().negate();
            }),
        rows("log(sum(exp(z)))", z -> z.exp().sum(1).log()),
        rows("label smoothing", z -> softmax(z, 1).log().times(weights()).sum(1).negate()),
        rows(
            "entropy of a softmax",
            z -> {
              Expr p = softmax(z, 1);
              return p.times(p.log()).sum(1).negate();
            }),
        rows(
            "KL of a softmax",
            z -> {
              Expr p = softmax(z, 1);
              return p.times(p.log().minus(weights().log())).sum(1);
            }),
        stored(
            "Gaussian mixture",
            x ->
                x.reshape(7, 1)
                    .minus(Constant.of(Tensor.of(1.0, -2)))
                    .square()
                    .dividedBy(-2)
                    .exp()
                    .times(Constant.of(Tensor.of(0.25, 0.75)))
                    .sum(1)
                    .log()),
        stored("Student t", z -> z.square().dividedBy(3).plus(1).log().times(2)),
        stored(
            "Dice",
            z -> {
              Expr p = z.sigmoid();
              return complement(slice(p, 0, 3, 7).sum().times(2).dividedBy(p.sum().plus(4)));
            }),
        // The kink rules of norm and abs hold for their spellings; relu's for maximum(x, 0).
        one("sqrt(sum(x^2)) at 0", x -> x.square().sum().sqrt(), 0, 0).value(0).gradient(0, 0),
        one("sqrt(sum(x^2)), tiny", x -> x.square().sum().sqrt(), 3e-200, 4e-200)
            .value(5e-200)
            .gradient(0.6, 0.8),
        one("sqrt(x^2)", x -> x.square().sqrt(), -2, 0, 3e200)
            .value(2, 0, 3e200)
            .gradient(-1, 0, 1),
        one(
                "maximum(x, 0) at 0",
                x -> dev.adjoint.autodiff.op.Maximum.maximum(x, scalar(0)),
                -1,
                0,
                1)
            .value(0, 0, 1)
            .gradient(0, 0, 1),
        one("max over stacked 0 at 0", x -> concat(0, x, Constant.of(Tensor.of(0.0))).max(), 0)
            .value(0)
            .gradient(0.5));
  }

  @TestFactory
  Stream<DynamicTest> aSpelledOutLossIsStable() {
    return losses().stream()
        .map(nasty -> nasty.ulps(ULPS))
        .flatMap(
            nasty ->
                Stream.of(Executor.values())
                    .map(
                        executor ->
                            DynamicTest.dynamicTest(
                                nasty + ", " + executor, () -> nasty.check(executor))));
  }
}
