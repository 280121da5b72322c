package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisconnectedGradientTest {
  /// It failed with NoSuchElementException.
  @Test
  void vjpOfNoOutputsIsDisconnected() {
    Input x = Input.of("x", DType.FLOAT64);
    assertEquals(
        new Gradient.Disconnected("the outputs do not depend on it"),
        Grad.vjp(List.of(), List.of(), List.of(x)).answer(x));
  }
}
