package dev.adjoint.autodiff.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmptyProgramTest {
  /// The running sum read its view's offset, 1, in an array of length 0.
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void runningSumOfAnEmptyFlippedTensorIsEmpty(int axis) {
    Input x = Input.of("x", DType.FLOAT64, 2, 0);
    Expr y = CumulativeSum.cumulativeSum(Flip.flip(x, 0), axis);
    Tensor empty = Tensor.zeros(x.type());
    assertEquals(empty, Program.compile(y).run(Map.of(x, empty)).getFirst());
  }
}
