package dev.adjoint.autodiff.grad;

import static dev.adjoint.autodiff.op.Where.where;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.ForwardMode;
import dev.adjoint.autodiff.ForwardMode.Direction;
import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Dot;
import dev.adjoint.autodiff.op.Einsum;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Normalization;
import dev.adjoint.autodiff.op.Prod;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Triangle;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A loss that does not ask for some elements has the derivatives of the same loss with these
/// elements cut out, to third order, on both executors, whatever the elements are: NaN features of
/// padding, infinite slopes of √ at 0, columns of weights that nothing uses.
///
/// The truth comes from the formula without them, by dual numbers to second order, at a point where
/// the elements that it does not ask for are 1.
final class CutOutTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /// @param at the values of `m`
  /// @param loss of `m`, reads everything
  /// @param cut the same function of `m`, written without what the loss does not ask for
  private record Case(String name, Tensor at, Function<Expr, Expr> loss, Function<Expr, Expr> cut) {
    static Case of(
        String name, double[][] at, Function<Expr, Expr> loss, Function<Expr, Expr> cut) {
      return new Case(name, Tensor.of(at), loss, cut);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Expr matrix(double[]... rows) {
    return Constant.of(Tensor.of(rows));
  }

  private static double[] row(double... numbers) {
    return numbers;
  }

  private static Expr rows(Expr x, int from, int to) {
    return Slice.slice(x, 0, from, to);
  }

  private static Expr columns(Expr x, int from, int to) {
    return Slice.slice(x, -1, from, to);
  }

  private static Expr mask(boolean... rows) {
    return Constant.of(Tensor.of(Shape.of(rows.length, 1), rows));
  }

  private static final double[][] ROOTS = {{0, 4}, {9, 16}};
  private static final double[][] WEIGHTS = {{0.5, -1.5}, {2, 0.25}};
  private static final double[][] TWO_LAYERS = {{0.5, -1.5}, {2, 0.25}, {-0.75, 1}, {0.125, 1.25}};
  private static final Expr FEATURES = matrix(row(1, -2), row(NAN, INFINITY), row(0.5, 3));
  private static final Expr USED = matrix(row(1, -2), row(0.5, 3));
  private static final Expr TARGETS = matrix(row(0.1, 0.2), row(NAN, NAN), row(-0.3, 0.4));
  private static final Expr USED_TARGETS = matrix(row(0.1, 0.2), row(-0.3, 0.4));
  private static final Expr KEPT = mask(true, false, true);

  private static final List<Case> CASES =
      List.of(
          Case.of(
              "a column of a product",
              ROOTS,
              m -> columns(m.matmul(m.sqrt().transpose()), 1, 2).sum(),
              m -> m.matmul(rows(m, 1, 2).sqrt().transpose()).sum()),
          Case.of(
              "a row of a product",
              ROOTS,
              m -> rows(m.sqrt().matmul(m), 1, 2).sum(),
              m -> rows(m, 1, 2).sqrt().matmul(m).sum()),
          Case.of(
              "one element of a product",
              new double[][] {{0, 4}, {9, 16}},
              m -> columns(rows(m.sqrt().matmul(m.log().transpose()), 1, 2), 1, 2).square().sum(),
              m -> rows(m, 1, 2).sqrt().matmul(rows(m, 1, 2).log().transpose()).square().sum()),
          Case.of(
              "a chain of products",
              new double[][] {{0, 4}, {9, 16}},
              m -> rows(m.sqrt().matmul(m).matmul(m), 1, 2).square().sum(),
              m -> rows(m, 1, 2).sqrt().matmul(m).matmul(m).square().sum()),
          Case.of(
              "a chain whose end is infinite where it is not asked for",
              new double[][] {{2, 4}, {0, 16}},
              m -> {
                Expr end = Concat.concat(1, m, columns(m, 0, 1).log());
                return columns(m.matmul(m.matmul(end)), 0, 2).square().sum();
              },
              m -> m.matmul(m.matmul(m)).square().sum()),
          Case.of(
              "features of padding",
              WEIGHTS,
              m -> where(KEPT, FEATURES.matmul(m).minus(TARGETS).square(), 0).mean(),
              m -> USED.matmul(m).minus(USED_TARGETS).square().sum().dividedBy(6)),
          Case.of(
              "features of padding through two layers",
              TWO_LAYERS,
              m -> {
                Expr y = FEATURES.matmul(rows(m, 0, 2)).tanh().matmul(rows(m, 2, 4));
                return where(KEPT, y.minus(TARGETS).square(), 0).mean();
              },
              m -> {
                Expr y = USED.matmul(rows(m, 0, 2)).tanh().matmul(rows(m, 2, 4));
                return y.minus(USED_TARGETS).square().sum().dividedBy(6);
              }),
          Case.of(
              "features of padding through relu",
              TWO_LAYERS,
              m -> {
                Expr y = FEATURES.matmul(rows(m, 0, 2)).relu().matmul(rows(m, 2, 4));
                return where(KEPT, y.minus(TARGETS).square(), 0).mean();
              },
              m -> {
                Expr y = USED.matmul(rows(m, 0, 2)).relu().matmul(rows(m, 2, 4));
                return y.minus(USED_TARGETS).square().sum().dividedBy(6);
              }),
          Case.of(
              "features of padding under a bias, layer norm and cross entropy",
              TWO_LAYERS,
              m -> {
                Expr z = FEATURES.matmul(rows(m, 0, 2)).plus(rows(m, 2, 3));
                Expr gain = rows(m, 3, 4).reshape(2);
                Expr normal = Normalization.layerNorm(z, gain, gain.square(), 0.5);
                Expr entropy = LogSoftmax.logSoftmax(normal.plus(z), 1).times(TARGETS).sum(1);
                return where(KEPT.reshape(3), entropy, 0).sum();
              },
              m -> {
                Expr z = USED.matmul(rows(m, 0, 2)).plus(rows(m, 2, 3));
                Expr gain = rows(m, 3, 4).reshape(2);
                Expr normal = Normalization.layerNorm(z, gain, gain.square(), 0.5);
                return LogSoftmax.logSoftmax(normal.plus(z), 1).times(USED_TARGETS).sum();
              }),
          Case.of(
              "nothing is asked for",
              WEIGHTS,
              m -> where(mask(false, false, false), FEATURES.matmul(m), m.sum()).sum(),
              m -> m.sum().times(6)),
          Case.of(
              "the condition looks at the NaN",
              WEIGHTS,
              m -> {
                Expr y = FEATURES.matmul(m).square();
                return where(Compare.equal(y, y), y, 0).sum();
              },
              m -> USED.matmul(m).square().sum()),
          Case.of(
              "where in a where",
              WEIGHTS,
              m -> {
                Expr y = FEATURES.matmul(m).exp();
                Expr inner = where(Constant.of(Tensor.of(new boolean[][] {{true, false}})), y, 1);
                return where(KEPT, inner, 0).sum();
              },
              m -> columns(USED.matmul(m).exp(), 0, 1).sum().plus(2)),
          Case.of(
              "two masks of one product meet in a sum",
              WEIGHTS,
              m -> {
                Expr y = FEATURES.matmul(m);
                Expr one = where(mask(true, false, false), y.exp(), 0);
                return one.plus(where(mask(false, false, true), y.square(), 0)).sum();
              },
              m -> {
                Expr y = USED.matmul(m);
                return rows(y, 0, 1).exp().sum().plus(rows(y, 1, 2).square().sum());
              }),
          Case.of(
              "two masks of two products meet in a sum",
              WEIGHTS,
              m -> {
                Expr y = where(mask(true, false, true), FEATURES.matmul(m), 0);
                Expr other = matrix(row(NAN, 1), row(2, 1), row(1, 1));
                Expr z = where(mask(false, true, true), other.matmul(m), 0);
                return y.plus(z).exp().sum();
              },
              m -> matrix(row(1, -2), row(2, 1), row(1.5, 4)).matmul(m).exp().sum()),
          Case.of(
              "a column of weights that nothing uses",
              WEIGHTS,
              m -> {
                Expr weights = matrix(row(1, NAN, 2), row(3, INFINITY, 4));
                Expr used = Constant.of(Tensor.of(new boolean[][] {{true, false, true}}));
                return where(used, m.matmul(weights), 0).exp().sum();
              },
              m -> m.matmul(matrix(row(1, 2), row(3, 4))).exp().sum().plus(2)),
          Case.of(
              "rows and columns at once",
              ROOTS,
              m -> {
                Expr x = Concat.concat(0, m.sqrt(), m);
                Expr w = Concat.concat(1, m, m.log());
                Expr kept = mask(false, true, true, true);
                Expr used = Constant.of(Tensor.of(new boolean[][] {{true, true, false, true}}));
                return where(kept, where(used, x.matmul(w), 0), 0).sum();
              },
              m -> {
                Expr x = Concat.concat(0, rows(m, 1, 2).sqrt(), m);
                Expr w = Concat.concat(1, m, columns(m, 1, 2).log());
                return x.matmul(w).sum();
              }),
          Case.of(
              "one matrix of a batch",
              new double[][] {{0, 4}, {9, 16}, {2, 3}, {5, 1}},
              m -> {
                Expr batch = m.reshape(2, 2, 2);
                Expr y = batch.sqrt().matmul(batch.log());
                return rows(y, 1, 2).square().sum();
              },
              m -> {
                Expr used = rows(m, 2, 4);
                return used.sqrt().matmul(used.log()).square().sum();
              }),
          Case.of(
              "part of each matrix of a batch, by subscripts",
              new double[][] {{0, 4}, {9, 16}, {0, 3}, {5, 1}},
              m -> {
                Expr batch = m.reshape(2, 2, 2);
                Expr y = Einsum.einsum("bij,bkj->kib", batch.sqrt(), batch);
                return Slice.slice(y, 1, 1, 2).exp().times(1e-9).sum();
              },
              m -> {
                Expr batch = m.reshape(2, 2, 2);
                Expr used = Slice.slice(batch, 1, 1, 2).sqrt();
                return used.matmul(batch.permute(0, 2, 1)).exp().times(1e-9).sum();
              }),
          Case.of(
              "an inner product of parts",
              ROOTS,
              m -> {
                Expr root = m.sqrt().reshape(4);
                return Dot.dot(rows(root, 1, 4), rows(m.reshape(4), 1, 4)).square();
              },
              m -> {
                Expr part = rows(m.reshape(4), 1, 4);
                return part.sqrt().times(part).sum().square();
              }),
          Case.of(
              "rows that are picked by index",
              WEIGHTS,
              m -> {
                Expr picked = Gather.gather(FEATURES.matmul(m), Constant.of(Tensor.of(2L, 0L, 2L)));
                return picked.exp().times(matrix(row(1, 2), row(3, 4), row(5, 6))).sum();
              },
              m -> {
                Expr x = matrix(row(0.5, 3), row(1, -2), row(0.5, 3));
                return x.matmul(m).exp().times(matrix(row(1, 2), row(3, 4), row(5, 6))).sum();
              }),
          Case.of(
              "an element of each row, picked by index",
              ROOTS,
              m -> {
                Expr y = m.matmul(m.sqrt().transpose());
                Expr picked =
                    Gather.takeAlong(y, Constant.of(Tensor.of(new long[][] {{1}, {1}})), 1);
                return picked.square().sum();
              },
              m -> m.matmul(rows(m, 1, 2).sqrt().transpose()).square().sum()),
          Case.of(
              "scattered, then cut",
              WEIGHTS,
              m -> {
                Expr y =
                    ScatterAdd.scatterAdd(
                        FEATURES.matmul(m), Constant.of(Tensor.of(0L, 2L, 1L)), Dim.of(3));
                return rows(y, 0, 2).exp().sum();
              },
              m -> USED.matmul(m).exp().sum()),
          Case.of(
              "joined, then cut",
              ROOTS,
              m -> {
                Expr y = Concat.concat(0, m.matmul(m.log()), m.matmul(m));
                return rows(y, 2, 4).square().sum();
              },
              m -> m.matmul(m).square().sum()),
          Case.of(
              "the front of a running sum",
              WEIGHTS,
              m -> {
                Expr x = matrix(row(1, -2), row(0.5, 3), row(NAN, INFINITY));
                return rows(CumulativeSum.cumulativeSum(x.matmul(m), 0), 0, 2).square().sum();
              },
              m -> CumulativeSum.cumulativeSum(USED.matmul(m), 0).square().sum()),
          Case.of(
              "the largest among those kept",
              WEIGHTS,
              m -> Extremum.max(where(KEPT, FEATURES.matmul(m), -100).square().negate(), 0).sum(),
              m -> Extremum.max(USED.matmul(m).square().negate(), 0).sum()),
          Case.of(
              "the product of those kept",
              WEIGHTS,
              m -> Prod.prod(where(KEPT, FEATURES.matmul(m), 1)),
              m -> Prod.prod(USED.matmul(m))),
          Case.of(
              "two of three parts of one product",
              TWO_LAYERS,
              m -> {
                Expr w = Concat.concat(1, rows(m, 0, 2), rows(m, 2, 4).minus(5).log());
                List<Expr> parts = Slice.split(USED.matmul(w), 1, 4);
                return parts.get(0).times(parts.get(1).exp()).sum();
              },
              m -> {
                Expr y = USED.matmul(rows(m, 0, 2));
                return columns(y, 0, 1).times(columns(y, 1, 2).exp()).sum();
              }),
          Case.of(
              "a sum of columns that comes back as one of rows",
              new double[][] {{2, 3, 4}, {0, 0, 0}, {5, 0, 0}},
              m -> {
                Expr x = m.log();
                return columns(rows(x.plus(x.sum(1)), 2, 3), 0, 1).square().sum();
              },
              m ->
                  columns(rows(m, 2, 3), 0, 1)
                      .log()
                      .sum()
                      .plus(rows(m, 0, 1).log().sum())
                      .square()),
          Case.of(
              "attention with padded tokens",
              new double[][] {{0.5, -1.5, 1, 0.2, 0.1, 0.7}, {2, 0.25, -0.5, 0.3, -0.6, 0.4}},
              m -> attention(FEATURES, KEPT, m),
              m -> attention(USED, mask(true, true), m)),
          Case.of(
              "causal attention with padded tokens behind",
              new double[][] {{0.5, -1.5, 1, 0.2, 0.1, 0.7}, {2, 0.25, -0.5, 0.3, -0.6, 0.4}},
              m ->
                  causal(
                      matrix(row(1, -2), row(0.5, 3), row(NAN, INFINITY)),
                      mask(true, true, false),
                      m),
              m -> causal(USED, mask(true, true), m)),
          Case.of(
              "units that are dead for a sample whose slope is infinite",
              new double[][] {{0, 0}, {4, 9}, {1, -1}, {1, 1}},
              m -> rows(m, 0, 2).sqrt().matmul(rows(m, 2, 4)).minus(0.5).relu().square().sum(),
              m -> rows(m, 1, 2).sqrt().matmul(rows(m, 2, 4)).minus(0.5).square().sum()),
          Case.of(
              "a unit that is dead throughout and whose weight has an infinite slope",
              new double[][] {{1, 2}, {4, 9}, {0, 1}, {0, 1}},
              m -> rows(m, 0, 2).matmul(rows(m, 2, 4).sqrt()).minus(0.5).relu().square().sum(),
              m ->
                  rows(m, 0, 2)
                      .matmul(columns(rows(m, 2, 4), 1, 2).sqrt())
                      .minus(0.5)
                      .square()
                      .sum()));

  private static Expr attention(Expr tokens, Expr kept, Expr weights) {
    List<Expr> parts = Slice.split(tokens.matmul(weights), 1, 3);
    Expr scores = parts.get(0).matmul(parts.get(1).transpose());
    Expr shares = Softmax.softmax(where(kept.transpose(), scores, -INFINITY), 1);
    Expr y = shares.matmul(where(kept, parts.get(2), 0));
    return where(kept, y.square(), 0).sum();
  }

  private static Expr causal(Expr tokens, Expr kept, Expr weights) {
    List<Expr> parts = Slice.split(tokens.matmul(weights), 1, 3);
    Expr scores = parts.get(0).matmul(parts.get(1).transpose());
    Expr ones = Constant.of(Tensor.ones(scores.type()));
    Expr past = Compare.greater(Triangle.tril(ones), 0);
    Expr shares = Softmax.softmax(where(past, scores, -INFINITY), 1);
    Expr y = shares.matmul(where(kept, parts.get(2), 0));
    return where(kept, y.square(), 0).sum();
  }

  @TestFactory
  Stream<DynamicTest> derivativesAreThoseOfTheFormulaCutOut() {
    return CASES.stream()
        .flatMap(
            c ->
                Stream.of(Executor.values())
                    .map(
                        executor ->
                            DynamicTest.dynamicTest(c + " " + executor, () -> check(c, executor))));
  }

  private static void check(Case c, Executor executor) {
    Tensor at = c.at;
    Input m = Input.of("m", at.type());
    double[] along = new double[at.size()];
    Arrays.setAll(along, i -> 1 + i % 3);
    Expr weights = Constant.of(Tensor.of(at.shape(), along));
    Expr loss = c.loss.apply(m);
    Expr cut = c.cut.apply(m);
    close(run(executor, cut, m, at), run(executor, loss, m, at), "value");

    Direction direction = new Direction(Map.of(m, along));
    double[] slope = new double[along.length];
    double[] bend = new double[along.length];
    for (int i = 0; i < along.length; i++) {
      slope[i] = ForwardMode.first(cut, Map.of(m, at), Direction.unit(m, i))[0];
      bend[i] = ForwardMode.second(cut, Map.of(m, at), direction, Direction.unit(m, i))[0];
    }
    Expr first = derivative(loss, m);
    close(slope, run(executor, first, m, at), "first");
    Expr second = derivative(first.times(weights).sum(), m);
    close(bend, run(executor, second, m, at), "second");
    close(bend, run(executor, hvp(loss, m, weights), m, at), "forward of reverse");
    Expr tangent = tangent(loss, m, weights);
    close(new double[] {dot(slope, along)}, run(executor, tangent, m, at), "tangent");
    close(bend, run(executor, derivative(tangent, m), m, at), "reverse of forward");
    Expr twice = tangent(tangent, m, weights);
    close(new double[] {dot(bend, along)}, run(executor, twice, m, at), "forward of forward");
    Expr third = derivative(second.times(weights).sum(), m);
    Expr ofCut = derivative(derivative(cut, m).times(weights).sum(), m);
    double[] truth = run(executor, derivative(ofCut.times(weights).sum(), m), m, at);
    close(truth, run(executor, third, m, at), "third");
  }

  /// The gradient; zeros if the loss does not depend on `m`, as a derivative of a line does not.
  private static Expr derivative(Expr loss, Input m) {
    return Grad.grad(loss, m).answer(m) instanceof Gradient.Connected(Expr gradient)
        ? gradient
        : Constant.of(Tensor.zeros(m.type()));
  }

  private static Expr tangent(Expr y, Input m, Expr direction) {
    return Grad.jvp(List.of(y), Map.of(m, direction)).answer(y) instanceof Tangent.Connected(Expr t)
        ? t
        : Constant.of(Tensor.zeros(y.type()));
  }

  private static Expr hvp(Expr loss, Input m, Expr direction) {
    return Grad.hvp(loss, Map.of(m, direction)).answer(m)
            instanceof Gradient.Connected(Expr product)
        ? product
        : Constant.of(Tensor.zeros(m.type()));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] run(Executor executor, Expr output, Input m, Tensor at) {
    Executable executable = executor.of(output);
    return executable
        .run(executable.inputs().isEmpty() ? Map.of() : Map.of(m, at))
        .getFirst()
        .toDoubleArray();
  }

  private static void close(double[] expected, double[] values, String what) {
    assertEquals(expected.length, values.length);
    for (int i = 0; i < expected.length; i++) {
      double tolerance = 1e-11 * Math.max(1, Math.abs(expected[i]));
      assertEquals(expected[i], values[i], tolerance, what + " at " + i);
    }
  }
}
