package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every node leads to a line of the user's code. In a package of its own: the library's own frames
/// are passed over.
final class OriginTest {
  private final Input x = Input.of("x", DType.FLOAT64, 3);

  private static int line(Expr node) {
    var frame = node.origin().written().frame().orElseThrow();
    assertEquals(OriginTest.class.getName(), frame.getClassName());
    return frame.getLineNumber();
  }

  private static int here() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow())
        .getLineNumber();
  }

  @Test
  void aNodeIsWrittenWhereTheUserWroteIt() {
    int before = here();
    Expr y = x.exp();
    Expr z = y.mean();
    assertEquals(before + 1, line(y));
    assertEquals(before + 2, line(z));
    assertInstanceOf(Origin.Written.class, y.origin());
    assertEquals(0, y.origin().order());
    assertEquals(
        "dev.adjoint.usercode.OriginTest.aNodeIsWrittenWhereTheUserWroteIt(OriginTest.java:%d)"
            .formatted(before + 1),
        y.origin().toString());
  }

  @Test
  void inputsAndConstantsAreWrittenToo() {
    int before = here();
    Input input = Input.of("i", DType.INT64);
    assertEquals(before + 1, line(input));
    assertEquals(before + 3, line(x.plus(1).operands().get(1).operands().getFirst()));
  }

  @Test
  void gradientsAreAdjointsOfTheNodeTheyComeFrom() {
    int before = here();
    Expr y = x.tanh();
    Expr loss = y.sum();
    Expr g = Grad.grad(loss, x).of(x);
    Origin.Adjoint origin = assertInstanceOf(Origin.Adjoint.class, g.origin());
    assertEquals(y, origin.of());
    assertEquals(1, origin.order());
    assertEquals(before + 1, line(g));
  }

  @Test
  void secondOrderNodesLeadToTheUsersLine() {
    int before = here();
    Expr y = x.tanh();
    Expr loss = Softmax.softmax(y.times(2), 0).square().sum();
    Expr g = Grad.grad(loss, x).of(x);
    Expr along = g.square().sum();
    Expr h = Grad.grad(along, x).of(x);
    assertEquals(2, h.origin().order());
    assertEquals(3, Grad.grad(h.sum(), x).of(x).origin().order());
    boolean[] seen = new boolean[3];
    for (Expr node : Graph.topological(List.of(h))) {
      if (!(node instanceof Input)) {
        int line = line(node);
        assertTrue(line > before && line <= before + 5, () -> node + " at line " + line);
        seen[node.origin().order()] = true;
      }
    }
    assertTrue(seen[0] && seen[1] && seen[2]);
  }

  @Test
  void resizedNodesAreCopies() {
    Input batch = Input.of("b", new TensorType(DType.FLOAT64, Shape.of(Dim.of("m", 2), Dim.of(3))));
    int before = here();
    Expr y = batch.exp();
    Expr z = y.at(Map.of("m", 5));
    assertEquals(new Origin.Copied(y), z.origin());
    assertEquals(before + 1, line(z));
  }
}
