package dev.adjoint.autodiff.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.exec.BindingException;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.op.Iota;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.Normal;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Graphs with named axes at other sizes.
final class SizesTest {
  private final Dim m = Dim.of("m", 4);
  private final Input x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(m, Dim.of(3))));
  private final Input w = Input.of("w", DType.FLOAT64, 2, 3);
  private final Input b = Input.of("b", DType.FLOAT64, 2);

  private Expr model() {
    return x.matmul(w.transpose()).plus(b).tanh();
  }

  @Test
  void everyShapeFollowsTheName() {
    Expr y = model();
    Expr flat = y.reshape(Shape.of(m.times(Dim.of(2))));
    assertEquals("[2·m=8]", flat.shape().toString());
    Expr at = flat.at(Map.of("m", 7));
    assertEquals("[2·m=14]", at.shape().toString());
    assertEquals("[m=7, 3]", Graph.inputs(List.of(at)).getFirst().shape().toString());
  }

  @Test
  void inputsOfUnchangedTypeStayTheSame() {
    Graph.Copy copy = Graph.at(List.of(model()), Map.of("m", 7));
    assertSame(w, copy.map().get(w));
    assertSame(b, copy.map().get(b));
    assertNotSame(x, copy.map().get(x));
    assertEquals("x: float64[m=7, 3]", copy.map().get(x).toString());
    Expr y = model();
    assertSame(y, y.at(Map.of("m", 4)));
    assertSame(y, y.at(Map.of("other", 9)));
  }

  @Test
  void theCountOfAMeanFollows() {
    Expr loss = model().mean();
    double[] rows = {1, 0, 0, 2, 1, 0};
    Map<Expr, Tensor> bindings = new HashMap<>();
    bindings.put(w, Tensor.of(new double[][] {{1, 0, 0}, {0, 1, 0}}));
    bindings.put(b, Tensor.of(0.0, 0));
    Expr at = loss.at(Map.of("m", 2));
    bindings.put(Graph.inputs(List.of(at)).getFirst(), Tensor.of(Shape.of(2, 3), rows));
    double expected = (StrictMath.tanh(1) + 0 + StrictMath.tanh(2) + StrictMath.tanh(1)) / 4;
    assertEquals(expected, at.peek(bindings).item(), 1e-15);
  }

  @ParameterizedTest
  @EnumSource
  void executorsTakeAnyBatch(Executor executor) {
    Expr loss = model().square().mean();
    var program = executor.of(Grad.grad(loss, w, b).of(b), loss);
    for (int batch : new int[] {4, 1, 7, 33}) {
      Tensor rows = Tensor.normal(Shape.of(batch, 3), 5);
      Tensor weights = Tensor.normal(Shape.of(2, 3), 6);
      Tensor bias = Tensor.of(0.3, -0.2);
      List<Tensor> values = program.run(Map.of(x, rows, w, weights, b, bias));
      double total = 0;
      double[] slope = new double[2];
      for (int i = 0; i < batch; i++) {
        for (int j = 0; j < 2; j++) {
          double z = bias.doubleAt(j);
          for (int k = 0; k < 3; k++) {
            z += rows.doubleAt(i, k) * weights.doubleAt(j, k);
          }
          double a = StrictMath.tanh(z);
          total += a * a;
          slope[j] += 2 * a * (1 - a * a) / (2 * batch);
        }
      }
      assertEquals(total / (2 * batch), values.get(1).item(), 1e-12);
      assertEquals(slope[0], values.getFirst().doubleAt(0), 1e-12);
      assertEquals(slope[1], values.getFirst().doubleAt(1), 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource
  void generatorsSlicesAndPadsFollow(Executor executor) {
    Shape shape = Shape.of(m);
    Input v = Input.of("v", new TensorType(DType.FLOAT64, shape));
    Key key = Key.of(1);
    Expr y =
        v.plus(Iota.iota(shape, 0).cast(DType.FLOAT64))
            .plus(Uniform.uniform(key, v.type()))
            .minus(Uniform.uniform(key, v.type()))
            .plus(Normal.normal(key, v.type()).times(0))
            .plus(Constant.scalar(1, DType.FLOAT64).broadcast(shape));
    Expr padded = Pad.pad(y, 0, 1, 2);
    assertEquals("[m + 3=7]", padded.shape().toString());
    Expr back = new Slice(List.of(Dim.of(1)), List.of(m), List.of(1)).of(padded);
    assertEquals(shape, back.shape());
    for (int n : new int[] {4, 2, 9}) {
      Tensor actual =
          executor.value(back, Map.of(v, Tensor.zeros(TensorType.of(DType.FLOAT64, n))));
      assertEquals(n, actual.size());
      for (int i = 0; i < n; i++) {
        assertEquals(1 + i, actual.doubleAt(i), 1e-15);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBatchOfOneDoesNotBroadcast(Executor executor) {
    Input t = Input.of("t", new TensorType(DType.FLOAT64, Shape.of(m, Dim.of(2))));
    Expr loss = model().minus(t).square().sum();
    Map<Expr, Tensor> bindings =
        Map.of(
            x, Tensor.zeros(TensorType.of(DType.FLOAT64, 3, 3)),
            t, Tensor.zeros(TensorType.of(DType.FLOAT64, 1, 2)),
            w, Tensor.zeros(w.type()),
            b, Tensor.zeros(b.type()));
    BindingException e = assertThrows(BindingException.class, () -> executor.value(loss, bindings));
    assertEquals("[run] axis m has length 3 in x: float64[m=4, 3] and 1 in t", e.getMessage());
  }

  @Test
  void aFixedSizeThatOnlyHappenedToFitIsFoundOut() {
    Expr y = x.plus(Constant.of(Tensor.zeros(TensorType.of(DType.FLOAT64, 4, 3))));
    ShapeException e = assertThrows(ShapeException.class, () -> y.at(Map.of("m", 5)));
    assertTrue(
        e.getMessage()
            .startsWith("[broadcast] [4, 3] and [m=5, 3] do not fit: axis -2 has sizes 4 and m=5"),
        e.getMessage());
  }

  @Test
  void oneNameHasOneSize() {
    Input other =
        Input.of("other", new TensorType(DType.FLOAT64, Shape.of(Dim.of("m", 5), Dim.of(3))));
    ShapeException e = assertThrows(ShapeException.class, () -> x.plus(other));
    assertTrue(e.getMessage().contains("m=4") && e.getMessage().contains("m=5"), e.getMessage());
  }

  @Test
  void copiesLeadToTheirOriginals() {
    Expr y = model();
    Expr at = y.at(Map.of("m", 9));
    assertEquals(new Origin.Copied(y), at.origin());
    assertEquals(y.origin().written(), at.origin().written());
  }
}
