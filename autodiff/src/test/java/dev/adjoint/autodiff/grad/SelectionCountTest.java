package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Any;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What the guard against leaks costs: the selections and the reductions of masks in gradients.
final class SelectionCountTest {
  private final Input x = Input.of("x", DType.FLOAT64, 8, 5);
  private final Input t = Input.of("t", DType.FLOAT64, 8, 5);
  private final Input kept = Input.of("kept", DType.BOOL, 8, 1);
  private final Input w1 = Input.of("w1", DType.FLOAT64, 5, 5);
  private final Input w2 = Input.of("w2", DType.FLOAT64, 5, 5);
  private final Input w3 = Input.of("w3", DType.FLOAT64, 5, 5);

  private Expr network(UnaryOperator<Expr> activation) {
    return activation.apply(activation.apply(x.matmul(w1)).matmul(w2)).matmul(w3);
  }

  private static long count(Class<? extends Op> kind, List<Expr> outputs) {
    return Graph.topological(outputs).stream()
        .filter(node -> node instanceof Apply apply && kind.isInstance(apply.op()))
        .count();
  }

  private static void assertCounts(int selections, int reductions, Expr loss, Expr... wrt) {
    List<Expr> gradients = Grad.grad(loss, wrt).all();
    assertEquals(selections, count(Where.class, gradients), "selections");
    assertEquals(reductions, count(Any.class, gradients), "any");
  }

  @Test
  void aNetworkOfReluHasOneForEachRelu() {
    assertCounts(2, 0, network(Expr::relu).minus(t).square().mean(), w1, w2, w3, x);
  }

  @Test
  void aSmoothNetworkHasNone() {
    assertCounts(0, 0, network(Expr::tanh).minus(t).square().mean(), w1, w2, w3, x);
  }

  /// The loss's own, one before the first product, and one for what each product is made of; the
  /// mask stays a column and is never reduced.
  @Test
  void aMaskOfSamplesHasOneForTheOperandOfEachProduct() {
    Expr error = Where.where(kept, network(Expr::relu).minus(t).square(), 0).mean();
    assertCounts(2 + 1 + 3, 0, error, w1, w2, w3);
  }

  @Test
  void labelsPickedByIndexHaveNone() {
    Expr labels = Input.of("labels", new TensorType(DType.INT64, Shape.of(8, 1)));
    Expr picked = Gather.takeAlong(LogSoftmax.logSoftmax(x.matmul(w1), 1), labels, 1);
    assertEquals(0, count(Any.class, Grad.grad(picked.sum(), w1).all()));
  }

  @Test
  void partsOfOneProductThatAreAllUsedHaveNone() {
    Dim third = Dim.of(5);
    Input w = Input.of("w", DType.FLOAT64, 5, 15);
    List<Expr> parts = Slice.split(x.matmul(w), 1, third, third, third);
    Expr shares = Softmax.softmax(parts.get(0).matmul(parts.get(1).transpose()), 1);
    assertCounts(0, 0, shares.matmul(parts.get(2)).square().sum(), w, x);
    Expr outOfOrder = parts.get(2).exp().times(parts.get(0)).plus(parts.get(1).sigmoid());
    assertCounts(0, 0, outOfOrder.sum(), w, x);
    List<Expr> named =
        Slice.split(
            Input.of(
                    "z",
                    new TensorType(
                        DType.FLOAT64, Shape.of(Dim.of(8), Dim.of("a", 2).plus(Dim.of("b", 3)))))
                .tanh(),
            1,
            Dim.of("a", 2),
            Dim.of("b", 3));
    Expr sum = named.get(0).sum().plus(named.get(1).exp().sum());
    Input z = Graph.inputs(List.of(sum)).getFirst();
    assertCounts(0, 0, sum, z);
  }

  @Test
  void finiteConstantsAreNotSelectedFrom() {
    Expr weights = Constant.of(Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}));
    Expr cut = Slice.slice(x.matmul(weights), 1, 0, 1);
    assertCounts(0, 0, cut.sum(), x);
  }

  @Test
  void graphsGrowLinearlyAtEveryOrder() {
    for (UnaryOperator<Expr> activation : List.<UnaryOperator<Expr>>of(Expr::relu, Expr::tanh)) {
      int[] before = new int[3];
      for (int depth : new int[] {10, 20, 40}) {
        Expr y = x;
        for (int i = 0; i < depth; i++) {
          y = activation.apply(y.matmul(w1));
        }
        Expr derivative = Where.where(kept, y.square(), 0).sum();
        for (int order = 1; order < 3; order++) {
          derivative = Grad.grad(derivative, w1).of(w1).square().sum();
          int size = Graph.topological(List.of(derivative)).size();
          if (before[order] > 0) {
            assertTrue(size < 2.2 * before[order], size + " nodes for " + before[order]);
          }
          before[order] = size;
        }
      }
    }
  }
}
