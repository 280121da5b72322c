package dev.adjoint.testkit;

import static dev.adjoint.testkit.AdjointAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.op.Acos;
import dev.adjoint.autodiff.op.Cholesky;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.Log;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.nn.loss.Losses;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Labels lie on the simplex, tensors in the domain of their op, and networks have gradients.
class LabelProperties {
  private static final Shape SHAPE = Shape.of(2, 4);

  @Provide
  Arbitrary<Tensor> probabilities() {
    return Labels.probabilities(SHAPE);
  }

  @Provide
  Arbitrary<Tensor> oneHot() {
    return Labels.oneHot(Shape.of(5, 3));
  }

  @Provide
  Arbitrary<Network> networks() {
    return Arbitraries.of(DType.FLOAT64, DType.FLOAT32).flatMap(d -> Networks.smooth(d, 3));
  }

  @Property(seed = Seed.VALUE)
  void probabilitiesAreShortPositiveAndSumToOne(@ForAll("probabilities") Tensor labels) {
    double[] p = labels.toDoubleArray();
    for (int row = 0; row < 2; row++) {
      long thousandths = 0;
      for (int i = 0; i < 4; i++) {
        double scaled = p[4 * row + i] * 1000;
        assertTrue(p[4 * row + i] > 0 && Math.abs(scaled - Math.rint(scaled)) < 1e-9);
        thousandths += Math.round(scaled);
      }
      assertEquals(1000, thousandths, labels::toString);
    }
  }

  @Property(seed = Seed.VALUE)
  void oneHotRowsHaveOneOne(@ForAll("oneHot") Tensor labels) {
    double[] y = labels.toDoubleArray();
    for (int from = 0; from < y.length; from += 3) {
      double[] row = Arrays.copyOfRange(y, from, from + 3);
      Arrays.sort(row);
      assertTrue(row[0] == 0 && row[1] == 0 && row[2] == 1, labels::toString);
    }
  }

  @Example
  void tangentsKeepTheSumOfEveryRowAndSpanAll() {
    List<Tensor> tangents = Labels.tangents(SHAPE);
    assertEquals(2 * 3, tangents.size());
    for (Tensor t : tangents) {
      double[] v = t.toDoubleArray();
      assertEquals(0.0, v[0] + v[1] + v[2] + v[3]);
      assertEquals(0.0, v[4] + v[5] + v[6] + v[7]);
    }
    for (int k = 0; k < 6; k++) {
      double[] v = tangents.get(k).toDoubleArray();
      assertEquals(1.0, v[k < 3 ? k : k + 1], "each has its own free element");
    }
  }

  @Example
  void labelsNeedAnAxisOfClasses() {
    for (Shape wrong : List.of(Shape.scalar(), Shape.of(3, 0))) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> Labels.oneHot(wrong))
              .getMessage()
              .contains("one element per class"));
    }
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Labels.probabilities(Shape.of(1, 1001)))
            .getMessage()
            .contains("at most 1000 classes"));
  }

  @Property(seed = Seed.VALUE, tries = 50)
  void gradientsOfNetworksAreRight(
      @ForAll("networks") Network network, @ForAll("oneHot") Tensor labels) {
    int samples = network.output().shape().size(0);
    Tensor y =
        Tensor.of(Shape.of(samples, 3), Arrays.copyOf(labels.toDoubleArray(), 3 * samples))
            .cast(network.output().dtype());
    GraphCase graph = network.under(Losses::categoricalCrossEntropyOfLogitsOneHot, y);
    Outcome outcome = assertThat(graph).gradientMatchesDuals();
    assertEquals(0, outcome.unchecked(), graph::toString);
    assertTrue(outcome.compared() > 0);
  }

  @Provide
  Arbitrary<Tensor> positive() {
    return Tensors.inDomainOf(Log.class, 0, Shape.of(5));
  }

  @Provide
  Arbitrary<Tensor> cosines() {
    return Tensors.inDomainOf(Acos.class, 0, Shape.of(5));
  }

  @Provide
  Arbitrary<Tensor> divisors() {
    return Tensors.inDomainOf(Divide.class, 1, Shape.of(5));
  }

  @Provide
  Arbitrary<Tensor> matrices() {
    return Tensors.inDomainOf(Cholesky.class, 0, Shape.of(2, 3, 3));
  }

  @Property(seed = Seed.VALUE)
  void tensorsLieInTheDomainOfTheirOp(
      @ForAll("positive") Tensor positive,
      @ForAll("cosines") Tensor cosines,
      @ForAll("divisors") Tensor divisors,
      @ForAll("matrices") Tensor matrices) {
    assertTrue(Arrays.stream(positive.toDoubleArray()).allMatch(x -> x > 0));
    assertTrue(Arrays.stream(cosines.toDoubleArray()).allMatch(x -> Math.abs(x) < 1));
    assertTrue(Arrays.stream(divisors.toDoubleArray()).noneMatch(x -> x == 0));
    Tensor factor = Cholesky.cholesky(Constant.of(matrices)).peek(Map.of());
    assertTrue(Arrays.stream(factor.toDoubleArray()).allMatch(Double::isFinite));
  }
}
