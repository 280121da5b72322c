package dev.adjoint.autodiff.rewrite;

import static dev.adjoint.autodiff.op.Compare.lessOrEqual;
import static dev.adjoint.autodiff.op.Diagonal.diagonal;
import static dev.adjoint.autodiff.op.Erf.erf;
import static dev.adjoint.autodiff.op.Extremum.max;
import static dev.adjoint.autodiff.op.Gather.gather;
import static dev.adjoint.autodiff.op.Maximum.maximum;
import static dev.adjoint.autodiff.op.Reshape.unsqueeze;
import static dev.adjoint.autodiff.op.Slice.slice;
import static dev.adjoint.autodiff.op.Softmax.softmax;
import static dev.adjoint.autodiff.op.Where.where;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Cosh;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Losses as papers write them, of primitives only: each a function of z, whose first component is
/// a logit. The names are those of losses.py, which writes the same formulas a second time.
final class SpelledOutLosses {
  private SpelledOutLosses() {}

  static Map<String, UnaryOperator<Expr>> all() {
    Map<String, UnaryOperator<Expr>> losses = new LinkedHashMap<>();
    binary(losses);
    likelihoods(losses);
    categorical(losses);
    divergences(losses);
    geometric(losses);
    return losses;
  }

  private static Expr vector(Expr like, double... values) {
    return Constant.of(
        like.dtype() == DType.FLOAT32 ? Tensor.of(values).cast(DType.FLOAT32) : Tensor.of(values));
  }

  private static Expr number(Expr like, double value) {
    return Constant.scalar(value, like.dtype());
  }

  private static Expr rest(Expr x) {
    return number(x, 1).minus(x);
  }

  private static Expr bce(Expr p, double target) {
    Expr y = vector(p, target);
    return y.times(p.log()).plus(rest(y).times(rest(p).log())).negate().mean();
  }

  private static void binary(Map<String, UnaryOperator<Expr>> losses) {
    losses.put("bce1", z -> bce(z.sigmoid(), 1));
    losses.put("bce0", z -> bce(z.sigmoid(), 0));
    losses.put("bceSoft", z -> bce(number(z, 1).dividedBy(z.negate().exp().plus(1)), 0.25));
    losses.put("softplusBce1", z -> softplusBce(z, 1));
    losses.put("softplusBce0", z -> softplusBce(z, 0));
    losses.put("softplusBceSoft", z -> softplusBce(z, 0.25));
    losses.put(
        "focal1",
        z -> {
          Expr p = z.sigmoid();
          Expr target = Constant.of(Tensor.of(new boolean[] {true}));
          Expr pt = where(target, p, rest(p));
          return rest(pt).square().times(pt.log()).negate().sum();
        });
    losses.put(
        "focal0",
        z -> {
          Expr p = z.sigmoid().reshape(1, 1).broadcast(z.reshape(1, 1).shape());
          Expr y = vector(z, 0);
          Expr pt = y.times(p).plus(rest(y).times(rest(p)));
          return rest(pt).pow(2).times(pt.log()).negate().sum();
        });
    losses.put(
        "bernoulliMixture",
        z -> {
          Expr p = z.sigmoid();
          Expr y = vector(z, 0.25);
          return y.times(p).plus(rest(y).times(rest(p))).log().negate().sum();
        });
    losses.put("margin", z -> z.negate().exp().plus(1).log().sum());
    losses.put(
        "logOdds",
        z -> {
          Expr p = z.exp().dividedBy(z.exp().plus(1));
          return p.dividedBy(rest(p)).log().square().sum();
        });
    losses.put("logCosh", z -> Cosh.cosh(z.minus(0.5)).log().sum());
    losses.put("tanhSquash", z -> rest(z.tanh().square()).log().negate().sum());
  }

  private static Expr softplusBce(Expr z, double target) {
    return Softplus.softplus(z).minus(vector(z, target).times(z)).mean();
  }

  private static void likelihoods(Map<String, UnaryOperator<Expr>> losses) {
    losses.put(
        "poisson",
        z -> {
          Expr rate = z.exp();
          return rate.minus(rate.log().times(3)).sum();
        });
    losses.put(
        "gaussianScale",
        z -> {
          Expr scale = z.exp();
          return number(z, 0.5).dividedBy(scale).square().times(0.5).plus(scale.log()).sum();
        });
    losses.put(
        "gaussianLocation",
        z -> z.negate().plus(0.5).dividedBy(2).square().times(0.5).plus(number(z, 2).log()).sum());
    losses.put(
        "laplaceScale",
        z -> {
          Expr scale = z.exp();
          return vector(z, -0.5).abs().dividedBy(scale).plus(scale.times(2).log()).sum();
        });
    losses.put(
        "studentLocation",
        z -> z.negate().plus(0.5).dividedBy(2).square().dividedBy(3).plus(1).log().times(2).sum());
    losses.put("negativeBinomial", z -> z.exp().plus(1).log().times(5).minus(z.times(2)).sum());
    losses.put(
        "huber",
        z -> {
          Expr r = z.minus(0.5);
          Expr far = r.abs().minus(0.5);
          return where(lessOrEqual(r.abs(), number(z, 1)), r.square().times(0.5), far).sum();
        });
    losses.put("hinge", z -> z.negate().plus(1.5).relu().sum());
    losses.put(
        "crpsGaussian",
        z -> {
          Expr w = z.minus(0.5);
          Expr phi = w.square().times(-0.5).exp().dividedBy(Math.sqrt(2 * Math.PI));
          Expr twice = cumulative(w).times(2).minus(1);
          return w.times(twice).plus(phi.times(2)).minus(1 / Math.sqrt(Math.PI)).sum();
        });
    losses.put("probit", z -> cumulative(z).log().negate().sum());
    losses.put(
        "quantile",
        z -> {
          Expr e = z.negate().plus(0.5);
          return maximum(e.times(0.25), e.times(-0.75)).sum();
        });
  }

  /// The distribution function of a standard normal number.
  private static Expr cumulative(Expr w) {
    return erf(w.dividedBy(Math.sqrt(2))).plus(1).times(0.5);
  }

  private static Expr label(int k) {
    return Constant.of(Tensor.of(new long[] {k}));
  }

  private static Expr picked(Expr x, int k) {
    return gather(x, label(k)).sum();
  }

  private static Expr oneHot(Expr z, int k) {
    double[] values = new double[3];
    values[k] = 1;
    return vector(z, values);
  }

  private static void categorical(Map<String, UnaryOperator<Expr>> losses) {
    for (int k : new int[] {0, 1}) {
      losses.put("crossEntropy" + k, z -> picked(softmax(z, 0), k).log().negate());
      losses.put("oneHot" + k, z -> oneHot(z, k).times(softmax(z, 0).log()).sum().negate());
      losses.put(
          "byHand" + k,
          z -> {
            Expr batch = unsqueeze(z, 0).broadcast(Shape.of(2, 3));
            Expr p = batch.exp().dividedBy(unsqueeze(batch.exp().sum(1), 1));
            return slice(p, 1, k, k + 1).log().mean().negate();
          });
      losses.put(
          "shifted" + k,
          z -> {
            Expr e = z.minus(max(z, 0)).exp();
            return oneHot(z, k).times(e.dividedBy(e.sum()).log()).sum().negate();
          });
      losses.put("logSumExp" + k, z -> z.exp().sum(0).log().minus(slice(z, 0, k, k + 1).reshape()));
      losses.put("mixed" + k, z -> oneHot(z, k).times(softmax(z, 0)).sum().log().negate());
    }
    losses.put(
        "infoNce",
        z -> {
          Expr positive = slice(z, 0, 0, 1).reshape().exp();
          Expr negatives = slice(z, 0, 1, 3).exp().sum();
          return positive.dividedBy(positive.plus(negatives)).log().negate();
        });
    losses.put(
        "diagonalNce",
        z -> {
          Expr rows = unsqueeze(z, 0).broadcast(Shape.of(3, 3));
          Expr e = rows.exp();
          return slice(diagonal(e).dividedBy(e.sum(1)).log(), 0, 0, 1).sum().negate();
        });
    losses.put(
        "labelSmoothing",
        z -> vector(z, 0.75, 0.125, 0.125).times(softmax(z, 0).log()).sum().negate());
    losses.put("temperature", z -> picked(softmax(z.dividedBy(2), 0), 0).log().negate());
    losses.put(
        "focalSoftmax",
        z -> {
          Expr p = picked(softmax(z, 0), 0);
          return rest(p).square().times(p.log()).negate();
        });
  }

  private static void divergences(Map<String, UnaryOperator<Expr>> losses) {
    losses.put(
        "entropy",
        z -> {
          Expr p = softmax(z, 0);
          return p.times(p.log()).sum().negate();
        });
    losses.put("klForward", z -> kl(vector(z, 0.5, 0.25, 0.25), softmax(z, 0)));
    losses.put("klReverse", z -> kl(softmax(z, 0), vector(z, 0.5, 0.25, 0.25)));
    losses.put(
        "jensenShannon",
        z -> {
          Expr p = softmax(z, 0);
          Expr q = vector(z, 0.5, 0.25, 0.25);
          Expr m = p.plus(q).dividedBy(2);
          return kl(p, m).plus(kl(q, m)).times(0.5);
        });
    losses.put(
        "gaussianMixture",
        z -> {
          Expr r = vector(z, -1, 0, 3).negate().plus(0.5).dividedBy(2);
          Expr density = r.square().times(-0.5).exp().dividedBy(2);
          return softmax(z, 0).times(density).sum().log().negate();
        });
    losses.put(
        "mixtureMeans", z -> z.negate().plus(0.5).square().times(-0.5).exp().mean().log().negate());
    losses.put("freeEnergy", z -> z.negate().dividedBy(2).exp().sum().log().times(-2));
  }

  private static Expr kl(Expr p, Expr q) {
    return p.times(p.dividedBy(q).log()).sum();
  }

  private static void geometric(Map<String, UnaryOperator<Expr>> losses) {
    losses.put(
        "dice",
        z -> {
          Expr p = z.sigmoid();
          Expr t = vector(z, 0, 1, 1);
          return rest(p.times(t).sum().times(2).dividedBy(p.sum().plus(t.sum())));
        });
    losses.put(
        "triplet",
        z -> {
          Expr anchor = vector(z, 0, 0.5, -0.25);
          Expr near = length(z.minus(anchor));
          return near.minus(length(vector(z, 1, 2, 3).minus(anchor))).plus(8).relu();
        });
    losses.put(
        "maskedMse",
        z -> {
          Expr mask = Constant.of(Tensor.of(new boolean[] {true, false, true}));
          Expr error = z.minus(vector(z, 1, Double.NaN, 1)).square();
          return where(mask, error, 0).sum().dividedBy(mask.cast(z.dtype()).sum());
        });
    losses.put("rootMeanSquare", z -> z.square().mean().sqrt());
    losses.put("ratio", z -> slice(z, 0, 0, 1).exp().dividedBy(slice(z, 0, 1, 2).exp()).sum());
  }

  private static Expr length(Expr x) {
    return x.times(x).sum().sqrt();
  }
}
