package dev.adjoint.autodiff.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SessionTest {
  private final Input w = Input.of("w", DType.FLOAT64, 2);
  private final Input v = Input.of("v", DType.FLOAT64, 2);
  private final Input x = Input.of("x", DType.FLOAT64, 2);

  private Session momentum() {
    Map<Input, Expr> updates = new LinkedHashMap<>();
    Expr velocity = v.times(0.5).plus(x);
    updates.put(w, w.minus(velocity));
    updates.put(v, velocity);
    return Session.of(
        updates, List.of(w.sum()), Map.of(w, Tensor.of(1.0, 2.0), v, Tensor.of(0.0, 0.0)));
  }

  @Test
  void aStepReturnsOutputsOfTheOldStateAndKeepsTheNew() {
    Session session = momentum();
    Map<Input, Tensor> batch = Map.of(x, Tensor.of(1.0, 0.0));
    assertEquals(3.0, session.step(batch).getFirst().item());
    assertEquals(Tensor.of(0.0, 2.0), session.state(w));
    assertEquals(2.0, session.step(batch).getFirst().item());
    assertEquals(Tensor.of(-1.5, 2.0), session.state(w));
    assertEquals(Tensor.of(1.5, 0.0), session.state(v));
    assertEquals(List.of(w, v), List.copyOf(session.state().keySet()));
  }

  @Test
  void tensorsHandedOutAreNotOverwritten() {
    Session session = momentum();
    Tensor before = session.state(w);
    session.step(Map.of(x, Tensor.of(1.0, 1.0)));
    Tensor after = session.state(w);
    session.step(Map.of(x, Tensor.of(1.0, 1.0)));
    assertEquals(Tensor.of(1.0, 2.0), before);
    assertEquals(Tensor.of(0.0, 1.0), after);
  }

  @Test
  void aStepThatThrowsLeavesTheState() {
    Input i = Input.of("i", DType.INT64, 2);
    Session session =
        Session.of(
            Map.of(w, w.plus(Gather.gather(w, i))), List.of(), Map.of(w, Tensor.of(1.0, 2.0)));
    session.step(Map.of(i, Tensor.of(0L, 0)));
    assertThrows(IllegalArgumentException.class, () -> session.step(Map.of(i, Tensor.of(0L, 2))));
    assertEquals(Tensor.of(2.0, 3.0), session.state(w));
  }

  @Test
  void anUpdateOfAnotherTypeIsNamed() {
    BindingException error =
        assertThrows(
            BindingException.class,
            () -> Session.of(Map.of(w, w.sum()), List.of(), Map.of(w, Tensor.of(1.0, 2.0))));
    assertTrue(error.getMessage().contains("w: float64[2]"), error::getMessage);
    assertTrue(error.getMessage().contains("float64[]"), error::getMessage);
  }

  @Test
  void missingAndSurplusInitialValuesAreNamed() {
    assertThrows(BindingException.class, () -> Session.of(Map.of(w, w.exp()), List.of(), Map.of()));
    assertThrows(
        BindingException.class,
        () ->
            Session.of(
                Map.of(w, w.exp()),
                List.of(),
                Map.of(w, Tensor.of(1.0, 2.0), v, Tensor.of(1.0, 2.0))));
  }

  @Test
  void stateIsNotToBeBound() {
    Session session = momentum();
    Tensor value = Tensor.of(1.0, 1.0);
    assertThrows(BindingException.class, () -> session.step(Map.of(x, value, w, value)));
  }

  @Test
  void stateThatNothingReadsIsReplacedAllTheSame() {
    Session session = Session.of(Map.of(w, x), List.of(), Map.of(w, Tensor.of(1.0, 2.0)));
    session.step(Map.of(x, Tensor.of(5.0, 6.0)));
    assertEquals(Tensor.of(5.0, 6.0), session.state(w));
  }
}
