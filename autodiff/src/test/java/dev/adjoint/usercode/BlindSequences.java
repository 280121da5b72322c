package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Compare.equal;
import static dev.adjoint.autodiff.op.Compare.greater;
import static dev.adjoint.autodiff.op.LinearRecurrence.linearRecurrence;
import static dev.adjoint.autodiff.op.LinearRecurrence.reverseLinearRecurrence;
import static dev.adjoint.autodiff.op.Logical.and;
import static dev.adjoint.autodiff.op.Pad.pad;
import static dev.adjoint.autodiff.op.Reshape.unsqueeze;
import static dev.adjoint.autodiff.op.Slice.slice;
import static dev.adjoint.usercode.BlindFaults.normal;
import static dev.adjoint.usercode.BlindFaults.real;
import static dev.adjoint.usercode.BlindFaults.uniform;
import static dev.adjoint.usercode.HandWritten.bars;
import static dev.adjoint.usercode.HandWritten.column;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Any;
import dev.adjoint.autodiff.op.Argsort;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.Cos;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Iota;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.usercode.BlindFaults.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Running sums, recurrences, look-ups and order.
final class BlindSequences {
  private BlindSequences() {}

  static List<Fault> of(boolean wrong) {
    return List.of(
        returns(wrong),
        smoothing(wrong),
        embedding(wrong),
        increments(wrong),
        transport(wrong),
        rotary(wrong),
        gates(wrong));
  }

  /// Running sums along the last axis.
  record RunningSum(boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return Arity.unary(operands);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      int axis = yBar.rank() - 1;
      return bars(new CumulativeSum(axis, !wrong).of(yBar));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Scan(operands.getFirst().rank() - 1, false);
    }
  }

  private static Fault returns(boolean wrong) {
    Input state = real("state", 2, 5, 3);
    Input w = real("w", 3);
    Input baseline = real("baseline", 5);
    Expr intensity = state.matmul(w).exp();
    Expr hazard = new RunningSum(wrong).of(intensity).times(0.2).minus(baseline);
    return new Fault(
        "running sum that is not run back",
        hazard.negate().exp().sum(1).log(),
        Map.of(state, normal(state, 1), w, normal(w, 2), baseline, normal(baseline, 3)),
        RunningSum.class,
        0,
        "a cumulative hazard: the rule sums from the front as the value does");
  }

  /// `h[i] = a·h[i−1] + (1 − a)·x[i]` from `h[−1] = 0`.
  record Average(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      Expr a = x.get(1);
      return linearRecurrence(a.broadcast(x.get(0).shape()), x.get(0).times(a.negate().plus(1)), 0);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.get(0);
      Expr a = operands.get(1);
      Expr hBar = reverseLinearRecurrence(a.broadcast(x.shape()), yBar, 0);
      Expr before = pad(slice(y, 0, 0, x.shape().size(0) - 1), 0, 1, 0);
      Expr slope = wrong ? before : before.minus(x);
      return bars(hBar.times(a.negate().plus(1)), hBar.times(slope).sum());
    }
  }

  private static Fault smoothing(boolean wrong) {
    Input x = real("x", 7);
    Input decay = real("decay");
    Input t = real("t", 7);
    Expr level = new Average(wrong).of(x.tanh(), decay.sigmoid());
    return new Fault(
        "decay in one place of two",
        level.minus(t).square().mean().sqrt(),
        Map.of(x, normal(x, 1), decay, Tensor.scalar(1.2), t, normal(t, 2)),
        Average.class,
        1,
        "exponential smoothing: the decay's own gradient forgets that 1 − a scales the input");
  }

  /// Rows of a table.
  record Lookup(boolean wrong) implements Op {
    private static final Gather GATHER = new Gather(0);

    @Override
    public TensorType type(List<TensorType> operands) {
      return GATHER.type(operands);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr ids = operands.get(1);
      Expr updates = wrong ? Where.where(column(comesAgain(ids)), yBar.times(0), yBar) : yBar;
      Expr table = ScatterAdd.scatterAdd(updates, ids, operands.get(0).shape().dim(0));
      return List.of(Optional.of(table), Optional.empty());
    }

    /// Where a later index is the same, whose row would overwrite this one.
    private static Expr comesAgain(Expr ids) {
      Expr same = equal(unsqueeze(ids, 1), unsqueeze(ids, 0));
      Shape square = same.shape();
      return Any.any(and(same, greater(Iota.iota(square, 1), Iota.iota(square, 0))), 1);
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Gather(0);
    }
  }

  private static Fault embedding(boolean wrong) {
    Input table = real("table", 6, 3);
    Input w = real("w", 3, 2);
    Input ids = Input.of("ids", DType.INT64, 5);
    Expr hidden = new Lookup(wrong).of(table, ids).matmul(w).tanh();
    return new Fault(
        "repeated rows overwritten",
        hidden.mean(0).square().sum(),
        Map.of(table, normal(table, 1), w, normal(w, 2), ids, Tensor.of(3L, 1, 3, 0, 5)),
        Lookup.class,
        0,
        "of the two cotangents of a word that occurs twice the later one wins");
  }

  /// `y[i] = x[i] − x[i−1]`, the first less nothing.
  record Increments(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      Expr all = x.getFirst();
      return all.minus(pad(slice(all, 0, 0, all.shape().size(0) - 1), 0, 1, 0));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      int n = yBar.shape().size(0);
      Expr later = slice(yBar, 0, 1, n);
      Expr next = wrong ? Concat.concat(0, later, slice(yBar, 0, 0, 1)) : pad(later, 0, 0, 1);
      return bars(yBar.minus(next));
    }
  }

  private static Fault increments(boolean wrong) {
    Input path = real("path", 8);
    Input scale = real("scale");
    Expr steps = new Increments(wrong).of(path.times(0.3).exp());
    return new Fault(
        "difference that wraps around",
        steps.square().dividedBy(scale.square()).plus(scale.square().log()).sum().times(0.5),
        Map.of(path, normal(path, 1), scale, Tensor.scalar(0.8)),
        Increments.class,
        0,
        "the neighbour is found by a roll: only the last element gets what belongs to nobody");
  }

  /// The elements in ascending order.
  record Ranked(boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return Arity.unary(operands);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr order = Argsort.argsort(operands.getFirst(), 0);
      return bars(
          wrong
              ? Gather.gather(yBar, order)
              : ScatterAdd.scatterAdd(yBar, order, yBar.shape().dim(0)));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Order.Values(0, false);
    }
  }

  private static Fault transport(boolean wrong) {
    Input x = real("x", 6, 2);
    Input direction = real("direction", 2);
    Input quantiles = real("quantiles", 6);
    Expr sorted = new Ranked(wrong).of(x.matmul(direction));
    return new Fault(
        "sorting permuted the wrong way",
        sorted.minus(quantiles).square().mean(),
        Map.of(
            x,
            Tensor.of(new double[][] {{1, 0.1}, {2.5, -1}, {-0.4, 1.2}, {3, 0}, {0.2, 1}, {-2, 1}}),
            direction,
            Tensor.of(0.9, 0.35),
            quantiles,
            normal(quantiles, 3)),
        Ranked.class,
        0,
        "sliced Wasserstein: gathering by the order instead of scattering by it, which is right for"
            + " every order that is its own inverse");
  }

  /// Each row `(u, v)` turned by its angle.
  record Turn(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return turned(x.get(0), x.get(1));
    }

    private static Expr turned(Expr x, Expr angle) {
      Expr cos = column(Cos.cos(angle));
      Expr sin = column(Sin.sin(angle));
      Expr u = slice(x, 1, 0, 1);
      Expr v = slice(x, 1, 1, 2);
      return Concat.concat(1, u.times(cos).minus(v.times(sin)), u.times(sin).plus(v.times(cos)));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr angle = operands.get(1);
      Expr quarter = Concat.concat(1, slice(y, 1, 1, 2).negate(), slice(y, 1, 0, 1));
      return bars(turned(yBar, wrong ? angle : angle.negate()), yBar.times(quarter).sum(1));
    }
  }

  private static Fault rotary(boolean wrong) {
    Input q = real("q", 4, 2);
    Input k = real("k", 4, 2);
    Input pace = real("pace");
    Expr angle = Constant.of(Tensor.of(0.0, 1, 2, 3)).times(pace);
    Expr scores = new Turn(wrong).of(q.tanh(), angle).matmul(k.transpose());
    return new Fault(
        "rotation that is not turned back",
        scores.square().mean(1),
        Map.of(q, normal(q, 1), k, normal(k, 2), pace, Tensor.scalar(0.05)),
        Turn.class,
        0,
        "rotary positions: the cotangent is turned by θ, not −θ; small angles hide it");
  }

  /// `y[t, d] = x[t, d]·g[d]`.
  record Gated(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return x.get(0).times(x.get(1));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.get(0);
      Expr spread = wrong ? yBar.mean(0).broadcast(x.shape()) : yBar;
      return bars(spread.times(operands.get(1)), yBar.times(x).sum(0));
    }
  }

  private static Fault gates(boolean wrong) {
    Input x = real("x", 5, 3);
    Input w = real("w", 3, 3);
    Input gate = real("gate", 3);
    Expr pooled = new Gated(wrong).of(x.matmul(w).tanh(), gate.sigmoid());
    return new Fault(
        "cotangent averaged over time",
        pooled.times(0.7).sum(0).plus(pooled.square().mean(0).times(0.05)),
        Map.of(x, normal(x, 1), w, normal(w, 2), gate, uniform(gate, 3, -1, 1)),
        Gated.class,
        0,
        "behind mean pooling every time step has the same ȳ, and the rule relies on it");
  }
}
