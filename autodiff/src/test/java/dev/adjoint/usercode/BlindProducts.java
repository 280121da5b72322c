package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Reshape.unsqueeze;
import static dev.adjoint.usercode.BlindFaults.normal;
import static dev.adjoint.usercode.BlindFaults.real;
import static dev.adjoint.usercode.BlindFaults.uniform;
import static dev.adjoint.usercode.HandWritten.bars;
import static dev.adjoint.usercode.HandWritten.column;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Dot;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.usercode.BlindFaults.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Matrix products, forms, distances, and products of several operands.
final class BlindProducts {
  private BlindProducts() {}

  static List<Fault> of(boolean wrong) {
    return List.of(
        recurrent(wrong),
        energy(wrong),
        kernel(wrong),
        scores(wrong),
        snapshot(wrong),
        highway(wrong),
        growth(wrong));
  }

  /// The matrix product.
  record Product(boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      Arity.expect(operands, 2);
      Shape a = operands.get(0).shape();
      return new TensorType(
          operands.get(0).dtype(), Shape.of(a.dim(0), operands.get(1).shape().dim(1)));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr a = operands.get(0);
      Expr b = operands.get(1);
      return bars(yBar.matmul(wrong ? b : b.transpose()), a.transpose().matmul(yBar));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Contraction(List.of(), List.of(), List.of(1), List.of(0));
    }
  }

  private static Fault recurrent(boolean wrong) {
    Input x = real("x", 3, 3);
    Input h = real("h", 3, 3);
    Input w = real("w", 3, 3);
    Input b = real("b", 3);
    Expr first = x.plus(h.matmul(w)).plus(b).tanh();
    Expr second = x.plus(new Product(wrong).of(first, w)).plus(b).tanh();
    return new Fault(
        "square matrix that is not transposed",
        second.square().sum(1),
        Map.of(x, normal(x, 1), h, normal(h, 2), w, normal(w, 3), b, normal(b, 4)),
        Product.class,
        0,
        "a recurrent layer's weights are square, so the shapes do not tell");
  }

  /// `xᵀAx`.
  record Form(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return Dot.dot(x.get(0), x.get(1).matmul(x.get(0)));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.get(0);
      Expr a = operands.get(1);
      Expr ax = a.matmul(x);
      Expr slope = wrong ? ax.times(2) : ax.plus(a.transpose().matmul(x));
      return bars(slope.times(yBar), Dot.outer(x, x).times(yBar));
    }
  }

  private static Fault energy(boolean wrong) {
    Input x = real("x", 4);
    Input a = real("a", 4, 4);
    Input b = real("b", 4);
    Expr state = x.tanh();
    Expr form = new Form(wrong).of(state, a.times(0.3));
    return new Fault(
        "form without its transpose",
        form.plus(Dot.dot(b, state)).negate().sigmoid(),
        Map.of(x, normal(x, 1), a, normal(a, 2), b, normal(b, 3)),
        Form.class,
        0,
        "2Ax instead of (A + Aᵀ)x, right for a symmetric A");
  }

  /// `d[i, j] = |xᵢ − xⱼ|²` of all pairs of rows.
  record Distances(boolean wrong) implements HandWritten {
    private static Expr differences(Expr x) {
      return unsqueeze(x, 1).minus(unsqueeze(x, 0));
    }

    @Override
    public Expr value(List<Expr> x) {
      return differences(x.getFirst()).square().sum(2);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr both = wrong ? yBar.times(2) : yBar.plus(yBar.transpose());
      return bars(column(both).times(differences(operands.getFirst())).sum(1).times(2));
    }
  }

  private static Fault kernel(boolean wrong) {
    Input x = real("x", 4, 2);
    Input w = real("w", 2, 2);
    Expr neighbours = Softmax.softmax(new Distances(wrong).of(x.matmul(w)).times(-0.5), 1);
    return new Fault(
        "pairs counted from one side",
        neighbours.matmul(x).minus(x).square().sum(1),
        Map.of(x, normal(x, 1), w, normal(w, 2)),
        Distances.class,
        0,
        "ȳ is taken for symmetric because the distances are; behind a softmax it is not");
  }

  /// `q·kᵀ/√d`.
  record Scores(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return x.get(0).matmul(x.get(1).transpose()).dividedBy(root(x.get(0)));
    }

    private static double root(Expr q) {
      return Math.sqrt(q.shape().size(1));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr q = operands.get(0);
      Expr scaled = yBar.dividedBy(root(q));
      return bars(scaled.matmul(operands.get(1)), (wrong ? yBar : scaled).transpose().matmul(q));
    }
  }

  private static Fault scores(boolean wrong) {
    Input x = real("x", 3, 2);
    Input memory = real("memory", 4, 2);
    Input v = real("v", 4, 2);
    Expr weights = Softmax.softmax(new Scores(wrong).of(x, memory.tanh()), 1);
    return new Fault(
        "keys without the scale",
        weights.matmul(v).plus(x).square().sum(),
        Map.of(x, normal(x, 1), memory, normal(memory, 2), v, normal(v, 3)),
        Scores.class,
        1,
        "cross attention: 1/√d reaches the queries only");
  }

  /// `x·w`, whose rule keeps a copy of `w`.
  record Dense(Tensor snapshot, boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      return x.get(0).matmul(x.get(1));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr w = wrong ? Constant.of(snapshot) : operands.get(1);
      return bars(yBar.matmul(w.transpose()), operands.get(0).transpose().matmul(yBar));
    }
  }

  private static Fault snapshot(boolean wrong) {
    Input x = real("x", 4, 3);
    Input first = real("first", 3, 3);
    Input w = real("w", 3, 2);
    Tensor before = normal(w, 7);
    double[] after = before.toDoubleArray();
    after[3] += 1e-3;
    Expr y = new Dense(before, wrong).of(x.matmul(first).tanh(), w);
    return new Fault(
        "weights from before the update",
        y.square().sum(1).mean(),
        Map.of(x, normal(x, 1), first, normal(first, 2), w, Tensor.of(w.shape(), after)),
        Dense.class,
        0,
        "the rule captured the weights when the graph was built; one of them has since moved by a"
            + " thousandth");
  }

  /// `t·h + (1 − t)·c`.
  record Mix(boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return Arity.same(operands, 3);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr h = operands.get(0);
      Expr c = operands.get(1);
      Expr t = operands.get(2);
      return bars(
          yBar.times(t), yBar.times(t.negate().plus(1)), yBar.times(wrong ? h : h.minus(c)));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Elementwise(
          new Formula() {
            @Override
            public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
              V c = x.get(1).value();
              return new Lane.Value<>(k.fma(x.get(2).value(), k.sub(x.get(0).value(), c), c));
            }
          });
    }
  }

  private static Fault highway(boolean wrong) {
    Input x = real("x", 3, 2);
    Input h = real("h", 3, 2);
    Input update = real("update", 2, 2);
    Input candidate = real("candidate", 2, 2);
    Expr gate = x.plus(h).matmul(update).sigmoid();
    Expr next = new Mix(wrong).of(x.plus(h).matmul(candidate).tanh(), h, gate);
    return new Fault(
        "gate that opens one way",
        next.square().mean(),
        Map.of(
            x, normal(x, 1),
            h, normal(h, 2),
            update, normal(update, 3),
            candidate, normal(candidate, 4)),
        Mix.class,
        2,
        "a gated unit: the gate's gradient forgets what closing lets through");
  }

  /// `x^n`.
  record PowerLaw(boolean wrong) implements ElementwiseBinary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x, V n) {
      return k.pow(x, n);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.get(0);
      Expr n = operands.get(1);
      Expr below = y.dividedBy(x);
      return bars(yBar.times(n).times(below), yBar.times(wrong ? below : y).times(x.log()));
    }
  }

  private static Fault growth(boolean wrong) {
    Input size = real("size", 6);
    Input exponent = real("exponent");
    Input factor = real("factor");
    Input rate = real("rate", 6);
    Expr law = new PowerLaw(wrong).of(size, exponent.broadcast(size.shape())).times(factor);
    return new Fault(
        "exponent's own gradient",
        law.log().minus(rate).square().mean(),
        Map.of(
            size, uniform(size, 1, 0.8, 3),
            exponent, Tensor.scalar(0.75),
            factor, Tensor.scalar(1.4),
            rate, normal(rate, 2)),
        PowerLaw.class,
        1,
        "xⁿ⁻¹·ln x instead of xⁿ·ln x; the base's rule is right");
  }
}
