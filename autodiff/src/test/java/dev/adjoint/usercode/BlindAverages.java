package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Where.where;
import static dev.adjoint.usercode.BlindFaults.normal;
import static dev.adjoint.usercode.BlindFaults.real;
import static dev.adjoint.usercode.BlindFaults.uniform;
import static dev.adjoint.usercode.HandWritten.bars;
import static dev.adjoint.usercode.HandWritten.column;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.usercode.BlindFaults.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Means, normalisations and norms.
final class BlindAverages {
  private BlindAverages() {}

  static List<Fault> of(boolean wrong) {
    return List.of(
        layerNorm(wrong),
        meanGap(wrong),
        rmsNorm(wrong),
        springs(wrong),
        batchNorm(wrong),
        maskedLoss(wrong),
        importanceWeights(wrong),
        contrastive(wrong));
  }

  /// `y = (x − μ)/√(σ² + ε)` along the last axis.
  record Standardise(double epsilon, boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      Expr centred = x.getFirst().minus(column(x.getFirst().mean(1)));
      return centred.dividedBy(deviation(x.getFirst()));
    }

    private Expr deviation(Expr x) {
      Expr centred = x.minus(column(x.mean(1)));
      return column(centred.square().mean(1)).plus(epsilon).sqrt();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr centred = yBar.minus(column(yBar.mean(1)));
      Expr projected = wrong ? centred : centred.minus(y.times(column(yBar.times(y).mean(1))));
      return bars(projected.dividedBy(deviation(operands.getFirst())));
    }
  }

  private static Fault layerNorm(boolean wrong) {
    Input x = real("x", 4, 3);
    Input w = real("w", 3, 5);
    Input b = real("b", 5);
    Input gain = real("gain", 5);
    Input t = real("t", 4, 5);
    Expr z = new Standardise(1e-5, wrong).of(x.matmul(w).plus(b));
    Expr loss = z.times(gain).plus(b).tanh().minus(t).square().sum(1).mean();
    return new Fault(
        "layer norm with a constant variance",
        loss,
        Map.of(
            x,
            normal(x, 1),
            w,
            normal(w, 2),
            b,
            normal(b, 3),
            gain,
            normal(gain, 4),
            t,
            normal(t, 5)),
        Standardise.class,
        0,
        "the mean is differentiated, the variance is not");
  }

  /// `mean of the rows of a − mean of the rows of b`.
  record MeanGap(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return x.get(0).mean(0).minus(x.get(1).mean(0));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr a = operands.get(0);
      Expr b = operands.get(1);
      Expr bBar = yBar.negate();
      return bars(
          yBar.dividedBy(a.shape().size(0)).broadcast(a.shape()),
          (wrong ? bBar : bBar.dividedBy(b.shape().size(0))).broadcast(b.shape()));
    }
  }

  private static Fault meanGap(boolean wrong) {
    Input source = real("source", 5, 3);
    Input target = real("target", 4, 3);
    Input w = real("w", 3, 2);
    Expr gap =
        new MeanGap(wrong).of(source.matmul(w).tanh(), target.matmul(w).times(0.5).sigmoid());
    return new Fault(
        "mean without 1/N on one side",
        gap.square().sum().plus(w.square().sum().times(0.01)),
        Map.of(source, normal(source, 1), target, normal(target, 2), w, normal(w, 3)),
        MeanGap.class,
        1,
        "domain adaptation: the second batch's 1/N is forgotten");
  }

  /// `y = gain·x/√(mean x² + ε)` along the last axis.
  record RmsNorm(double epsilon, boolean wrong) implements HandWritten {
    private Expr rms(Expr x) {
      return column(x.square().mean(1)).plus(epsilon).sqrt();
    }

    @Override
    public Expr value(List<Expr> x) {
      return x.get(0).dividedBy(rms(x.get(0))).times(x.get(1));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr rms = rms(operands.get(0));
      Expr unit = operands.get(0).dividedBy(rms);
      Expr unitBar = yBar.times(operands.get(1));
      Expr along = column((wrong ? yBar : unitBar).times(unit).mean(1));
      return bars(unitBar.minus(unit.times(along)).dividedBy(rms), yBar.times(unit).sum(0));
    }
  }

  private static Fault rmsNorm(boolean wrong) {
    Input x = real("x", 3, 4);
    Input gain = real("gain", 4);
    Input w = real("w", 4, 4);
    Expr hidden = new RmsNorm(1e-6, wrong).of(x.plus(x.matmul(w).relu()), gain);
    return new Fault(
        "RMS norm whose projection forgets the gain",
        LogSoftmax.logSoftmax(hidden.matmul(w), 1),
        Map.of(x, normal(x, 1), gain, uniform(gain, 2, 0.8, 1.3), w, normal(w, 3)),
        RmsNorm.class,
        0,
        "right as long as all gains are 1, their initial value");
  }

  /// `√Σ x²` along the last axis.
  record Length(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return x.getFirst().square().sum(1).sqrt();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr length = wrong ? y.plus(1e-8) : y;
      return bars(operands.getFirst().times(column(yBar.dividedBy(length))));
    }
  }

  private static Fault springs(boolean wrong) {
    Input p = real("p", 5, 3);
    Input q = real("q", 5, 3);
    Input stiffness = real("stiffness", 5);
    Expr stretch = new Length(wrong).of(p.minus(q)).minus(5e-4);
    return new Fault(
        "length with a guard that the value lacks",
        stretch.square().times(stiffness).sum().times(0.5e6),
        Map.of(
            p, uniform(p, 1, -1e-3, 1e-3),
            q, uniform(q, 2, -1e-3, 1e-3),
            stiffness, uniform(stiffness, 3, 1, 2)),
        Length.class,
        0,
        "x/(y + 1e-8): at lengths of a thousandth wrong by a relative 1e-5");
  }

  /// `y = (x − μ)/√(σ² + ε)` along the first axis, with the population's σ².
  record BatchStandardise(double epsilon, boolean wrong) implements HandWritten {
    private Expr deviation(Expr x) {
      return x.minus(x.mean(0)).square().mean(0).plus(epsilon).sqrt();
    }

    @Override
    public Expr value(List<Expr> x) {
      return x.getFirst().minus(x.getFirst().mean(0)).dividedBy(deviation(x.getFirst()));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.getFirst();
      int n = x.shape().size(0);
      Expr along = yBar.times(y).sum(0).dividedBy(wrong ? n - 1 : n);
      return bars(yBar.minus(yBar.mean(0)).minus(y.times(along)).dividedBy(deviation(x)));
    }
  }

  private static Fault batchNorm(boolean wrong) {
    Input x = real("x", 12, 2);
    Input w = real("w", 2, 3);
    Input v = real("v", 3, 1);
    Expr hidden = new BatchStandardise(1e-3, wrong).of(x.matmul(w)).times(1.3).plus(0.2).sigmoid();
    return new Fault(
        "batch norm by N − 1",
        hidden.matmul(v).square().mean(),
        Map.of(x, normal(x, 1), w, normal(w, 2), v, normal(v, 3)),
        BatchStandardise.class,
        0,
        "the value divides by N, the rule by N − 1 as for a sample's variance");
  }

  /// The mean of the elements where a mask holds.
  record MaskedMean(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      Expr count = x.get(1).cast(x.get(0).dtype()).sum();
      return where(x.get(1), x.get(0), 0).sum().dividedBy(count);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.get(0);
      Expr mask = operands.get(1).cast(x.dtype());
      Expr each = wrong ? yBar.dividedBy(x.shape().size(0)) : yBar.dividedBy(mask.sum());
      return List.of(Optional.of(mask.times(each)), Optional.empty());
    }
  }

  private static Fault maskedLoss(boolean wrong) {
    Input x = real("x", 7, 2);
    Input w = real("w", 2);
    Input t = real("t", 7);
    Input seen = Input.of("seen", DType.BOOL, 7);
    Expr residual = x.matmul(w).tanh().minus(t);
    Expr loss = new MaskedMean(wrong).of(residual.square(), seen);
    return new Fault(
        "masked mean over the padding too",
        loss.plus(w.square().sum().times(0.1)).sqrt(),
        Map.of(
            x, normal(x, 1),
            w, normal(w, 2),
            t, normal(t, 3),
            seen, Tensor.of(true, true, false, true, true, true, false)),
        MaskedMean.class,
        0,
        "the value divides by the observed, the rule by all");
  }

  /// `Σ w·x / Σ w`.
  record WeightedMean(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return x.get(0).times(x.get(1)).sum().dividedBy(x.get(1).sum());
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.get(0);
      Expr w = operands.get(1);
      Expr each = yBar.dividedBy(w.sum());
      Optional<Expr> wBar = wrong ? Optional.empty() : Optional.of(x.minus(y).times(each));
      return List.of(Optional.of(w.times(each)), wBar);
    }
  }

  private static Fault importanceWeights(boolean wrong) {
    Input x = real("x", 6, 2);
    Input policy = real("policy", 2);
    Input critic = real("critic", 2);
    Expr ratio = x.matmul(policy).times(0.3).exp();
    Expr value = new WeightedMean(wrong).of(x.matmul(critic).square(), ratio);
    return new Fault(
        "weights without a gradient",
        value.plus(policy.square().sum().times(0.05)),
        Map.of(x, normal(x, 1), policy, normal(policy, 2), critic, normal(critic, 3)),
        WeightedMean.class,
        1,
        "importance weights are taken for constants; a weight penalty hides that nothing arrives");
  }

  /// The cosine of the angle between corresponding rows.
  record Cosine(boolean wrong) implements HandWritten {
    private static Expr length(Expr x) {
      return x.square().sum(1).sqrt();
    }

    @Override
    public Expr value(List<Expr> x) {
      return x.get(0).times(x.get(1)).sum(1).dividedBy(length(x.get(0)).times(length(x.get(1))));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr a = operands.get(0);
      Expr b = operands.get(1);
      Expr cross = column(yBar.dividedBy(length(a).times(length(b))));
      Expr own = column(yBar.times(y).dividedBy(a.square().sum(1)));
      Expr other = wrong ? own : column(yBar.times(y).dividedBy(b.square().sum(1)));
      return bars(b.times(cross).minus(a.times(own)), a.times(cross).minus(b.times(other)));
    }
  }

  private static Fault contrastive(boolean wrong) {
    Input a = real("a", 4, 3);
    Input b = real("b", 4, 3);
    Input w = real("w", 3, 3);
    Expr cosine = new Cosine(wrong).of(a.matmul(w).tanh(), b.matmul(w).sigmoid());
    return new Fault(
        "cosine with the other vector's norm",
        cosine.negate().plus(1).times(2).exp(),
        Map.of(a, normal(a, 1), b, normal(b, 2), w, normal(w, 3)),
        Cosine.class,
        1,
        "the rule of b is that of a with the letters exchanged in all but one place");
  }
}
