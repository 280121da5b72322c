package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.check.Check;
import dev.adjoint.autodiff.check.Fault;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A fault of a user's op leads to the user's line, from both dtypes.
final class FaultLineTest {
  /// y = x³, with the derivative of x².
  private record Cube() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(x, k.mul(x, x));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.times(x.times(2));
    }
  }

  @Test
  void theFaultNamesTheLineThatAppliesTheOp() {
    for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
      Input x = Input.of("x", dtype, 2);
      Expr loss = new Cube().of(x.exp()).sum();
      Fault fault =
          Check.gradient(loss, Map.of(x, Tensor.of(0.5, 1).cast(dtype))).faults().getFirst();
      assertEquals("cube", fault.subject());
      assertTrue(fault.line().contains("FaultLineTest.java"), fault::line);
    }
  }
}
