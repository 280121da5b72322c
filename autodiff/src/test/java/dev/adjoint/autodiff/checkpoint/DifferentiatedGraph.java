package dev.adjoint.autodiff.checkpoint;

import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Bernoulli;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.CumulativeProduct;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Iota;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.LogDeterminantSpd;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Sort;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Losses with their gradients, deep enough to be cut.
enum DifferentiatedGraph {
  CHAIN_OF_TANH {
    @Override
    Expr loss(Model model, Expr x) {
      Expr h = x;
      for (int i = 0; i < 30; i++) {
        h = h.tanh();
      }
      return h.square().sum();
    }
  },
  CLASSIFIER {
    @Override
    Expr loss(Model model, Expr x) {
      Expr h = x;
      for (int i = 0; i < 8; i++) {
        h = model.dense(h, i);
        h = i % 2 == 0 ? h.relu() : h.tanh();
      }
      Expr labels = ArgExtremum.argMax(x, 1).reshape(Shape.of(x.shape().dim(0), Dim.of(1)));
      return Gather.takeAlong(LogSoftmax.logSoftmax(h, 1), labels, 1).mean().negate();
    }
  },
  /// What the first layers give is read by all others.
  SHARED_NODES {
    @Override
    Expr loss(Model model, Expr x) {
      Expr first = model.dense(x, 0).sigmoid();
      Expr scale = model.weight(1).exp();
      Expr h = first;
      for (int i = 0; i < 9; i++) {
        h = h.plus(h.matmul(scale).tanh().times(first)).dividedBy(first.exp().plus(1)).sigmoid();
      }
      return h.times(first).mean();
    }
  },
  /// √ of negative numbers in branches that are not taken.
  UNTAKEN_NAN {
    @Override
    Expr loss(Model model, Expr x) {
      Expr h = x;
      for (int i = 0; i < 10; i++) {
        h = Where.where(Compare.greater(h, 0), h.sqrt(), h.times(0.5)).matmul(model.weight(i % 3));
      }
      return h.square().sum();
    }
  },
  /// NaN that does reach the loss.
  HARMFUL_NAN {
    @Override
    Expr loss(Model model, Expr x) {
      Expr h = x;
      for (int i = 0; i < 4; i++) {
        h = h.minus(0.3).log().exp();
      }
      return h.sum();
    }
  },
  DROPOUT {
    @Override
    Expr loss(Model model, Expr x) {
      Key key = new Key(model.key);
      Expr h = x;
      for (int i = 0; i < 6; i++) {
        Key drawn = i % 2 == 0 ? key.split(i) : Key.of(i);
        Expr keep = Bernoulli.bernoulli(drawn, x.times(0).plus(0.7));
        h = Where.where(keep, model.dense(h, i % 3).tanh().dividedBy(0.7), 0);
      }
      return h.square().mean();
    }
  },
  /// Integers that are computed on the way.
  INDICES {
    @Override
    Expr loss(Model model, Expr x) {
      Expr h = x;
      for (int i = 0; i < 8; i++) {
        Expr route = ArgExtremum.argMax(h, 1);
        h = h.plus(Gather.gather(model.weight(i % 3), route)).tanh();
      }
      return h.square().sum();
    }
  },
  /// Formulas that are computed and differentiated in stable form, wherever they are cut.
  SPELLED_OUT {
    @Override
    Expr loss(Model model, Expr x) {
      Expr h = x.times(30);
      for (int i = 0; i < 4; i++) {
        Expr likely = h.sigmoid().log().plus(h.sigmoid().negate().plus(1).log());
        Expr shares = h.exp().dividedBy(rowSums(h.exp())).log();
        h = likely.times(0.1).plus(shares.times(0.2)).plus(Softmax.softmax(h, 1).log());
      }
      return h.mean();
    }
  },
  FOLDS_AND_ORDERS {
    @Override
    Expr loss(Model model, Expr x) {
      Expr h = x;
      for (int i = 0; i < 5; i++) {
        h = Sort.sort(CumulativeProduct.cumulativeProduct(h.plus(1).tanh(), 1), 0);
        h = h.minus(rowMeans(h)).plus(h.max().times(0.1));
      }
      Expr gram = h.transpose().matmul(h);
      Expr spd = gram.plus(model.identity(x.dtype()));
      return LogDeterminantSpd.logDeterminantSpd(spd).plus(h.square().sum());
    }
  };

  private static Expr rowSums(Expr x) {
    return x.sum(1).reshape(Shape.of(x.shape().dim(0), Dim.of(1))).broadcast(x.shape());
  }

  private static Expr rowMeans(Expr x) {
    return x.mean(1).reshape(Shape.of(x.shape().dim(0), Dim.of(1))).broadcast(x.shape());
  }

  abstract Expr loss(Model model, Expr x);

  /// Parameters on demand.
  static final class Model {
    static final int WIDTH = 4;
    final DType dtype;
    final Map<Input, Tensor> values = new LinkedHashMap<>();
    final List<Input> weights = new ArrayList<>();
    final Input key = Input.of("key", Key.TYPE);

    Model(DType dtype) {
      this.dtype = dtype;
    }

    Input weight(int i) {
      while (weights.size() <= i) {
        Input w = Input.of("w" + weights.size(), dtype, WIDTH, WIDTH);
        values.put(w, Tensor.normal(w.shape(), weights.size() + 7).cast(dtype));
        weights.add(w);
      }
      return weights.get(i);
    }

    Expr dense(Expr x, int i) {
      return x.matmul(weight(i)).plus(weight(i).sum(0));
    }

    Expr identity(DType dtype) {
      Expr i = Iota.iota(Shape.of(WIDTH, WIDTH), 0);
      Expr j = Iota.iota(Shape.of(WIDTH, WIDTH), 1);
      return Compare.equal(i, j).cast(dtype);
    }
  }

  /// The loss, its gradients with respect to the samples and all weights, and values of the inputs.
  record Built(List<Expr> outputs, Expr loss, Input x, List<Input> wrt, Map<Input, Tensor> at) {}

  Built build(DType dtype) {
    Model model = new Model(dtype);
    Input x = Input.of("x", new TensorType(dtype, Shape.of(Dim.of("m", 3), Dim.of(Model.WIDTH))));
    Expr loss = loss(model, x).named("loss");
    List<Input> wrt = new ArrayList<>(List.of(x));
    wrt.addAll(model.weights);
    List<Expr> outputs = new ArrayList<>(Grad.grad(loss, wrt).all());
    outputs.add(loss);
    Map<Input, Tensor> at = new LinkedHashMap<>(model.values);
    at.put(x, Tensor.normal(x.shape(), 3).cast(dtype));
    if (this == DROPOUT) {
      at.put(model.key, Key.words(11));
    }
    return new Built(outputs, loss, x, wrt, at);
  }
}
