package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Bernoulli;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Normal;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Random draws are functions of their key, and have the moments of their distribution. A moment
/// may be off by five standard errors: once in 1.7 million.
class RandomProperties {
  private static final int COUNT = 10_000;
  private static final double DEVIATIONS = 5;

  @Property(seed = Seed.VALUE, tries = 200)
  void equalKeysGiveEqualDraws(@ForAll long seed, @ForAll String use, @ForAll DType dtype) {
    if (!dtype.isFloating()) {
      return;
    }
    TensorType type = TensorType.of(dtype, 3, 5);
    Key key = Key.of(seed).split(use);
    Expr draw = Uniform.uniform(key, type).plus(Normal.normal(key, type));
    Key again = Key.of(seed).split(use);
    Expr same = Uniform.uniform(again, type).plus(Normal.normal(again, type));
    Tensor expected = peek(draw);
    assertEquals(expected, peek(same));
    assertEquals(expected, Program.compile(draw).run(Map.of()).getFirst());
    assertNotEquals(expected, peek(Uniform.uniform(key.split(1), type)));
    assertNotEquals(
        peek(Uniform.uniform(key.split(1), type)), peek(Uniform.uniform(key.split(2), type)));
  }

  @Property(seed = Seed.VALUE, tries = 20)
  void uniformDrawsHaveTheirMoments(@ForAll long seed) {
    double[] draws = draws(Uniform.uniform(Key.of(seed), vector()));
    for (double u : draws) {
      assertTrue(u >= 0 && u < 1, () -> "" + u);
    }
    assertMoments(draws, 0.5, 1.0 / 12, 1.0 / 180);
  }

  @Property(seed = Seed.VALUE, tries = 20)
  void normalDrawsHaveTheirMoments(@ForAll long seed) {
    assertMoments(draws(Normal.normal(Key.of(seed), vector())), 0, 1, 2);
  }

  @Property(seed = Seed.VALUE, tries = 20)
  void bernoulliDrawsHaveTheirMoments(@ForAll long seed) {
    double p = 0.3;
    Expr probabilities = Constant.of(Tensor.full(vector(), p));
    double[] draws = draws(Bernoulli.bernoulli(Key.of(seed), probabilities).cast(DType.FLOAT64));
    double variance = p * (1 - p);
    assertMoments(draws, p, variance, variance * (1 - 4 * variance));
  }

  /// Mean and variance; the last argument is the variance of `(x − mean)²`.
  private static void assertMoments(
      double[] draws, double mean, double variance, double varianceOfSquares) {
    double sum = 0;
    double squares = 0;
    for (double x : draws) {
      sum += x;
      squares += (x - mean) * (x - mean);
    }
    double n = draws.length;
    assertEquals(mean, sum / n, DEVIATIONS * Math.sqrt(variance / n));
    assertEquals(variance, squares / n, DEVIATIONS * Math.sqrt(varianceOfSquares / n));
  }

  private static TensorType vector() {
    return TensorType.of(DType.FLOAT64, COUNT);
  }

  private static double[] draws(Expr draw) {
    return Program.compile(draw).run(Map.of()).getFirst().toDoubleArray();
  }

  private static Tensor peek(Expr expr) {
    return Interpreter.of(expr).run(Map.of()).getFirst();
  }
}
