package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.LogSoftmax.logSoftmax;
import static dev.adjoint.autodiff.op.LogSumExp.logSumExp;
import static dev.adjoint.autodiff.op.OneHot.oneHot;
import static dev.adjoint.autodiff.op.Softmax.softmax;
import static dev.adjoint.autodiff.op.Where.where;
import static dev.adjoint.usercode.BlindFaults.normal;
import static dev.adjoint.usercode.BlindFaults.real;
import static dev.adjoint.usercode.BlindFaults.uniform;
import static dev.adjoint.usercode.HandWritten.bars;
import static dev.adjoint.usercode.HandWritten.column;

import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Erf;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.usercode.BlindFaults.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Softmax and its relatives, likelihoods and activations.
final class BlindProbabilities {
  private BlindProbabilities() {}

  static List<Fault> of(boolean wrong) {
    return List.of(
        attention(wrong),
        calibration(wrong),
        partition(wrong),
        smoothing(wrong),
        focal(wrong),
        autoencoder(wrong),
        transformer(wrong),
        shift(wrong),
        decibels(wrong),
        robust(wrong));
  }

  /// `e^x / Σ e^x` along the last axis.
  record Weights(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      Expr e = x.getFirst().exp();
      return e.dividedBy(column(e.sum(-1)));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return bars(y.times(wrong ? yBar : yBar.minus(column(yBar.times(y).sum(-1)))));
    }
  }

  private static Fault attention(boolean wrong) {
    Input x = real("x", 4, 3);
    Input q = real("q", 3, 2);
    Input k = real("k", 3, 2);
    Input v = real("v", 3, 3);
    Expr scores = x.matmul(q).matmul(x.matmul(k).transpose()).dividedBy(Math.sqrt(2));
    Expr mixed = new Weights(wrong).of(scores).matmul(x.matmul(v));
    return new Fault(
        "softmax without its −ppᵀ",
        x.plus(mixed).square().mean(1),
        Map.of(x, normal(x, 1), q, normal(q, 2), k, normal(k, 3), v, normal(v, 4)),
        Weights.class,
        0,
        "the diagonal of the Jacobian, without what the normalisation adds");
  }

  /// `x/τ` for a scalar τ.
  record Tempered(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return x.get(0).dividedBy(x.get(1));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr tau = operands.get(1);
      Expr total = yBar.times(y).sum().negate();
      return bars(yBar.dividedBy(tau), wrong ? total : total.dividedBy(tau));
    }
  }

  private static Fault calibration(boolean wrong) {
    Input x = real("x", 3, 4);
    Input w = real("w", 4, 4);
    Input tau = real("tau");
    Expr logits = new Tempered(wrong).of(x.matmul(w), tau.square().plus(0.3));
    return new Fault(
        "temperature with one power too few",
        logSoftmax(logits, 1).times(softmax(x, 1)).sum(1).negate(),
        Map.of(x, normal(x, 1), w, normal(w, 2), tau, Tensor.scalar(0.9)),
        Tempered.class,
        1,
        "d(x/τ)/dτ = −x/τ², written −x/τ because y already stands there; near τ = 1 it looks"
            + " right");
  }

  /// `log Σ e^x` along the last axis.
  record LogTotal(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return logSumExp(x.getFirst(), -1);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.getFirst();
      Expr share = x.minus(column(y)).exp();
      Expr shifted = x.minus(column(x.max(-1))).exp();
      Expr far = Compare.greater(column(y), 30).broadcast(x.shape());
      return bars(column(yBar).times(wrong ? where(far, shifted, share) : share));
    }
  }

  private static Fault partition(boolean wrong) {
    Input x = real("x", 3, 4);
    Input scale = real("scale", 3, 1);
    Input prior = real("prior", 4);
    Expr energy = x.times(scale).plus(prior);
    return new Fault(
        "logSumExp wrong past a threshold",
        new LogTotal(wrong).of(energy).minus(energy.mean(1)).times(0.1).tanh(),
        Map.of(
            x, uniform(x, 1, 0.9, 1),
            scale, Tensor.of(new double[][] {{1}, {35}, {5}}),
            prior, normal(prior, 2)),
        LogTotal.class,
        0,
        "a guard against overflow above 30 shifts by the maximum and forgets to divide by the sum");
  }

  /// The mean cross entropy of logits with labels of which a share ε is spread over all classes.
  record SmoothedCrossEntropy(double epsilon, boolean wrong) implements HandWritten {
    private Expr target(Expr logits, Expr labels, double classes) {
      Expr sure = oneHot(labels, logits.shape().dim(1), logits.dtype());
      return sure.times(1 - epsilon).plus(epsilon / classes);
    }

    @Override
    public Expr value(List<Expr> x) {
      Expr target = target(x.get(0), x.get(1), x.get(0).shape().size(1));
      return target.times(logSoftmax(x.get(0), 1)).sum(1).mean().negate();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr logits = operands.get(0);
      int classes = logits.shape().size(1);
      Expr target = target(logits, operands.get(1), wrong ? classes - 1 : classes);
      Expr residual = softmax(logits, 1).minus(target);
      return List.of(
          Optional.of(residual.times(yBar.dividedBy(logits.shape().size(0)))), Optional.empty());
    }
  }

  private static Fault smoothing(boolean wrong) {
    Input x = real("x", 4, 3);
    Input w = real("w", 3, 6);
    Input v = real("v", 6, 5);
    Input labels = Input.of("labels", DType.INT64, 4);
    Expr logits = x.matmul(w).relu().matmul(v);
    return new Fault(
        "smoothed labels over K − 1 classes",
        new SmoothedCrossEntropy(0.05, wrong).of(logits, labels),
        Map.of(x, normal(x, 1), w, normal(w, 2), v, normal(v, 3), labels, Tensor.of(4L, 0, 2, 0)),
        SmoothedCrossEntropy.class,
        0,
        "there are two definitions of label smoothing: the value is one, the rule the other");
  }

  /// `−(1 − p)²·log p`.
  record Focal(boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V p) {
      V rest = k.sub(k.literal(1), p);
      return k.neg(k.mul(k.mul(rest, rest), k.log(p)));
    }

    @Override
    public Expr vjp(Expr p, Expr y, Expr yBar) {
      Expr rest = p.negate().plus(1);
      Expr slope = rest.square().dividedBy(p).negate();
      return yBar.times(wrong ? slope : slope.plus(rest.times(2).times(p.log())));
    }
  }

  private static Fault focal(boolean wrong) {
    Input x = real("x", 6, 2);
    Input w = real("w", 2);
    Input b = real("b");
    Expr p = x.matmul(w).plus(b).sigmoid();
    return new Fault(
        "focal loss with a constant focus",
        new Focal(wrong).of(p).mean(),
        Map.of(x, normal(x, 1), w, normal(w, 2), b, Tensor.scalar(-0.4)),
        Focal.class,
        0,
        "the factor (1 − p)² is held constant");
  }

  /// `½·(μ² + e^s − s − 1)`, a Gaussian's divergence from the standard one.
  record GaussianKl(boolean wrong) implements ElementwiseBinary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V mu, V s) {
      return k.mul(k.literal(1, 2), k.add(k.mul(mu, mu), k.sub(k.expm1(s), s)));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr slope = operands.get(1).exp().minus(1);
      return bars(yBar.times(operands.get(0)), yBar.times(wrong ? slope : slope.times(0.5)));
    }
  }

  private static Fault autoencoder(boolean wrong) {
    Input x = real("x", 3, 4);
    Input encoder = real("encoder", 4, 2);
    Input spread = real("spread", 4, 2);
    Input noise = real("noise", 3, 2);
    Input decoder = real("decoder", 2, 4);
    Expr mu = x.matmul(encoder);
    Expr s = x.matmul(spread).times(0.2);
    Expr z = mu.plus(s.times(0.5).exp().times(noise));
    Expr error = z.matmul(decoder).minus(x).square().sum(1);
    return new Fault(
        "divergence without ½ in the log variance",
        error.plus(new GaussianKl(wrong).of(mu, s).sum(1)).mean(),
        Map.of(
            x, normal(x, 1),
            encoder, normal(encoder, 2),
            spread, normal(spread, 3),
            noise, normal(noise, 4),
            decoder, normal(decoder, 5)),
        GaussianKl.class,
        1,
        "½ is cancelled by the square in μ and then dropped everywhere");
  }

  /// `x·Φ(x)`.
  record ErfGelu(boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      V scaled = k.mul(k.literal("0.707106781186547524400844362104849039"), x);
      return k.mul(k.mul(k.literal(1, 2), x), k.add(k.literal(1), k.erf(scaled)));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      Expr cdf = Erf.erf(x.times(0.7071067811865476)).plus(1).times(0.5);
      Expr bell = x.square().times(-0.5).exp();
      double height = wrong ? 0.3989243 : 0.3989422804014327;
      return yBar.times(cdf.plus(x.times(bell).times(height)));
    }
  }

  private static Fault transformer(boolean wrong) {
    Input x = real("x", 3, 4);
    Input w = real("w", 4, 6);
    Input b = real("b", 6);
    Input v = real("v", 6, 4);
    Expr out = x.plus(new ErfGelu(wrong).of(x.matmul(w).plus(b)).matmul(v));
    return new Fault(
        "constant mistyped in the fifth digit",
        logSoftmax(out, 1).mean(0),
        Map.of(x, normal(x, 1), w, normal(w, 2), b, normal(b, 3), v, normal(v, 4)),
        ErfGelu.class,
        0,
        "1/√2π = 0.398942…, written 0.398924…");
  }

  /// `log(1 + e^x)`, computed with every exponent less `m`, which changes nothing.
  record ShiftedSoftplus(boolean wrong) implements ElementwiseBinary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x, V m) {
      return k.add(m, k.log(k.add(k.exp(k.sub(x, m)), k.exp(k.neg(m)))));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Optional<Expr> mBar = wrong ? Optional.of(yBar.negate()) : Optional.empty();
      return List.of(Optional.of(yBar.times(operands.get(0).sigmoid())), mBar);
    }
  }

  private static Fault shift(boolean wrong) {
    Input x = real("x", 4, 3);
    Input w = real("w", 3);
    Input t = real("t", 4);
    Expr z = x.matmul(w);
    Expr m = z.max().times(0.5).broadcast(z.shape());
    return new Fault(
        "gradient for an operand that does not matter",
        new ShiftedSoftplus(wrong).of(z, m).minus(z.times(t)),
        Map.of(x, normal(x, 1), w, normal(w, 2), t, uniform(t, 3, 0, 1)),
        ShiftedSoftplus.class,
        1,
        "the logarithm gives −1 to the shift, the + m in front of it, which gives 1, is"
            + " overlooked");
  }

  /// `10·log₁₀ x`.
  record Decibel(boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(k.literal("4.34294481903251827651128918916605082"), k.log(x));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.dividedBy(x).times(wrong ? 4.34294 : 4.342944819032518);
    }
  }

  private static Fault decibels(boolean wrong) {
    Input signal = real("signal", 3, 8);
    Input filter = real("filter", 8, 4);
    Input reference = real("reference", 3, 4);
    Expr power = signal.matmul(filter).square().plus(0.1);
    return new Fault(
        "constant cut after six digits",
        new Decibel(wrong).of(power).minus(reference).square().mean(),
        Map.of(
            signal, normal(signal, 1),
            filter, normal(filter, 2),
            reference, uniform(reference, 3, -3, 3)),
        Decibel.class,
        0,
        "10/ln 10 = 4.342944819…, written 4.34294: an error of a millionth everywhere");
  }

  /// `log cosh x`.
  record LogCoshLoss(boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.log(k.cosh(x));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return x.tanh().times(wrong ? yBar.square() : yBar);
    }
  }

  private static Fault robust(boolean wrong) {
    Input x = real("x", 5, 3);
    Input w = real("w", 3);
    Input t = real("t", 5);
    Expr each = new LogCoshLoss(wrong).of(x.matmul(w).minus(t));
    return new Fault(
        "cotangent squared",
        each,
        Map.of(x, normal(x, 1), w, normal(w, 2), t, normal(t, 3)),
        LogCoshLoss.class,
        0,
        "ȳ is multiplied in twice: right whenever ȳ = 1, as it is under a plain sum");
  }
}
