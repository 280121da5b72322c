package dev.adjoint.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Relu;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tree.Tree;
import dev.adjoint.nn.FiniteDifferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DenseTest {
  private final Input x = Input.of("x", DType.FLOAT64, 2, 3);
  private final Dense<Input> p =
      new Dense<>(Input.of("weight", DType.FLOAT64, 4, 3), Input.of("bias", DType.FLOAT64, 4));

  private final Map<Input, Tensor> at =
      Map.of(
          x,
          Tensor.of(new double[][] {{1, 2, 3}, {-1, 0.5, 2}}),
          p.weight(),
          Tensor.of(new double[][] {{1, 0, 2}, {0, -1, 1}, {3, 1, 0}, {1, 1, 1}}),
          p.bias(),
          Tensor.of(0.5, -1, 2, 0));

  private Expr y() {
    return Dense.apply(new Dense<>(p.weight(), p.bias()), x);
  }

  @Test
  void isTheAffineMapOfEachRow() {
    assertEquals(
        Tensor.of(new double[][] {{7.5, 0, 7, 6}, {3.5, 0.5, -0.5, 1.5}}),
        Program.compile(y()).run(at).getFirst());
  }

  /// δ = 2y for the loss Σy²: dW = δᵀx, db = Σδ, dx = δW.
  @Test
  void gradientsAreThoseOfTheTextbook() {
    Expr loss = y().square().sum();
    List<Input> wrt = List.of(p.weight(), p.bias(), x);
    List<Tensor> gradients = Program.compile(Grad.grad(loss, wrt).all()).run(at);
    double[][] delta = {{15, 0, 14, 12}, {7, 1, -1, 3}};
    double[][] rows = at.get(x).toMatrix();
    double[][] weight = at.get(p.weight()).toMatrix();
    double[][] dw = new double[4][3];
    double[] db = new double[4];
    double[][] dx = new double[2][3];
    for (int s = 0; s < 2; s++) {
      for (int i = 0; i < 4; i++) {
        db[i] += delta[s][i];
        for (int j = 0; j < 3; j++) {
          dw[i][j] += delta[s][i] * rows[s][j];
          dx[s][j] += delta[s][i] * weight[i][j];
        }
      }
    }
    assertEquals(Tensor.of(dw), gradients.get(0));
    assertEquals(Tensor.of(db), gradients.get(1));
    assertEquals(Tensor.of(dx), gradients.get(2));
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(
          FiniteDifferences.gradient(loss, wrt.get(i), at), gradients.get(i).toDoubleArray(), 1e-9);
    }
  }

  @Test
  void aBiasOfAnotherShapeIsRefusedWhereItWouldBroadcast() {
    for (int[] sizes : new int[][] {{4, 1}, {1}, {2, 4}, {}}) {
      Input bias = Input.of("bias", DType.FLOAT64, sizes);
      String message =
          assertThrows(ShapeException.class, () -> Dense.apply(new Dense<>(p.weight(), bias), x))
              .getMessage();
      assertTrue(
          message.startsWith("[dense] needs x [batch, in], weight [out, in], bias [out]"), message);
    }
  }

  @Test
  void inputsOfAnotherWidthAreRefused() {
    Dense<Expr> layer = new Dense<>(p.weight(), p.bias());
    assertThrows(
        ShapeException.class, () -> Dense.apply(layer, Input.of("x", DType.FLOAT64, 2, 4)));
    assertThrows(ShapeException.class, () -> Dense.apply(layer, Input.of("x", DType.FLOAT64, 3)));
  }

  @Test
  void layersOfANetworkHaveKeysOfTheirOwn() {
    Mlp<Tensor> model = Mlp.glorot(Key.of(1), DType.FLOAT32, 3, 3, 3);
    assertEquals(
        List.of("layers[0].weight", "layers[0].bias", "layers[1].weight", "layers[1].bias"),
        new ArrayList<>(Tree.leaves(model).keySet()));
    assertNotEquals(model.layers().get(0).weight(), model.layers().get(1).weight());
    assertEquals(model, Mlp.glorot(Key.of(1), DType.FLOAT32, 3, 3, 3));
    assertNotEquals(model, Mlp.glorot(Key.of(2), DType.FLOAT32, 3, 3, 3));
    assertEquals(Tensor.zeros(TensorType.of(DType.FLOAT32, 3)), model.layers().get(1).bias());
  }

  @Test
  void nodesBearTheNamesOfTheTextbook() {
    Mlp<Tensor> model = Mlp.glorot(Key.of(1), DType.FLOAT64, 3, 5, 4, 2);
    Mlp<Expr> parameters = Tree.map(model, Tensor.class, (path, t) -> Input.of(path, t.type()));
    Expr y = Mlp.apply(parameters, Relu::relu, x);
    assertEquals(List.of(2, 2), List.of(y.shape().size(0), y.shape().size(1)));
    List<String> names =
        Graph.topological(List.of(y)).stream()
            .filter(Apply.class::isInstance)
            .flatMap(node -> node.name().stream())
            .toList();
    assertEquals(List.of("z1", "a1", "z2", "a2", "z3"), names);
  }

  @Test
  void aNetworkNeedsLayersAndWidths() {
    assertThrows(AdjointException.class, () -> new Mlp<Tensor>(List.of()));
    assertThrows(AdjointException.class, () -> Mlp.glorot(Key.of(1), DType.FLOAT64, 3));
  }
}
