package dev.adjoint.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.nn.FiniteDifferences;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class LossesTest {
  private static final int N = 5;
  private static final int C = 3;

  /// Values and derivatives as the textbook writes them, for one sample, in plain arrays.
  private interface Hand {
    double value(double[] p, double[] t);

    double[] gradient(double[] p, double[] t);
  }

  private static void check(
      BinaryOperator<Expr> loss, Hand hand, double divisor, double[][] p, double[][] t) {
    Input prediction = Input.of("p", DType.FLOAT64, p.length, p[0].length);
    Input target = Input.of("t", DType.FLOAT64, p.length, p[0].length);
    Map<Input, Tensor> at = Map.of(prediction, Tensor.of(p), target, Tensor.of(t));
    Expr value = loss.apply(prediction, target);
    Expr gradient = Grad.grad(value, prediction).of(prediction);

    double expected = 0;
    double[] byHand = new double[p.length * p[0].length];
    for (int s = 0; s < p.length; s++) {
      expected += hand.value(p[s], t[s]) / divisor;
      double[] row = hand.gradient(p[s], t[s]);
      for (int j = 0; j < row.length; j++) {
        byHand[s * row.length + j] = row[j] / divisor;
      }
    }
    double[] byDifferences = FiniteDifferences.gradient(value, prediction, at);
    for (Executable run :
        List.<Executable>of(Interpreter.of(value, gradient), Program.compile(value, gradient))) {
      List<Tensor> results = run.run(at);
      assertEquals(expected, results.get(0).item(), 1e-14 * (1 + Math.abs(expected)));
      assertArrayEquals(byHand, results.get(1).toDoubleArray(), 1e-14);
      assertArrayEquals(byDifferences, results.get(1).toDoubleArray(), 1e-10);
    }
  }

  private static double[][] logits() {
    return Tensor.normal(Shape.of(N, C), 3).toMatrix();
  }

  private static double[][] probabilities() {
    double[][] p = Tensor.uniform(Shape.of(N, C), 4).toMatrix();
    for (double[] row : p) {
      for (int j = 0; j < C; j++) {
        row[j] = 0.1 + 0.8 * row[j];
      }
    }
    return p;
  }

  /// Zeros, ones and numbers between.
  private static double[][] targets() {
    double[][] t = Tensor.uniform(Shape.of(N, C), 5).toMatrix();
    t[0] = new double[] {0, 1, 0};
    t[1] = new double[] {1, 1, 0};
    return t;
  }

  /// Rows that sum to one: three one-hot, two soft.
  private static double[][] distributions() {
    return new double[][] {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}, {0.2, 0.3, 0.5}, {0.1, 0.9, 0}};
  }

  @Test
  void halfMeanSquaredErrorDividesByTwiceTheSamples() {
    check(
        Losses::halfMeanSquaredError,
        new Hand() {
          @Override
          public double value(double[] p, double[] t) {
            double sum = 0;
            for (int j = 0; j < p.length; j++) {
              sum += (p[j] - t[j]) * (p[j] - t[j]) / 2;
            }
            return sum;
          }

          @Override
          public double[] gradient(double[] p, double[] t) {
            return new double[] {p[0] - t[0], p[1] - t[1], p[2] - t[2]};
          }
        },
        N,
        logits(),
        targets());
  }

  @Test
  void meanSquaredErrorOverElementsDividesByTheElements() {
    check(
        Losses::meanSquaredErrorOverElements,
        new Hand() {
          @Override
          public double value(double[] p, double[] t) {
            double sum = 0;
            for (int j = 0; j < p.length; j++) {
              sum += Math.pow(p[j] - t[j], 2);
            }
            return sum;
          }

          @Override
          public double[] gradient(double[] p, double[] t) {
            return new double[] {2 * (p[0] - t[0]), 2 * (p[1] - t[1]), 2 * (p[2] - t[2])};
          }
        },
        N * C,
        logits(),
        targets());
  }

  @Test
  void binaryCrossEntropyOfProbabilities() {
    check(
        Losses::binaryCrossEntropy,
        new Hand() {
          @Override
          public double value(double[] p, double[] t) {
            double sum = 0;
            for (int j = 0; j < p.length; j++) {
              sum -= t[j] * Math.log(p[j]) + (1 - t[j]) * Math.log(1 - p[j]);
            }
            return sum;
          }

          @Override
          public double[] gradient(double[] p, double[] t) {
            double[] g = new double[p.length];
            for (int j = 0; j < p.length; j++) {
              g[j] = -t[j] / p[j] + (1 - t[j]) / (1 - p[j]);
            }
            return g;
          }
        },
        N,
        probabilities(),
        targets());
  }

  private static double logistic(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  @Test
  void binaryCrossEntropyOfLogits() {
    check(
        Losses::binaryCrossEntropyOfLogits,
        new Hand() {
          @Override
          public double value(double[] z, double[] t) {
            double sum = 0;
            for (int j = 0; j < z.length; j++) {
              double p = logistic(z[j]);
              sum -= t[j] * Math.log(p) + (1 - t[j]) * Math.log(1 - p);
            }
            return sum;
          }

          @Override
          public double[] gradient(double[] z, double[] t) {
            double[] g = new double[z.length];
            for (int j = 0; j < z.length; j++) {
              g[j] = logistic(z[j]) - t[j];
            }
            return g;
          }
        },
        N,
        logits(),
        targets());
  }

  private static double[] softmax(double[] z) {
    double sum = 0;
    for (double v : z) {
      sum += Math.exp(v);
    }
    double[] p = new double[z.length];
    for (int j = 0; j < z.length; j++) {
      p[j] = Math.exp(z[j]) / sum;
    }
    return p;
  }

  private static final Hand CATEGORICAL =
      new Hand() {
        @Override
        public double value(double[] z, double[] t) {
          double[] p = softmax(z);
          double sum = 0;
          for (int j = 0; j < z.length; j++) {
            sum -= t[j] * Math.log(p[j]);
          }
          return sum;
        }

        @Override
        public double[] gradient(double[] z, double[] t) {
          double[] g = softmax(z);
          for (int j = 0; j < z.length; j++) {
            g[j] -= t[j];
          }
          return g;
        }
      };

  @Test
  void categoricalCrossEntropyWithDistributions() {
    check(Losses::categoricalCrossEntropyOfLogitsOneHot, CATEGORICAL, N, logits(), distributions());
  }

  @Test
  void categoricalCrossEntropyWithClassNumbersIsThatOfTheirOneHotRows() {
    int[] labels = {2, 0, 1, 1, 2};
    double[][] oneHot = new double[N][C];
    for (int s = 0; s < N; s++) {
      oneHot[s][labels[s]] = 1;
    }
    Input y = Input.of("labels", DType.INT64, N);
    Input z = Input.of("z", DType.FLOAT64, N, C);
    Expr loss = Losses.categoricalCrossEntropyOfLogits(z, y);
    Map<Input, Tensor> at = Map.of(z, Tensor.of(logits()), y, Tensor.of(2L, 0, 1, 1, 2));
    double expected = 0;
    double[] byHand = new double[N * C];
    for (int s = 0; s < N; s++) {
      expected += CATEGORICAL.value(logits()[s], oneHot[s]) / N;
      double[] row = CATEGORICAL.gradient(logits()[s], oneHot[s]);
      for (int j = 0; j < C; j++) {
        byHand[s * C + j] = row[j] / N;
      }
    }
    List<Tensor> results = Program.compile(loss, Grad.grad(loss, z).of(z)).run(at);
    assertEquals(expected, results.get(0).item(), 1e-14);
    assertArrayEquals(byHand, results.get(1).toDoubleArray(), 1e-15);
    assertArrayEquals(
        FiniteDifferences.gradient(loss, z, at), results.get(1).toDoubleArray(), 1e-10);
  }

  @Test
  void labelsOutsideTheClassesAreAnErrorOfTheRun() {
    Input y = Input.of("labels", DType.INT64, 1);
    Input z = Input.of("z", DType.FLOAT64, 1, 2);
    Program program = Program.compile(Losses.categoricalCrossEntropyOfLogits(z, y));
    assertThrows(
        RuntimeException.class,
        () -> program.run(Map.of(z, Tensor.of(new double[][] {{1, 2}}), y, Tensor.of(2L))));
  }

  /// For each logit, e^−|z| is the loss up to a factor 1 + e^−|z|/2.
  @Test
  void logitsOfAnySizeKeepTheLossAndItsGradient() {
    Input z = Input.of("z", DType.FLOAT64, 1);
    Input t = Input.of("t", DType.FLOAT64, 1);
    Expr loss = Losses.binaryCrossEntropyOfLogits(z, t);
    Program program = Program.compile(loss, Grad.grad(loss, z).of(z));
    for (double big : new double[] {40, 300, 700}) {
      List<Tensor> right = program.run(Map.of(z, Tensor.of(big), t, Tensor.of(1.0)));
      assertEquals(1, right.get(0).item() / Math.exp(-big), 1e-13);
      assertEquals(-1, right.get(1).item() / Math.exp(-big), 1e-13);
      List<Tensor> wrong = program.run(Map.of(z, Tensor.of(-big), t, Tensor.of(1.0)));
      assertEquals(big, wrong.get(0).item());
      assertEquals(-1, wrong.get(1).item());
    }
  }

  @Test
  void theDivisorFollowsANamedAxis() {
    Dim m = Dim.of("m", 4);
    Input p = Input.of("p", new TensorType(DType.FLOAT32, Shape.of(m, Dim.of(1))));
    Input t = Input.of("t", new TensorType(DType.FLOAT32, Shape.of(m, Dim.of(1))));
    Program program = Program.compile(Losses.halfMeanSquaredError(p, t));
    Tensor two = Tensor.of(new float[][] {{1}, {3}});
    Tensor value = program.run(Map.of(p, two, t, Tensor.of(new float[][] {{0}, {0}}))).getFirst();
    assertEquals(Tensor.scalar(2.5f), value);
  }

  private static String refused(Class<? extends AdjointException> type, Supplier<Expr> build) {
    return assertThrows(type, build::get).getMessage();
  }

  @Test
  void shapesThatWouldBroadcastAreRefusedWithAHint() {
    Input column = Input.of("p", DType.FLOAT64, 4, 1);
    Input flat = Input.of("t", DType.FLOAT64, 4);
    for (BinaryOperator<Expr> loss :
        List.<BinaryOperator<Expr>>of(
            Losses::halfMeanSquaredError,
            Losses::meanSquaredErrorOverElements,
            Losses::binaryCrossEntropy,
            Losses::binaryCrossEntropyOfLogits,
            Losses::categoricalCrossEntropyOfLogitsOneHot)) {
      String message = refused(ShapeException.class, () -> loss.apply(column, flat));
      assertTrue(message.contains("nothing broadcasts: reshape one to the other's"), message);
      assertTrue(message.contains("p: float64[4, 1], t: float64[4]"), message);
    }
  }

  @Test
  void dtypesAreNamedConventionsToo() {
    Input z = Input.of("z", DType.FLOAT64, 4, 3);
    Input labels = Input.of("labels", DType.INT64, 4);
    assertTrue(
        refused(DTypeException.class, () -> Losses.categoricalCrossEntropyOfLogitsOneHot(z, labels))
            .contains("class numbers belong to categoricalCrossEntropyOfLogits"));
    assertTrue(
        refused(DTypeException.class, () -> Losses.categoricalCrossEntropyOfLogits(z, z))
            .contains("one-hot rows belong to categoricalCrossEntropyOfLogitsOneHot"));
    assertTrue(
        refused(
                ShapeException.class,
                () ->
                    Losses.categoricalCrossEntropyOfLogits(
                        z, Input.of("labels", DType.INT64, 4, 1)))
            .contains("needs logits [N, C] and class numbers [N]"));
    assertTrue(
        refused(
                DTypeException.class,
                () -> Losses.halfMeanSquaredError(z, Input.of("t", DType.FLOAT32, 4, 3)))
            .contains("one floating dtype"));
    assertTrue(
        refused(
                ShapeException.class,
                () ->
                    Losses.halfMeanSquaredError(
                        Input.of("p", DType.FLOAT64), Input.of("t", DType.FLOAT64)))
            .contains("the first axis must count the samples"));
  }
}
