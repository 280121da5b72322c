package dev.adjoint.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tree.Tree;
import dev.adjoint.nn.loss.Losses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The gradients of a 2-4-1 network of sigmoids under binary cross entropy against the documented
/// ones, written in plain arrays with samples as columns:
/// - dW² = 1/m (A² − Y)·A¹ᵀ
/// - dB² = 1/m Σₛ (A² − Y)
/// - dW¹ = 1/m [(W²ᵀ·(A² − Y)) ⊙ A¹ ⊙ (1 − A¹)]·Xᵀ
/// - dB¹ = 1/m Σₛ (W²ᵀ·(A² − Y)) ⊙ A¹ ⊙ (1 − A¹)
final class MlpFormulasTest {
  private static final int IN = 2;
  private static final int HIDDEN = 4;

  private static double sigma(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /// dW¹, dB¹, dW², dB², by the formulas.
  private static List<double[][]> documented(
      double[][] w1, double[] b1, double[][] w2, double b2, double[][] x, double[] y) {
    int m = y.length;
    double[][] a1 = new double[HIDDEN][m];
    double[] a2 = new double[m];
    for (int s = 0; s < m; s++) {
      double z2 = b2;
      for (int i = 0; i < HIDDEN; i++) {
        double z1 = b1[i];
        for (int j = 0; j < IN; j++) {
          z1 += w1[i][j] * x[j][s];
        }
        a1[i][s] = sigma(z1);
        z2 += w2[0][i] * a1[i][s];
      }
      a2[s] = sigma(z2);
    }
    double[][] dw1 = new double[HIDDEN][IN];
    double[][] db1 = new double[HIDDEN][1];
    double[][] dw2 = new double[1][HIDDEN];
    double[][] db2 = new double[1][1];
    for (int s = 0; s < m; s++) {
      double error = a2[s] - y[s];
      db2[0][0] += error / m;
      for (int i = 0; i < HIDDEN; i++) {
        double delta = w2[0][i] * error * a1[i][s] * (1 - a1[i][s]);
        dw2[0][i] += error * a1[i][s] / m;
        db1[i][0] += delta / m;
        for (int j = 0; j < IN; j++) {
          dw1[i][j] += delta * x[j][s] / m;
        }
      }
    }
    return List.of(dw1, db1, dw2, db2);
  }

  private static double[] flat(double[][] rows) {
    return Tensor.of(rows).toDoubleArray();
  }

  @Test
  void gradientsEqualTheDocumentedOnesForEveryNumberOfSamples() {
    Dim named = Dim.of("m", 7);
    Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(named, Dim.of(IN))));
    Input y = Input.of("y", new TensorType(DType.FLOAT64, Shape.of(named, Dim.of(1))));
    Mlp<Tensor> shapes =
        new Mlp<>(
            List.of(
                new Dense<>(
                    Tensor.zeros(TensorType.of(DType.FLOAT64, HIDDEN, IN)),
                    Tensor.zeros(TensorType.of(DType.FLOAT64, HIDDEN))),
                new Dense<>(
                    Tensor.zeros(TensorType.of(DType.FLOAT64, 1, HIDDEN)),
                    Tensor.zeros(TensorType.of(DType.FLOAT64, 1)))));
    Mlp<Expr> p = Tree.map(shapes, Tensor.class, (path, t) -> Input.of(path, t.type()));
    List<Input> inputs = new ArrayList<>();
    Tree.leaves(p, Input.class).values().forEach(inputs::add);
    Expr z2 = Mlp.apply(p, Sigmoid::sigmoid, x);
    Expr literal = Losses.binaryCrossEntropy(z2.sigmoid(), y);
    Expr stable = Losses.binaryCrossEntropyOfLogits(z2, y);
    Program ofProbabilities = Program.compile(Grad.grad(literal, inputs).all());
    Program ofLogits = Program.compile(Grad.grad(stable, inputs).all());

    for (int m = 1; m <= 50; m++) {
      double[] random = Tensor.normal(Shape.of(17 + 2 * m), m).toDoubleArray();
      double[][] w1 = new double[HIDDEN][IN];
      double[] b1 = new double[HIDDEN];
      double[][] w2 = new double[1][HIDDEN];
      int next = 0;
      for (int i = 0; i < HIDDEN; i++) {
        b1[i] = random[next++];
        w2[0][i] = random[next++];
        for (int j = 0; j < IN; j++) {
          w1[i][j] = random[next++];
        }
      }
      double b2 = random[next++];
      double[][] columns = new double[IN][m];
      double[][] rows = new double[m][IN];
      double[] labels = new double[m];
      double[][] labelRows = new double[m][1];
      for (int s = 0; s < m; s++) {
        for (int j = 0; j < IN; j++) {
          columns[j][s] = random[next++];
          rows[s][j] = columns[j][s];
        }
        labels[s] = (s * 7 + m) % 3 == 0 ? 1 : 0;
        labelRows[s][0] = labels[s];
      }
      Map<Input, Tensor> at = new HashMap<>();
      at.put(x, Tensor.of(rows));
      at.put(y, Tensor.of(labelRows));
      at.put(inputs.get(0), Tensor.of(w1));
      at.put(inputs.get(1), Tensor.of(b1));
      at.put(inputs.get(2), Tensor.of(w2));
      at.put(inputs.get(3), Tensor.of(b2));
      List<double[][]> expected = documented(w1, b1, w2, b2, columns, labels);
      for (Program program : List.of(ofProbabilities, ofLogits)) {
        List<Tensor> actual = program.run(at);
        for (int k = 0; k < 4; k++) {
          double[] byHand = flat(expected.get(k));
          double[] byGraph = actual.get(k).toDoubleArray();
          assertEquals(byHand.length, byGraph.length);
          for (int i = 0; i < byHand.length; i++) {
            assertEquals(
                byHand[i],
                byGraph[i],
                1e-12 * Math.max(1, Math.abs(byHand[i])),
                inputs.get(k).label() + " at " + i + ", m = " + m);
          }
        }
      }
    }
  }
}
