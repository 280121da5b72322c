package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Compare.equal;
import static dev.adjoint.autodiff.op.Compare.greater;
import static dev.adjoint.autodiff.op.Compare.less;
import static dev.adjoint.autodiff.op.Where.where;
import static dev.adjoint.usercode.BlindFaults.normal;
import static dev.adjoint.usercode.BlindFaults.real;
import static dev.adjoint.usercode.BlindFaults.uniform;
import static dev.adjoint.usercode.HandWritten.bars;
import static dev.adjoint.usercode.HandWritten.column;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Cos;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Logical;
import dev.adjoint.autodiff.op.Repeat;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.usercode.BlindFaults.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Maxima, masks, thresholds, precision, and rules that hold something constant.
final class BlindBranches {
  private BlindBranches() {}

  static List<Fault> of(boolean wrong) {
    return List.of(
        pooling(wrong),
        tie(wrong),
        clipping(wrong),
        imputation(wrong),
        shrinkage(wrong),
        antenna(wrong),
        root(wrong),
        square(wrong),
        precision(wrong));
  }

  /// The largest element along the last axis.
  record Largest(boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      TensorType x = Arity.unary(operands);
      return new TensorType(x.dtype(), x.shape().without(last(x)));
    }

    private static TreeSet<Integer> last(TensorType x) {
      return new TreeSet<>(List.of(x.rank() - 1));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.getFirst();
      Expr winner = equal(x, column(y).broadcast(x.shape())).cast(x.dtype());
      Expr share = wrong ? yBar : yBar.dividedBy(winner.sum(-1));
      return bars(winner.times(column(share)));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Reduction(Lowering.Reduction.Kind.MAX, last(operands.getFirst()));
    }
  }

  private static Fault pooling(boolean wrong) {
    Input image = real("image", 5);
    Input w = real("w", 5);
    Expr fine = Repeat.repeat(image.tanh(), 0, 2).reshape(5, 2);
    Expr coarse = new Largest(wrong).of(fine);
    return new Fault(
        "every winner of a tie gets all",
        coarse.times(w).sum().square(),
        Map.of(image, normal(image, 1), w, normal(w, 2)),
        Largest.class,
        0,
        "pooling an image that was enlarged by repetition: both copies win, yet the whole is"
            + " smooth, and equal shares give its derivative");
  }

  /// The largest element along the last axis.
  record Peak(boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return new Largest(false).type(operands);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.getFirst();
      Expr winner = equal(x, column(y).broadcast(x.shape())).cast(x.dtype());
      Expr first = equal(CumulativeSum.cumulativeSum(winner, -1), 1).cast(x.dtype()).times(winner);
      Expr share = wrong ? first : winner.dividedBy(column(winner.sum(-1)));
      return bars(share.times(column(yBar)));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Largest(false).lowering(operands);
    }
  }

  private static Fault tie(boolean wrong) {
    Input x = real("x", 2, 3);
    Input w = real("w", 2);
    return new Fault(
        "tie of independent elements to the first",
        new Peak(wrong).of(x.times(2)).times(w).tanh(),
        Map.of(x, Tensor.of(new double[][] {{0.25, 0.5, 0.5}, {1, -1, 0.75}}), w, normal(w, 2)),
        Peak.class,
        0,
        "there is no derivative here; all of it to the first winner is a subgradient, but breaks"
            + " the convention that ties share equally");
  }

  /// The nearest number in [low, high].
  record Clip(double low, double high, boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      V least = k.literal(low);
      V most = k.literal(high);
      return k.select(k.less(x, least), least, k.select(k.less(most, x), most, x));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return wrong ? yBar : where(equal(x, y), yBar, 0);
    }
  }

  private static Fault clipping(boolean wrong) {
    Input logProbs = real("logProbs", 6);
    Input before = real("before", 6);
    Input advantage = real("advantage", 6);
    Expr ratio = logProbs.minus(before).exp();
    Expr clipped = new Clip(0.8, 1.2, wrong).of(ratio);
    return new Fault(
        "clipping that lets the gradient through",
        clipped.times(advantage).mean().negate(),
        Map.of(
            logProbs, uniform(logProbs, 1, -0.5, 0),
            before, uniform(before, 2, -0.5, 0),
            advantage, normal(advantage, 3)),
        Clip.class,
        0,
        "a clipped policy ratio: a straight-through estimator that was not meant to be one");
  }

  /// `mask ? a : b`.
  record Choose(boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return new TensorType(operands.get(1).dtype(), Arity.sameShape(operands, 3));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr mask = operands.getFirst();
      Expr kept = where(mask, yBar, 0);
      return List.of(
          Optional.empty(), Optional.of(kept), Optional.of(wrong ? kept : where(mask, 0, yBar)));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Elementwise(
          new Formula() {
            @Override
            public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
              return new Lane.Value<>(
                  k.select(x.get(0).mask(), x.get(1).value(), x.get(2).value()));
            }
          });
    }
  }

  private static Fault imputation(boolean wrong) {
    Input x = real("x", 4, 3);
    Input seen = Input.of("seen", DType.BOOL, 4, 3);
    Input guess = real("guess", 3);
    Input w = real("w", 3);
    Expr filled = new Choose(wrong).of(seen, x, guess.square().broadcast(x.shape()));
    return new Fault(
        "other branch by the same mask",
        filled.matmul(w).sigmoid().log().mean(),
        Map.of(
            x, normal(x, 1),
            guess, normal(guess, 2),
            w, normal(w, 3),
            seen,
                Tensor.of(
                    new boolean[][] {
                      {true, false, true},
                      {false, true, true},
                      {true, true, false},
                      {true, true, true}
                    })),
        Choose.class,
        2,
        "imputed values get the gradient where they are not used");
  }

  /// `sign(x)·max(|x| − λ, 0)`.
  record SoftThreshold(double lambda, boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      V t = k.literal(lambda);
      V below = k.select(k.less(x, k.neg(t)), k.add(x, t), k.literal(0));
      return k.select(k.less(t, x), k.sub(x, t), below);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar;
    }

    @Override
    public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
      Expr x = operands.getFirst();
      Expr above = greater(x, lambda);
      return Optional.of(wrong ? above : Logical.or(above, less(x, -lambda)));
    }
  }

  private static Fault shrinkage(boolean wrong) {
    Input code = real("code", 5);
    Input dictionary = real("dictionary", 3, 5);
    Input signal = real("signal", 3);
    Expr residual = dictionary.matmul(code).minus(signal);
    Expr step = code.minus(dictionary.transpose().matmul(residual).times(0.1));
    Expr next = new SoftThreshold(0.3, wrong).of(step);
    return new Fault(
        "support of one side only",
        dictionary.matmul(next).minus(signal).square().sum(),
        Map.of(
            code, Tensor.of(1.1, -1.4, 0.05, -0.9, 0.1),
            dictionary, normal(dictionary, 2),
            signal, normal(signal, 3)),
        SoftThreshold.class,
        0,
        "a step of sparse coding: the mask lets only positive coefficients through");
  }

  /// `sin(x)/x`, by its series near 0.
  record Sinc(boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      V square = k.mul(x, x);
      V series = k.fma(square, k.fma(square, k.literal(1, 120), k.literal(-1, 6)), k.literal(1));
      M near = k.less(square, k.literal(1e-6));
      return k.select(near, series, k.div(k.sin(x), k.select(near, k.literal(1), x)));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      Expr near = less(x.square(), 1e-6);
      Expr safe = where(near, 1, x);
      Expr far = Cos.cos(safe).minus(Sin.sin(safe).dividedBy(safe)).dividedBy(safe);
      Expr series = x.dividedBy(wrong ? -6 : -3).plus(x.square().times(x).dividedBy(30));
      return yBar.times(where(near, series, far));
    }
  }

  private static Fault antenna(boolean wrong) {
    Input angle = real("angle", 5);
    Input aperture = real("aperture");
    Input measured = real("measured", 5);
    Expr u = angle.times(aperture);
    Expr error = new Sinc(wrong).of(u).minus(measured);
    return new Fault(
        "series near zero with a wrong coefficient",
        error.square().mean().log(),
        Map.of(
            angle, Tensor.of(-1.2, 4e-4, 0.3, 0.9, 2),
            aperture, Tensor.scalar(1.7),
            measured, Tensor.of(0.4, 0.7, 0.8, 0.7, -0.1)),
        Sinc.class,
        0,
        "−x/6 stands in the series of sin(x)/x, its derivative has −x/3: wrong below a thousandth");
  }

  /// `√x`.
  record Root(boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.sqrt(x);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.dividedBy((wrong ? StopGradient.stopGradient(y) : y).times(2));
    }
  }

  private static Fault root(boolean wrong) {
    Input x = real("x", 4, 2);
    Input center = real("center", 2);
    Expr distance = new Root(wrong).of(x.minus(center).square().sum(1).plus(0.5));
    return new Fault(
        "square root held constant",
        distance.mean(),
        Map.of(x, normal(x, 1), center, normal(center, 2)),
        Root.class,
        0,
        "the rule reuses a saved y as a number: the gradient is right, its derivative is not");
  }

  /// `x²`.
  record HeldSquare(boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(x, x);
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return x.times(2).times(wrong ? StopGradient.stopGradient(yBar) : yBar);
    }
  }

  private static Fault square(boolean wrong) {
    Input x = real("x", 5, 2);
    Input w = real("w", 2);
    Expr energy = new HeldSquare(wrong).of(x.matmul(w)).plus(1).log();
    return new Fault(
        "square with its cotangent held constant",
        energy.sum(),
        Map.of(x, normal(x, 1), w, normal(w, 2)),
        HeldSquare.class,
        0,
        "the cotangent is saved as a number: what comes after the square has no second derivative");
  }

  /// `x·σ(x)`.
  record FastSwish(boolean wrong) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.div(x, k.add(k.literal(1), k.exp(k.neg(x))));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      DType precision = wrong ? DType.FLOAT32 : x.dtype();
      Expr narrow = x.cast(precision);
      Expr s = narrow.sigmoid();
      Expr slope = s.plus(narrow.times(s).times(s.negate().plus(1)));
      return yBar.times(slope.cast(x.dtype()));
    }
  }

  private static Fault precision(boolean wrong) {
    Input x = real("x", 3, 2);
    Input w = real("w", 2, 4);
    Input v = real("v", 4, 1);
    Expr out = new FastSwish(wrong).of(x.matmul(w)).matmul(v);
    return new Fault(
        "rule in single precision",
        out.tanh().square().mean(),
        Map.of(x, normal(x, 1), w, normal(w, 2), v, normal(v, 3)),
        FastSwish.class,
        0,
        "a cast meant for speed: a relative error of 1e-7 in a graph of doubles");
  }
}
